import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { INSIDE, type BubblewrapPlan } from '@/lib/schemas/launch-plan';

/**
 * Bubblewrap makes the place of a mount where there is none, with the product's rights, and follows links to it. Earlier
 * commands of this sandbox may have made some in the folders they can write. Throws where there is one.
 */
export async function refuseLinks(plan: BubblewrapPlan): Promise<void> {
  const writable = [
    { inside: INSIDE.workspace, outside: plan.workspace },
    { inside: INSIDE.home, outside: plan.home },
    { inside: INSIDE.tmp, outside: plan.tmp },
  ];
  const targets = [...plan.mounts, ...plan.overlays].map((mount) => path.posix.normalize(mount.target));
  for (const target of targets) {
    const folder = writable.find(({ inside }) => target.startsWith(`${inside}/`));
    if (!folder) continue;
    const names = target.slice(folder.inside.length + 1).split('/');
    for (const [index] of names.entries()) {
      const part = path.join(folder.outside, ...names.slice(0, index + 1));
      const found = await lstat(part).catch(() => null);
      if (found === null) break;
      if (found.isSymbolicLink()) {
        throw new Error(
          `${target} cannot be shown in the sandbox: ${part} is a link. Remove the link, or start a new run.`,
        );
      }
    }
  }
}
