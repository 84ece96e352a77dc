import { createHash } from 'node:crypto';
import { readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalProcess } from '@/lib/adapters/process/sweep';

/** What the kernel counts of one command, and the hold it gives on all of it. */
export type ControlGroup = {
  name: string;
  /** Moves a process in; what it starts from then on is in, too. */
  add: (pid: number) => Promise<void>;
  processes: () => Promise<number[]>;
  usage: () => Promise<GroupUsage>;
  /** The most that it ever used, caches of files included; 0 where the kernel does not say. */
  peakMemoryBytes: () => Promise<number>;
  /** How often a limit was met. */
  hits: () => Promise<{ oomKills: number; pidsRefused: number }>;
  /** False where the kernel has no means to. */
  freeze: () => Promise<boolean>;
  thaw: () => Promise<boolean>;
  /** Ends all of it and takes it down; returns how many processes there were. Idempotent. */
  remove: () => Promise<number>;
};

export type GroupUsage = { cpuMs: number; memoryBytes: number; pids: number };

/** Whose a control group is. `place` stands for the data folder: another Bakeoff of this host has groups, too. */
export type GroupOwner = { id: string; place: string };

/** The name says whose it is, so that what a crash left is found again. */
const GROUP_NAME = /^bakeoff-(.+)-([0-9a-f]{8})-(\d+)(?:\.scope)?$/;

export function groupName({ id, place }: GroupOwner, number: number): string {
  return `bakeoff-${id}-${place}-${number}`;
}

/** Null where it is not one of ours. */
export function ownerOfGroup(name: string): GroupOwner | null {
  const [, id, place] = GROUP_NAME.exec(name) ?? [];
  return id === undefined || place === undefined ? null : { id, place };
}

/** Of the folder that holds all sandboxes. */
export function placeOf(sandboxes: string): string {
  return createHash('sha256').update(sandboxes).digest('hex').slice(0, 8);
}

/** Zero for a file that is not there: a controller may be missing. */
export async function readNumber(file: string): Promise<number> {
  const value = Number.parseInt(await readFile(file, 'utf8').catch(() => '0'), 10);
  return Number.isFinite(value) ? value : 0;
}

/** One line `KEY VALUE` of a file of the kernel. */
export async function readKey(file: string, key: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${key} `));
  return line === undefined ? 0 : Number(line.slice(key.length + 1)) || 0;
}

export async function readPids(folder: string): Promise<number[]> {
  const text = await readFile(path.join(folder, 'cgroup.procs'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 1 && pid !== process.pid);
}

/** Writes to a file that may be missing; says whether it took the value. */
export async function tryWrite(file: string, value: string): Promise<boolean> {
  return writeFile(file, value).then(
    () => true,
    () => false,
  );
}

const GIVE_UP_AFTER_MS = 5000;

/** Kills until none is left: a process may fork while the list is read. */
export async function killAll(folder: string, thaw: () => Promise<unknown>): Promise<number> {
  const seen = new Set<number>();
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    const pids = await readPids(folder);
    if (pids.length === 0 || Date.now() > deadline) return seen.size;
    for (const pid of pids) {
      seen.add(pid);
      signalProcess(pid, 'SIGKILL');
    }
    // What is frozen dies only once it moves.
    await thaw();
    await sleep(2);
  }
}

/** Removes a control group with those below it. The kernel frees one a moment after its last process is gone. */
export async function removeGroup(folder: string): Promise<void> {
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (entry.isDirectory()) await removeGroup(path.join(folder, entry.name));
  }
  for (;;) {
    try {
      await rmdir(folder);
      return;
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code;
      if (code === 'ENOENT') return;
      if (code !== 'EBUSY' || Date.now() > deadline) throw cause;
      await sleep(5);
    }
  }
}

export type FoundGroup = { folder: string; owner: GroupOwner };

/** Every control group of ours below a folder of the kernel. */
export async function findGroups(root: string, depth = 8): Promise<FoundGroup[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async (entry) => {
        const folder = path.join(root, entry.name);
        const owner = ownerOfGroup(entry.name);
        if (owner !== null) return [{ folder, owner }];
        return depth > 0 ? findGroups(folder, depth - 1) : [];
      }),
  );
  return found.flat();
}
