import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { groupFolder, parseGroupMounts, parseOwnGroup } from '@/lib/adapters/sandbox/limits/cgroup-mounts';
import {
  groupName,
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

const CONTROLLERS = ['memory', 'pids', 'cpu', 'cpuacct', 'freezer'] as const;
type Controller = (typeof CONTROLLERS)[number];

/** A folder for each controller, below the group that this process is in, so that its own limits hold on. */
export type Cgroup1 = { folders: Record<Controller, string>; roots: string[] };

export async function findCgroup1(): Promise<Cgroup1 | null> {
  const mounts = parseGroupMounts(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''));
  const own = await readFile('/proc/self/cgroup', 'utf8').catch(() => '');
  const found = CONTROLLERS.map((controller) => {
    const mount = mounts.find((candidate) => candidate.controllers.includes(controller));
    return mount && { root: mount.folder, folder: groupFolder(mount, parseOwnGroup(own, controller) ?? '/') };
  });
  const [memory, pids, cpu, cpuacct, freezer] = found;
  if (!memory || !pids || !cpu || !cpuacct || !freezer) return null;
  return {
    folders: {
      memory: memory.folder,
      pids: pids.folder,
      cpu: cpu.folder,
      cpuacct: cpuacct.folder,
      freezer: freezer.folder,
    },
    roots: [...new Set([memory, pids, cpu, cpuacct, freezer].map((each) => each.root))],
  };
}

export async function createGroup1(host: Cgroup1, owner: GroupOwner, limits: SandboxLimits): Promise<ControlGroup> {
  const name = await claim(host.folders.memory, owner);
  const at = (controller: Controller): string => path.join(host.folders[controller], name);
  const folders = [...new Set(CONTROLLERS.map(at))];
  for (const folder of folders) await mkdir(folder, { recursive: true });
  await setLimits(at, limits);
  const state = path.join(at('freezer'), 'freezer.state');
  const thaw = (): Promise<boolean> => tryWrite(state, 'THAWED');
  return {
    name,
    add: async (pid) => {
      for (const folder of folders) await writeFile(path.join(folder, 'cgroup.procs'), String(pid));
    },
    processes: () => readPids(at('pids')),
    usage: async () => ({
      cpuMs: Math.round((await readNumber(path.join(at('cpuacct'), 'cpuacct.usage'))) / 1e6),
      // Files that were merely read are given back as soon as anyone needs the memory.
      memoryBytes: Math.max(
        0,
        (await readNumber(path.join(at('memory'), 'memory.usage_in_bytes'))) -
          (await readKey(path.join(at('memory'), 'memory.stat'), 'total_inactive_file')),
      ),
      pids: await readNumber(path.join(at('pids'), 'pids.current')),
    }),
    peakMemoryBytes: () => readNumber(path.join(at('memory'), 'memory.max_usage_in_bytes')),
    hits: async () => ({
      oomKills: await readKey(path.join(at('memory'), 'memory.oom_control'), 'oom_kill'),
      pidsRefused: await readKey(path.join(at('pids'), 'pids.events'), 'max'),
    }),
    freeze: () => freeze(state),
    thaw,
    remove: async () => {
      const killed = await killAll(at('pids'), thaw);
      for (const folder of folders) await removeGroup(folder);
      return killed;
    },
  };
}

/** A number of its own among the groups of a sandbox; made in one step, so that two starts never share one. */
export async function claim(parent: string, owner: GroupOwner): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = groupName(owner, number);
    try {
      await mkdir(path.join(parent, name));
      return name;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    }
  }
}

const CPU_PERIOD_US = 100_000;

async function setLimits(at: (controller: Controller) => string, limits: SandboxLimits): Promise<void> {
  if (limits.memoryBytes !== null) {
    await writeFile(path.join(at('memory'), 'memory.limit_in_bytes'), String(limits.memoryBytes));
    // Missing where the kernel does not count swap: then there is none to limit, or the host said so.
    await tryWrite(path.join(at('memory'), 'memory.memsw.limit_in_bytes'), String(limits.memoryBytes));
  }
  if (limits.pids !== null) await writeFile(path.join(at('pids'), 'pids.max'), String(limits.pids));
  if (limits.cpus !== null) {
    await writeFile(path.join(at('cpu'), 'cpu.cfs_period_us'), String(CPU_PERIOD_US));
    await writeFile(path.join(at('cpu'), 'cpu.cfs_quota_us'), String(Math.ceil(limits.cpus * CPU_PERIOD_US)));
  }
}

const FREEZE_WITHIN_MS = 1000;

async function freeze(state: string): Promise<boolean> {
  const deadline = Date.now() + FREEZE_WITHIN_MS;
  // Written again and again: a process that forks meanwhile can keep it at FREEZING.
  while (await tryWrite(state, 'FROZEN')) {
    const now = await readFile(state, 'utf8').catch(() => '');
    if (now.startsWith('FROZEN')) return true;
    if (Date.now() > deadline) break;
    await sleep(5);
  }
  await tryWrite(state, 'THAWED');
  return false;
}
