import type Docker from 'dockerode';
import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { findTagged } from '@/lib/adapters/process/process-table';
import type { Attached } from '@/lib/adapters/sandbox/docker/attach';
import { parseStats } from '@/lib/adapters/sandbox/docker/stats';
import { FOLDERS } from '@/lib/adapters/sandbox/folders';
import type { Gateway } from '@/lib/adapters/sandbox/gateway/gateway';
import { createDiskMeter, type DiskMeter } from '@/lib/adapters/sandbox/limits/disk-meter';
import type { SandboxExit, SandboxProcess } from '@/lib/adapters/sandbox/sandbox-process';
import type { LimitHit, ResourceSample } from '@/lib/core/sandbox';
import type { DockerPlan } from '@/lib/schemas/launch-plan';
import { RUN_TAG } from '@/lib/schemas/runner';

/** What a shell says of a program that SIGKILL ended. */
const KILLED = 137;
const WATCH_EVERY_MS = 1000;
/** A busy engine hands the last output over long after it told the end. */
const DRAIN_MS = 5000;

type Input = {
  plan: DockerPlan;
  container: Docker.Container;
  streams: Attached;
  gateway: Gateway | null;
  /** Removes all that was made for it. Idempotent; does not reject. */
  takeDown: () => Promise<void>;
};

/** A started container as the process it is. */
export function runningContainer(input: Input): SandboxProcess {
  const running = new RunningContainer(input);
  const { container, streams } = input;
  return {
    streams: { stdin: streams.stdin, stdout: streams.stdout, stderr: streams.stderr },
    pid: null,
    exited: running.exited,
    terminate: () => void container.kill({ signal: 'SIGTERM' }).catch(() => undefined),
    kill: () => running.kill(),
    pause: () => succeeds(() => container.pause()),
    resume: () => succeeds(() => container.unpause()),
    connectInside: () => input.gateway?.connectInside() ?? Promise.reject(new Error('The sandbox exposes no port.')),
    sample: () => running.sample(),
  };
}

class RunningContainer {
  readonly exited: Promise<SandboxExit>;
  private readonly input: Input;
  private readonly disk: DiskMeter;
  private last: ResourceSample | null = null;
  private isOver = false;
  private isKilled = false;
  private hit: LimitHit | null = null;
  /** It had as many processes as it may when it was last looked at. */
  private isFull = false;

  constructor(input: Input) {
    const { plan } = input;
    this.input = input;
    this.disk = createDiskMeter({
      // A checkout that is an overlay is written to below the layers.
      folders: [plan.workspace, plan.home, plan.tmp, path.join(path.dirname(plan.io), FOLDERS.layers)],
      processes: async () => (await findTagged({ name: RUN_TAG, value: plan.id })).map(({ pid }) => pid),
    });
    this.exited = this.waitForExit().finally(() => {
      this.isOver = true;
    });
    if (plan.limits.diskBytes !== null) this.watchDisk(plan.limits.diskBytes);
  }

  async kill(): Promise<void> {
    this.isKilled ||= !this.isOver;
    const { streams, takeDown } = this.input;
    // Its end is known before its last output, and that is lost with the container.
    if (this.isOver) await this.drained();
    await takeDown();
    await this.drained();
    streams.close();
  }

  /** Waits no longer for a reader that does not read. */
  private async drained(): Promise<void> {
    await Promise.race([this.input.streams.drained, sleep(DRAIN_MS, undefined, { ref: false })]);
  }

  async sample(): Promise<ResourceSample | null> {
    if (this.isOver) return this.last;
    const { container, gateway, plan } = this.input;
    const stats = await container.stats({ stream: false, 'one-shot': true }).catch(() => null);
    const used = stats && parseStats(stats);
    if (!used) return this.last;
    const bytes = gateway?.bytes() ?? { sent: 0, received: 0 };
    const diskBytes = await this.disk.read(plan.limits.diskBytes).catch(() => this.last?.diskBytes ?? 0);
    this.isFull = plan.limits.pids !== null && used.pids >= plan.limits.pids;
    this.last = { ...used, diskBytes, sentBytes: bytes.sent, receivedBytes: bytes.received };
    return this.last;
  }

  private async waitForExit(): Promise<SandboxExit> {
    const end = { signal: null, startError: null };
    try {
      const { StatusCode } = (await this.input.container.wait()) as { StatusCode: number };
      return { ...end, exitCode: StatusCode, limit: await this.limitBehind(StatusCode) };
    } catch {
      // It was removed, or the engine went away with it.
      return { ...end, exitCode: null, signal: 'SIGKILL', limit: this.hit };
    }
  }

  private async limitBehind(exitCode: number): Promise<LimitHit | null> {
    if (this.hit !== null || exitCode === 0 || this.isKilled) return this.hit;
    if (await this.isOutOfMemory(exitCode)) return 'out_of_memory';
    return this.isFull ? 'pids_limit' : null;
  }

  /** Docker tells it; podman doesn't, so there a kill that nobody here asked for is taken for it. */
  private async isOutOfMemory(exitCode: number): Promise<boolean> {
    const { plan, container } = this.input;
    if (plan.limits.memoryBytes === null) return false;
    if (plan.podman) return exitCode === KILLED;
    const inspected = await container.inspect().catch(() => null);
    return inspected?.State.OOMKilled ?? false;
  }

  /** Engines hold the size of their own layers at most, and a sandbox's folders are none of them. */
  private watchDisk(limit: number): void {
    const timer = setTimeout(() => void this.checkDisk(limit), WATCH_EVERY_MS);
    timer.unref();
    void this.exited.finally(() => clearTimeout(timer));
  }

  private async checkDisk(limit: number): Promise<void> {
    const used = await this.disk.read(limit).catch(() => 0);
    if (this.isOver) return;
    if (used <= limit) return this.watchDisk(limit);
    this.hit = 'disk_limit';
    await this.kill();
  }
}

async function succeeds(act: () => Promise<unknown>): Promise<boolean> {
  return act().then(
    () => true,
    () => false,
  );
}
