import { chown, lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Owner } from '@/lib/adapters/sandbox/owner';
import type { SandboxMount } from '@/lib/core/sandbox';
import { INSIDE } from '@/lib/schemas/launch-plan';

/**
 * Makes the folders of a sandbox's home into which single files are mounted (`.codex` for its login): made by whoever
 * mounts, they would be closed to the agent, which keeps its own state beside the login. Set-up may have written the home, so
 * nothing that stands there already is followed or changed.
 */
export async function makeHomeFolders(
  home: string,
  mounts: readonly SandboxMount[],
  owner: Owner | null,
): Promise<void> {
  for (const { target } of mounts) {
    if (!target.startsWith(`${INSIDE.home}/`)) continue;
    const folders = path.posix.dirname(path.posix.relative(INSIDE.home, target)).split('/');
    let dir = home;
    for (const name of folders.filter((part) => part !== '.')) {
      dir = path.join(dir, name);
      const there = await lstat(dir).catch(() => null);
      if (there?.isDirectory()) continue;
      if (there) throw new Error(`${target} can't be shown: set-up made something else of the folder it belongs to.`);
      await mkdir(dir, { mode: 0o700 });
      if (owner) await chown(dir, owner.uid, owner.gid);
    }
  }
}
