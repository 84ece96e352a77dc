import { constants } from 'node:fs';
import { access, lstat, open, readdir, realpath, rm } from 'node:fs/promises';
import path from 'node:path';

/** Files as services may touch them: sizes, contained reads, contained removals. */
export function createDisk() {
  return { sizeOf, readContained, removeBelow, list, exists };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function list(dir: string): Promise<string[]> {
  return readdir(dir).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  });
}

/** Blocks in use, each inode once: hard-linked objects are not counted twice. */
async function sizeOf(dir: string): Promise<number> {
  const seen = new Set<string>();
  const visit = async (file: string): Promise<number> => {
    // What goes away while it is counted weighs nothing.
    const stat = await lstat(file).catch(() => null);
    if (!stat) return 0;
    const inode = `${stat.dev}:${stat.ino}`;
    if (seen.has(inode)) return 0;
    seen.add(inode);
    const own = stat.blocks * 512;
    if (!stat.isDirectory()) return own;
    const entries = await readdir(file).catch(() => []);
    let sum = own;
    for (const entry of entries) sum += await visit(path.join(file, entry));
    return sum;
  };
  return visit(dir);
}

function isInside(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}

/** Follows no link in the last step, and none that leads out of the root before it. */
async function readContained(root: string, relative: string, maxBytes: number): Promise<string | null> {
  const realRoot = await realpath(root).catch(() => null);
  if (realRoot === null) return null;
  const real = await realpath(path.join(realRoot, relative)).catch(() => null);
  if (real === null || !isInside(realRoot, real)) return null;
  // Not blocking: opening a FIFO that an agent left would wait for a writer for ever.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(real, flags).catch(() => null);
  if (!handle) return null;
  try {
    const stat = await handle.stat();
    return stat.isFile() && stat.size <= maxBytes ? await handle.readFile('utf8') : null;
  } finally {
    await handle.close();
  }
}

async function removeBelow(root: string, dir: string): Promise<void> {
  const realRoot = await realpath(root);
  const real = await realpath(dir).catch(() => null);
  if (real === null) return;
  if (!isInside(realRoot, real)) throw new Error(`${dir} does not lie below ${root}; nothing was removed.`);
  await rm(real, { recursive: true, force: true, maxRetries: 3 });
}
