import type Docker from 'dockerode';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { attach } from '@/lib/adapters/sandbox/docker/attach';
import { containerOptions, overlayOptions, type StartFacts } from '@/lib/adapters/sandbox/docker/container-options';
import { runningContainer } from '@/lib/adapters/sandbox/docker/container-process';
import { openEngine } from '@/lib/adapters/sandbox/docker/engine';
import { starterLabel } from '@/lib/adapters/sandbox/docker/leftovers';
import { removeContainer, removeVolume } from '@/lib/adapters/sandbox/docker/remove';
import { startGateway, type Gateway } from '@/lib/adapters/sandbox/gateway/gateway';
import { unstarted } from '@/lib/adapters/sandbox/process/start';
import type { SandboxCommand, SandboxProcess, StartHooks } from '@/lib/adapters/sandbox/sandbox-process';
import { errorMessage } from '@/lib/errors';
import { INSIDE, IO_FILES, type DockerPlan } from '@/lib/schemas/launch-plan';

/** Enough for every tool; more makes old programs slow, which close all that they could have open. */
const MAX_FILES = 65_536;
/** Far more than a run's own limit: the kernel counts all sandboxes of a user together here. */
const MAX_PROCESSES = 1_048_576;
const REMOVE_MS = 20_000;

/** The command is the container's main process: what is only executed in a container ends unseen with its client. */
export async function startInDocker(
  plan: DockerPlan,
  command: SandboxCommand,
  hooks: StartHooks,
): Promise<SandboxProcess> {
  const { docker } = openEngine(plan.engine);
  const made = new Made(docker);
  try {
    const gateway = plan.gateway && (await startGateway(plan.gateway, hooks));
    made.gateway = gateway;
    const facts = await startFacts(plan, await createVolumes(plan, made));
    const container = await docker.createContainer(containerOptions(withSocket(plan), command, facts));
    made.container = container;
    const streams = await attach(docker, container.id);
    await container.start();
    return runningContainer({ plan, container, streams, gateway, takeDown: () => made.takeDown() });
  } catch (cause) {
    await made.takeDown();
    return unstarted(`The container could not be started. ${sentenceOf(cause)}`);
  }
}

/** What a start has made so far, to be taken down whenever and however it ends. */
class Made {
  gateway: Gateway | null = null;
  container: Docker.Container | null = null;
  readonly volumes: string[] = [];
  private readonly docker: Docker;
  private down: Promise<void> | null = null;

  constructor(docker: Docker) {
    this.docker = docker;
  }

  /** Idempotent. Neither rejects nor waits for ever: what an engine keeps is found again by its labels. */
  takeDown(): Promise<void> {
    return (this.down ??= this.remove());
  }

  private async remove(): Promise<void> {
    const tooLong = sleep(REMOVE_MS, undefined, { ref: false });
    await Promise.race([this.removeFromEngine().catch(() => undefined), tooLong]);
    await this.gateway?.close().catch(() => undefined);
  }

  private async removeFromEngine(): Promise<void> {
    if (this.container) await removeContainer(this.docker, this.container.id);
    await Promise.all(this.volumes.map((name) => removeVolume(this.docker, name)));
  }
}

async function createVolumes(plan: DockerPlan, made: Made): Promise<string[]> {
  const { docker } = openEngine(plan.engine);
  for (const overlay of plan.overlays) {
    const name = uniqueName(plan);
    made.volumes.push(name);
    await docker.createVolume({
      Name: name,
      Driver: 'local',
      DriverOpts: overlayOptions(overlay),
      Labels: plan.labels,
    });
  }
  return made.volumes;
}

async function startFacts(plan: DockerPlan, volumes: string[]): Promise<StartFacts> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const pidMax = Number(await readFile('/proc/sys/kernel/pid_max', 'utf8').catch(() => MAX_PROCESSES));
  return {
    name: uniqueName(plan),
    maxFiles: Math.min(hardLimit(limits, 'Max open files') ?? MAX_FILES, MAX_FILES),
    // podman lowers its own to the highest process id, and then can't give more.
    maxProcesses: Math.min(hardLimit(limits, 'Max processes') ?? MAX_PROCESSES, pidMax, MAX_PROCESSES),
    starter: await starterLabel(),
    volumes,
  };
}

/** Reads /proc/PID/limits; null where it has none. */
export function hardLimit(text: string, name: string): number | null {
  const line = text.split('\n').find((each) => each.startsWith(name));
  const hard = line?.slice(name.length).trim().split(/\s+/)[1];
  return hard === undefined || !/^\d+$/.test(hard) ? null : Number(hard);
}

function uniqueName(plan: DockerPlan): string {
  return `bakeoff-${plan.id}-${randomBytes(4).toString('hex')}`;
}

/** The socket is made by the gateway at each start, so only now it can be mounted. */
function withSocket(plan: DockerPlan): DockerPlan {
  if (!plan.gateway) return plan;
  const target = `${INSIDE.io}/${IO_FILES.socket}`;
  return { ...plan, mounts: [...plan.mounts, { source: plan.gateway.socket, target, mode: 'ro' }] };
}

/** The library puts the status before the engine's own words. */
function sentenceOf(cause: unknown): string {
  const text = errorMessage(cause)
    .replace(/^\(HTTP code \d+\) [^-]*- /, '')
    .trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
