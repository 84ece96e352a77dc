import { mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mountsBelow } from './mount-info';
import { runTool } from './tools';

export type OverlayMount = { lower: string; upper: string; work: string; target: string };

/**
 * Without `redirect_dir`, to rename a folder of the base fails with EXDEV, which few tools expect. `volatile` spares a
 * sync of the whole disk at each unmount; what it can lose is lost with the machine's power, and runs with it.
 */
const OPTIONS = ['redirect_dir=on,index=off,metacopy=off,volatile', 'redirect_dir=on,index=off', ''];

/** The options that overlays can be mounted with below this folder; null where they can't be at all. */
export async function probeOverlay(dir: string): Promise<string | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !isMountable(dir)) return null;
  await mkdir(dir, { recursive: true });
  for (const options of OPTIONS) if (await tryOverlay(dir, options)) return options;
  return null;
}

async function tryOverlay(parent: string, options: string): Promise<boolean> {
  const dir = await mkdtemp(path.join(parent, '.probe-'));
  try {
    const at = (name: string): string => path.join(dir, name);
    const mount = { lower: at('lower'), upper: at('upper'), work: at('work'), target: at('target') };
    for (const folder of Object.values(mount)) await mkdir(folder);
    await mkdir(path.join(mount.lower, 'folder'));
    await writeFile(path.join(mount.lower, 'folder/file'), 'lower');
    await mountOverlay(mount, options);
    await writeFile(path.join(mount.target, 'folder/file'), 'upper');
    await rename(path.join(mount.target, 'folder'), path.join(mount.target, 'renamed'));
    return (await readFile(path.join(mount.target, 'renamed/file'), 'utf8')) === 'upper';
  } catch {
    // This kernel or this file system can't; the next best way is taken.
    return false;
  } finally {
    await unmountBelow(dir);
    await rm(dir, { recursive: true, force: true });
  }
}

/** The options of a mount are a text in which these mean something. */
export function isMountable(folder: string): boolean {
  return !/[:,\\"\n]/.test(folder);
}

export async function mountOverlay(mount: OverlayMount, options: string): Promise<void> {
  const layers = `lowerdir=${mount.lower},upperdir=${mount.upper},workdir=${mount.work}`;
  const all = ['nosuid', 'nodev', layers, options].filter((option) => option !== '').join(',');
  await runTool('mount', ['-t', 'overlay', '-o', all, 'bakeoff', mount.target], 60_000);
}

/** Takes down every mount below a folder, the last one first. Idempotent. */
export async function unmountBelow(dir: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const real = await realpath(dir).catch(() => null);
  if (real === null) return;
  for (const target of await readMountsBelow(real)) {
    await runTool('umount', ['--', target], 60_000).catch(async () => {
      // Something still looks at it: it goes away from here now, and altogether when that ends.
      if ((await readMountsBelow(real)).includes(target)) await runTool('umount', ['-l', '--', target], 60_000);
    });
  }
}

export async function readMountsBelow(real: string): Promise<string[]> {
  return mountsBelow(await readFile('/proc/self/mountinfo', 'latin1'), real);
}

/** Also where the way to it leads through a link, as a data folder's may. */
export async function isMounted(target: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const parent = await realpath(path.dirname(target)).catch(() => null);
  return parent !== null && (await readMountsBelow(parent)).includes(path.join(parent, path.basename(target)));
}
