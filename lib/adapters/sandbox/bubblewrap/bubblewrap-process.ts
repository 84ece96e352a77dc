import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findTagged, processStartTime, type Tag } from '@/lib/adapters/process/process-table';
import { signalProcess, sweep } from '@/lib/adapters/process/sweep';
import { usageOf } from '@/lib/adapters/process/usage';
import type { Opened } from '@/lib/adapters/sandbox/bubblewrap/launch';
import type { GroupUsage } from '@/lib/adapters/sandbox/limits/control-group';
import type { Gateway } from '@/lib/adapters/sandbox/gateway/gateway';
import { createDiskMeter, type DiskMeter } from '@/lib/adapters/sandbox/limits/disk-meter';
import type { SandboxExit, SandboxProcess } from '@/lib/adapters/sandbox/sandbox-process';
import type { LimitHit, ResourceSample } from '@/lib/core/sandbox';
import type { BubblewrapPlan } from '@/lib/schemas/launch-plan';

const WATCH_EVERY_MS = 1000;
const LAST_WORDS_MS = 200;

type Input = Opened & {
  plan: BubblewrapPlan;
  tag: Tag;
  child: ChildProcess;
  gateway: Gateway | null;
};

/** A command in its sandbox: how it ends, what it uses, and how all of it is taken down. */
export class BubblewrapProcess {
  private readonly input: Input;
  private readonly disk: DiskMeter;
  private readonly exited: Promise<SandboxExit>;
  private readonly done: Promise<void>;
  private hit: LimitHit | null = null;
  private mainPid: Promise<number | null> | null = null;
  private last: ResourceSample | null = null;
  private isOver = false;
  private killed = false;

  constructor(input: Input) {
    this.input = input;
    const { workspace, home, tmp, io } = input.plan;
    this.disk = createDiskMeter({
      folders: [workspace, home, tmp, path.join(path.dirname(io), 'layers')],
      processes: () => this.processes(),
    });
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
      const { child } = input;
      if (child.exitCode !== null || child.signalCode !== null || input.report.spawnError !== null) {
        resolve({ code: child.exitCode, signal: child.signalCode });
      }
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    this.exited = ended.then((end) => this.describeEnd(end));
    this.done = this.exited.then(() => this.takeDown());
    this.watch();
  }

  handle(): SandboxProcess {
    const { spawnError } = this.input.report;
    return {
      streams: spawnError === null ? this.input.streams : null,
      pid: this.input.child.pid ?? null,
      exited: this.exited,
      terminate: () => void this.terminate(),
      kill: () => this.kill(),
      pause: () => this.pause(),
      resume: () => this.resume(),
      sample: () => this.sample().catch(() => null),
      connectInside: () =>
        this.input.gateway?.connectInside() ?? Promise.reject(new Error('This sandbox exposes no port.')),
    };
  }

  private async describeEnd(end: { code: number | null; signal: string | null }): Promise<SandboxExit> {
    const { group, report } = this.input;
    const hits = (await group?.hits().catch(() => null)) ?? { oomKills: 0, pidsRefused: 0 };
    await this.lastLook(hits.oomKills > 0).catch(() => undefined);
    this.isOver = true;
    // Its last words may come after its end.
    if (!report.executed) await Promise.race([report.closed, sleep(LAST_WORDS_MS, undefined, { ref: false })]);
    const failed = end.code !== 0;
    // A full limit that the command coped with ended nothing.
    const counted = hits.oomKills > 0 ? 'out_of_memory' : hits.pidsRefused > 0 ? 'pids_limit' : null;
    const limit = this.hit ?? (failed ? counted : null);
    const started = report.spawnError === null && (report.executed || end.signal !== null || limit !== null);
    if (started || this.killed) return { exitCode: end.code, signal: end.signal, startError: null, limit };
    const said = report.spawnError ?? report.complaint.trim().slice(0, 1000);
    return { exitCode: null, signal: null, startError: said || 'bubblewrap ended before it.', limit };
  }

  /** The counters are there until the group is removed; another walk through the files would keep the end waiting. */
  private async lastLook(wasFull: boolean): Promise<void> {
    const bytes = this.input.gateway?.bytes() ?? { sent: 0, received: 0 };
    const diskBytes = this.last?.diskBytes ?? 0;
    const { group } = this.input;
    const usage = group ? await group.usage() : null;
    // It grew to the limit between two looks. Else the kernel's own peak would count files that were merely read.
    if (usage && group && wasFull) usage.memoryBytes = Math.max(usage.memoryBytes, await group.peakMemoryBytes());
    if (usage) this.last = { ...usage, pids: 0, diskBytes, sentBytes: bytes.sent, receivedBytes: bytes.received };
  }

  private async kill(): Promise<void> {
    this.killed = true;
    const { child, initPid } = this.input;
    if (!this.isOver) {
      // The first process of a pid namespace takes all of it along.
      if (initPid !== null) signalProcess(initPid, 'SIGKILL');
      await this.input.group?.thaw();
      child.kill('SIGKILL');
    }
    await this.done;
  }

  private async takeDown(): Promise<void> {
    const { group, gateway, tag, initPid } = this.input;
    await group?.remove().catch(() => 0);
    // Where the first process of the namespace has ended, the kernel has ended all others before.
    if (initPid === null || (await processStartTime(initPid)) !== null) await sweep(tag);
    await gateway?.close().catch(() => undefined);
  }

  /** Bubblewrap itself does not pass signals on. Its first child inside is the command; later ones are orphans. */
  private async terminate(): Promise<void> {
    this.mainPid ??= findMain(this.input.initPid);
    const pid = await this.mainPid;
    if (this.isOver) return;
    if (pid === null) this.input.child.kill('SIGKILL');
    else signalProcess(pid, 'SIGTERM');
  }

  private async processes(): Promise<number[]> {
    const { group, tag, child } = this.input;
    if (group) return group.processes();
    return (await findTagged(tag)).map((row) => row.pid).filter((pid) => pid !== child.pid);
  }

  private async pause(): Promise<boolean> {
    if (this.isOver) return false;
    if (this.input.group) return this.input.group.freeze();
    const pids = await this.processes();
    for (const pid of pids) signalProcess(pid, 'SIGSTOP');
    return pids.length > 0;
  }

  private async resume(): Promise<boolean> {
    if (this.isOver) return false;
    if (this.input.group) return this.input.group.thaw();
    const pids = await this.processes();
    for (const pid of pids) signalProcess(pid, 'SIGCONT');
    return pids.length > 0;
  }

  private async sample(): Promise<ResourceSample | null> {
    if (this.isOver) return this.last;
    this.last = await this.look();
    return this.last;
  }

  private async look(): Promise<ResourceSample> {
    const { gateway, plan } = this.input;
    const usage = await this.usage();
    const bytes = gateway?.bytes() ?? { sent: 0, received: 0 };
    const diskBytes = await this.disk.read(plan.limits.diskBytes);
    return { ...usage, diskBytes, sentBytes: bytes.sent, receivedBytes: bytes.received };
  }

  private async usage(): Promise<GroupUsage> {
    const { group, tag } = this.input;
    if (group) return group.usage();
    return (await usageOf(await findTagged(tag))) ?? { cpuMs: 0, memoryBytes: 0, pids: 0 };
  }

  /** What the kernel does not hold is looked at once a second. */
  private watch(): void {
    const { limits, limitsBy } = this.input.plan;
    const counts = limitsBy === 'rlimit' && (limits.memoryBytes !== null || limits.pids !== null);
    if (limits.diskBytes === null && !counts) return;
    const watching = new AbortController();
    void this.exited.finally(() => watching.abort());
    void this.watchUntil(watching.signal);
  }

  private async watchUntil(signal: AbortSignal): Promise<void> {
    while (!this.isOver) {
      await sleep(WATCH_EVERY_MS, undefined, { ref: false, signal }).catch(() => undefined);
      const hit = this.isOver ? null : await this.overstepped().catch(() => null);
      if (hit === null || this.isOver) continue;
      this.hit = hit;
      await this.kill();
    }
  }

  private async overstepped(): Promise<LimitHit | null> {
    const { limits, limitsBy } = this.input.plan;
    if (isOver(await this.disk.read(limits.diskBytes), limits.diskBytes)) return 'disk_limit';
    if (limitsBy !== 'rlimit') return null;
    const usage = await this.usage();
    if (isOver(usage.memoryBytes, limits.memoryBytes)) return 'out_of_memory';
    return isOver(usage.pids, limits.pids) ? 'pids_limit' : null;
  }
}

function isOver(used: number, limit: number | null): boolean {
  return limit !== null && used > limit;
}

/** The process with id 2 inside. The kernel tells its ids from the outermost namespace to its own. */
async function findMain(initPid: number | null): Promise<number | null> {
  if (initPid === null) return null;
  const children = await readFile(`/proc/${initPid}/task/${initPid}/children`, 'utf8').catch(() => '');
  for (const pid of children.split(' ').map(Number)) {
    if (pid <= 1) continue;
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const ids = /^NSpid:\s*(.*)$/m.exec(status)?.[1]?.trim().split(/\s+/) ?? [];
    if (ids.at(-1) === '2') return pid;
  }
  return null;
}
