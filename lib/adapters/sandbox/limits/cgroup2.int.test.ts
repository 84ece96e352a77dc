import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseGroupMounts } from '@/lib/adapters/sandbox/limits/cgroup-mounts';
import { claim } from '@/lib/adapters/sandbox/limits/cgroup1';
import { groupAt } from '@/lib/adapters/sandbox/limits/cgroup2';
import { findGroups } from '@/lib/adapters/sandbox/limits/control-group';

const mounts = parseGroupMounts(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''));
const root = mounts.find((mount) => mount.version === 2)?.folder ?? '/nowhere';
const mayWrite = await access(root, constants.W_OK).then(
  () => true,
  () => false,
);

describe.skipIf(!mayWrite)('a control group of version 2', () => {
  it('holds, freezes, ends and leaves nothing of what is in it', async () => {
    const owner = { id: 'version.two', place: 'aaaaaaaa' };
    const names = [await claim(root, owner), await claim(root, owner)];
    const groups = names.map((name) => groupAt(path.join(root, name)));
    const [group, other] = groups;
    const child = spawn('sh', ['-c', 'read go; sleep 1000 & sleep 1001'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const ended = once(child, 'exit');
    try {
      await group!.add(child.pid!);
      child.stdin.end('go\n');
      await expect.poll(async () => (await group!.processes()).length).toBe(3);
      expect((await findGroups(root)).filter((found) => found.owner.id === owner.id)).toHaveLength(2);
      expect(await group!.freeze()).toBe(true);
      expect(await group!.thaw()).toBe(true);
      expect(await group!.hits()).toEqual({ oomKills: 0, pidsRefused: 0 });
      expect(await group!.freeze()).toBe(true);
      expect(await group!.remove()).toBe(3);
      expect((await ended)[1]).toBe('SIGKILL');
      expect(await group!.remove()).toBe(0);
      expect(await other!.remove()).toBe(0);
      expect((await findGroups(root)).filter((found) => found.owner.id === owner.id)).toEqual([]);
    } finally {
      child.kill('SIGKILL');
      for (const each of groups) await each.remove();
    }
  });
});
