import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { childEnv } from '@/lib/adapters/process/child-env';
import { parseGroupMounts } from '@/lib/adapters/sandbox/limits/cgroup-mounts';
import { createGroup1, findCgroup1 } from '@/lib/adapters/sandbox/limits/cgroup1';
import { createGroup2, findCgroup2 } from '@/lib/adapters/sandbox/limits/cgroup2';
import {
  findGroups,
  killAll,
  removeGroup,
  tryWrite,
  type ControlGroup,
  type FoundGroup,
  type GroupOwner,
} from '@/lib/adapters/sandbox/limits/control-group';
import { hasSystemdScopes } from '@/lib/adapters/sandbox/limits/systemd';
import type { Enforcement, LimitName, SandboxLimits } from '@/lib/core/sandbox';

export type LimitsBy = 'cgroup2' | 'cgroup1' | 'systemd' | 'rlimit';

/** Tries them on a process of its own, since permissions alone do not tell: the first that really holds one. */
export async function detectLimits(): Promise<LimitsBy> {
  for (const by of ['cgroup2', 'cgroup1'] as const) {
    if (await holds(by)) return by;
  }
  return (await hasSystemdScopes()) ? 'systemd' : 'rlimit';
}

/** What stands behind each limit. `namesUsers`: the sandbox has users of its own, whose processes are counted apart. */
export function enforcement(by: LimitsBy, namesUsers: boolean): Record<LimitName, Enforcement> {
  if (by !== 'rlimit') return { cpus: 'enforced', memory: 'enforced', pids: 'enforced', disk: 'watched' };
  return { cpus: 'none', memory: 'watched', pids: namesUsers ? 'enforced' : 'watched', disk: 'watched' };
}

/** Null where the limits are not held by a control group of ours. */
export async function createGroup(
  by: LimitsBy,
  owner: GroupOwner,
  limits: SandboxLimits,
): Promise<ControlGroup | null> {
  if (by === 'cgroup2') {
    const host = await findCgroup2();
    return host && createGroup2(host, owner, limits);
  }
  if (by === 'cgroup1') {
    const host = await findCgroup1();
    return host && createGroup1(host, owner, limits);
  }
  return null;
}

const PROBE = 'probe.';
const TRIAL: SandboxLimits = { cpus: 1, memoryBytes: 64 * 1024 * 1024, pids: 16, diskBytes: null };

async function holds(by: LimitsBy): Promise<boolean> {
  const child = spawn('sleep', ['10'], { stdio: 'ignore', env: childEnv({ PATH: '/usr/bin:/bin' }) });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  let group: ControlGroup | null = null;
  try {
    group = await createGroup(by, { id: `${PROBE}${process.pid}`, place: '00000000' }, TRIAL);
    if (!group || child.pid === undefined) return false;
    await group.add(child.pid);
    return (await group.processes()).includes(child.pid);
  } catch {
    // Not permitted, or read-only, as in a container without privileges.
    return false;
  } finally {
    child.kill('SIGKILL');
    await ended;
    await group?.remove().catch(() => 0);
  }
}

async function allGroups(): Promise<FoundGroup[]> {
  const mounts = parseGroupMounts(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''));
  const folders = [...new Set(mounts.map((mount) => mount.folder))];
  return (await Promise.all(folders.map((folder) => findGroups(folder)))).flat();
}

/** Ids of the sandboxes of a place that have a control group on this host. */
export async function sandboxesWithGroups(place: string): Promise<string[]> {
  const groups = (await allGroups()).filter((group) => group.owner.place === place);
  return [...new Set(groups.map((group) => group.owner.id))];
}

/** Ends everything in the control groups of a sandbox; returns how much there was to end. */
export async function killGroups(owner: GroupOwner): Promise<number> {
  const groups = await groupsOf(owner);
  const thaw = async (): Promise<void> => {
    for (const { folder } of groups) {
      await tryWrite(`${folder}/freezer.state`, 'THAWED');
      await tryWrite(`${folder}/cgroup.freeze`, '0');
    }
  };
  let killed = 0;
  for (const { folder } of groups) killed += await killAll(folder, thaw);
  return killed;
}

/** Removes what `killGroups` has emptied. */
export async function removeGroups(owner: GroupOwner): Promise<void> {
  for (const { folder } of await groupsOf(owner)) await removeGroup(folder);
}

async function groupsOf({ id, place }: GroupOwner): Promise<FoundGroup[]> {
  return (await allGroups()).filter(({ owner }) => owner.id === id && owner.place === place);
}
