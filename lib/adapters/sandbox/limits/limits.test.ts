import { describe, expect, it } from 'vitest';
import { groupFolder, parseGroupMounts, parseOwnGroup } from '@/lib/adapters/sandbox/limits/cgroup-mounts';
import { groupName, ownerOfGroup, placeOf } from '@/lib/adapters/sandbox/limits/control-group';
import { parseHardLimit, processLimits } from '@/lib/adapters/sandbox/limits/rlimits';
import { systemdScope } from '@/lib/adapters/sandbox/limits/systemd';

const MOUNTS = [
  '25 1 0:23 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw',
  '30 25 0:27 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct',
  '31 25 0:28 /docker/abc /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
  '32 25 0:29 / /sys/fs/cgroup/unified rw shared:4 - cgroup2 cgroup2 rw,nsdelegate',
].join('\n');

describe('where control groups are', () => {
  it('reads the mounts', () => {
    expect(parseGroupMounts(MOUNTS)).toEqual([
      { version: 1, controllers: ['rw', 'cpu', 'cpuacct'], root: '/', folder: '/sys/fs/cgroup/cpu,cpuacct' },
      { version: 1, controllers: ['rw', 'memory'], root: '/docker/abc', folder: '/sys/fs/cgroup/memory' },
      { version: 2, controllers: [], root: '/', folder: '/sys/fs/cgroup/unified' },
    ]);
  });
  it('reads the own group of each controller', () => {
    const text = '5:cpu,cpuacct:/a\n4:memory:/b:c\n0::/user.slice/x.scope\n';
    expect(parseOwnGroup(text, 'cpuacct')).toBe('/a');
    expect(parseOwnGroup(text, 'memory')).toBe('/b:c');
    expect(parseOwnGroup(text, '')).toBe('/user.slice/x.scope');
    expect(parseOwnGroup(text, 'pids')).toBeNull();
  });
  it('finds the folder, also in a container that sees only its own part', () => {
    const mount = { root: '/docker/abc', folder: '/m' };
    expect(groupFolder(mount, '/docker/abc/d')).toBe('/m/d');
    expect(groupFolder(mount, '/docker/abc')).toBe('/m');
    expect(groupFolder(mount, '/elsewhere')).toBe('/m');
  });
});

describe('names', () => {
  it('tell the owner, whatever the id looks like', () => {
    const owner = { id: 'run-12-3', place: placeOf('/data/sandboxes') };
    expect(ownerOfGroup(groupName(owner, 7))).toEqual(owner);
    expect(ownerOfGroup(`${groupName(owner, 7)}.scope`)).toEqual(owner);
  });
  it('are not claimed where they are not ours', () => {
    for (const name of ['bakeoff', 'bakeoff-a', 'bakeoff-a-1', 'my-bakeoff-a-00000000-1', 'user.slice'])
      expect(ownerOfGroup(name)).toBeNull();
  });
});

it('reads the hard limit of a table of the kernel', () => {
  const text =
    'Limit                     Soft Limit           Hard Limit           Units\nMax open files            1024                 524288               files\nMax cpu time              unlimited            unlimited            seconds\n';
  expect(parseHardLimit(text, 'Max open files')).toBe(524_288);
  expect(parseHardLimit(text, 'Max cpu time')).toBeNull();
  expect(parseHardLimit(text, 'Max others')).toBeNull();
});
it('sets no limit that was not asked for', () => {
  const none = { cpus: null, memoryBytes: null, pids: null, diskBytes: null };
  expect(processLimits({ limits: none, maxFiles: 10, countsProcesses: true })).toEqual([
    '--core=0:0',
    '--nofile=10:10',
  ]);
  expect(systemdScope('x', none)).toEqual([
    'systemd-run',
    '--user',
    '--scope',
    '--quiet',
    '--collect',
    '--unit=x',
    '--',
  ]);
  expect(systemdScope('x', { ...none, cpus: 1.5, memoryBytes: 9, pids: 8 })).toEqual(
    expect.arrayContaining(['MemoryMax=9', 'MemorySwapMax=0', 'TasksMax=8', 'CPUQuota=150%']),
  );
});
