import { access, constants, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { claim } from '@/lib/adapters/sandbox/limits/cgroup1';
import { groupFolder, parseGroupMounts, parseOwnGroup } from '@/lib/adapters/sandbox/limits/cgroup-mounts';
import {
  killAll,
  readKey,
  readNumber,
  readPids,
  removeGroup,
  tryWrite,
  type ControlGroup,
  type GroupOwner,
} from '@/lib/adapters/sandbox/limits/control-group';
import type { SandboxLimits } from '@/lib/core/sandbox';

const NEEDED = ['memory', 'pids', 'cpu'];

export type Cgroup2 = { mount: string; /** Groups are made below it. */ parent: string };

/** The nearest group above this process in which it may make others, with all that is limited handed on to them. */
export async function findCgroup2(): Promise<Cgroup2 | null> {
  const mounts = parseGroupMounts(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''));
  const mount = mounts.find((candidate) => candidate.version === 2);
  const own = parseOwnGroup(await readFile('/proc/self/cgroup', 'utf8').catch(() => ''), '');
  if (!mount || own === null) return null;
  for (let folder = groupFolder(mount, own); isWithin(mount.folder, folder); folder = path.dirname(folder)) {
    if (await canHold(folder)) return { mount: mount.folder, parent: folder };
    if (folder === mount.folder) break;
  }
  return null;
}

function isWithin(root: string, folder: string): boolean {
  return folder === root || folder.startsWith(`${root}/`);
}

async function canHold(folder: string): Promise<boolean> {
  const handedOn = (await readFile(path.join(folder, 'cgroup.subtree_control'), 'utf8').catch(() => '')).split(/\s/);
  if (!NEEDED.every((controller) => handedOn.includes(controller))) return false;
  try {
    await access(folder, constants.W_OK);
    // Moving a process needs this right on the group above both places.
    await access(path.join(folder, 'cgroup.procs'), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export async function createGroup2(host: Cgroup2, owner: GroupOwner, limits: SandboxLimits): Promise<ControlGroup> {
  const folder = path.join(host.parent, await claim(host.parent, owner));
  if (limits.memoryBytes !== null) {
    await writeFile(path.join(folder, 'memory.max'), String(limits.memoryBytes));
    await tryWrite(path.join(folder, 'memory.swap.max'), '0');
  }
  if (limits.pids !== null) await writeFile(path.join(folder, 'pids.max'), String(limits.pids));
  if (limits.cpus !== null) await writeFile(path.join(folder, 'cpu.max'), `${Math.ceil(limits.cpus * 100_000)} 100000`);
  return groupAt(folder);
}

/** A group of version 2 that exists, made by us or by systemd. */
export function groupAt(folder: string): ControlGroup {
  const at = (file: string): string => path.join(folder, file);
  const thaw = (): Promise<boolean> => tryWrite(at('cgroup.freeze'), '0');
  return {
    name: path.basename(folder),
    add: (pid) => writeFile(at('cgroup.procs'), String(pid)),
    processes: () => readPids(folder),
    usage: async () => ({
      cpuMs: Math.round((await readKey(at('cpu.stat'), 'usage_usec')) / 1000),
      memoryBytes: Math.max(
        0,
        (await readNumber(at('memory.current'))) - (await readKey(at('memory.stat'), 'inactive_file')),
      ),
      pids: await readNumber(at('pids.current')),
    }),
    peakMemoryBytes: () => readNumber(at('memory.peak')),
    hits: async () => ({
      oomKills: await readKey(at('memory.events'), 'oom_kill'),
      pidsRefused: await readKey(at('pids.events'), 'max'),
    }),
    freeze: () => freeze(at('cgroup.freeze'), at('cgroup.events')),
    thaw,
    remove: async () => {
      const before = await readPids(folder);
      // One write ends all of it at once (Linux 5.14 and later).
      await tryWrite(at('cgroup.kill'), '1');
      const killed = await killAll(folder, thaw);
      await removeGroup(folder);
      return Math.max(before.length, killed);
    },
  };
}

const FREEZE_WITHIN_MS = 1000;

async function freeze(file: string, events: string): Promise<boolean> {
  if (!(await tryWrite(file, '1'))) return false;
  for (const deadline = Date.now() + FREEZE_WITHIN_MS; Date.now() < deadline; await sleep(5)) {
    if ((await readKey(events, 'frozen')) === 1) return true;
  }
  await tryWrite(file, '0');
  return false;
}
