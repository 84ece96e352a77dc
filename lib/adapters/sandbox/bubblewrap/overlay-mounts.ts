import { mkdir } from 'node:fs/promises';
import { hasOverlays, mergedFolder } from '@/lib/adapters/sandbox/bubblewrap/arguments';
import type { BubblewrapPlan } from '@/lib/schemas/launch-plan';

/** Mounts what it is told and becomes the program behind `--`. */
const MOUNT_THEN =
  'while [ "$1" != -- ]; do mount -t overlay overlay -o "$1" "$2" || exit 125; shift 2; done; shift; exec "$@"';

/**
 * What goes before bubblewrap where it cannot mount overlays itself (before 0.11): a mount namespace of its own that
 * has them. Nothing of it is seen outside or outlives the command.
 */
export async function overlayPrefix(plan: BubblewrapPlan): Promise<string[]> {
  if (plan.overlays.length === 0 || hasOverlays(plan.version)) return [];
  const asUser = plan.dropTo === null;
  for (const overlay of plan.overlays) await mkdir(mergedFolder(overlay), { recursive: true });
  const mounts = plan.overlays.flatMap((overlay) => {
    const folders = [overlay.lower, overlay.upper, overlay.work];
    const odd = folders.find((folder) => /[,:\\]/.test(folder));
    if (odd !== undefined) {
      throw new Error(`${odd} has a comma, colon or backslash, which mount takes as its own. Move the data folder.`);
    }
    const options = `lowerdir=${overlay.lower},upperdir=${overlay.upper},workdir=${overlay.work}`;
    return [asUser ? `${options},userxattr` : options, mergedFolder(overlay)];
  });
  const unshare = ['unshare', ...(asUser ? ['--user', '--map-root-user'] : []), '--mount', '--propagation', 'private'];
  return [...unshare, '--', 'sh', '-c', MOUNT_THEN, 'sh', ...mounts, '--'];
}
