import { chown, lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { FOLDERS } from '@/lib/adapters/sandbox/folders';
import type { Owner } from '@/lib/adapters/sandbox/owner';
import type { SandboxMount } from '@/lib/core/sandbox';
import { INSIDE } from '@/lib/schemas/launch-plan';

/** Folders of a sandbox into which something may be shown: a login in the home, a product that lies below /tmp. */
const SHOWN_IN = [
  { inside: INSIDE.home, name: FOLDERS.home },
  { inside: INSIDE.tmp, name: FOLDERS.tmp },
];

/**
 * Makes the folders into which files are mounted (`.codex` for its login): made by whoever mounts, they would be closed to
 * the agent, which keeps its own state beside the login. Set-up may have written there before, so nothing that stands there
 * already is followed or changed.
 */
export async function makeMountFolders(
  runDir: string,
  mounts: readonly SandboxMount[],
  owner: Owner | null,
): Promise<void> {
  for (const { target } of mounts) {
    const shown = SHOWN_IN.find(({ inside }) => target.startsWith(`${inside}/`));
    if (!shown) continue;
    const folders = path.posix.dirname(path.posix.relative(shown.inside, target)).split('/');
    let dir = path.join(runDir, shown.name);
    for (const name of folders.filter((part) => part !== '.')) {
      dir = path.join(dir, name);
      const there = await lstat(dir).catch(() => null);
      if (there?.isDirectory()) continue;
      if (there) throw new Error(`${target} can't be shown: set-up made something else of the folder it belongs to.`);
      await mkdir(dir, { mode: 0o755 });
      if (owner) await chown(dir, owner.uid, owner.gid);
    }
  }
}
