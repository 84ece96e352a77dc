import { lstat, mkdir, realpath, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@/bin/cli/outcome';
import type { PackedFile } from '@/lib/services/bakeoff';

/** Writes files below a folder, each whole or not at all, and none outside of it; returns their paths. */
export async function writeExport(dir: string, files: AsyncIterable<PackedFile>): Promise<string[]> {
  await makeFolder(dir);
  const root = await realpath(dir);
  const written: string[] = [];
  for await (const file of files) {
    const target = path.join(root, file.path);
    const parent = path.dirname(target);
    if (!isBelow(root, target)) throw new Error(`The export has a path that leaves its folder: ${file.path}`);
    await makeFolder(parent);
    // A link that lies where a folder of the export should be.
    if ((await realpath(parent)) !== parent) throw refuse(parent, 'is a link to another place');
    const fresh = `${target}.${process.pid}.new`;
    await writeFile(fresh, file.text, { flag: 'wx' });
    await rename(fresh, target).catch(async (cause: unknown) => {
      throw (await isFolder(target)) ? refuse(target, 'is a folder, and the export has a file of that name') : cause;
    });
    written.push(file.path);
  }
  return written;
}

async function makeFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true }).catch((cause: unknown) => {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'EEXIST' || code === 'ENOTDIR') throw refuse(dir, 'is not a folder');
    if (code === 'EACCES' || code === 'EROFS') throw refuse(dir, 'can not be written');
    throw cause;
  });
}

async function isFolder(file: string): Promise<boolean> {
  const stat = await lstat(file).catch(() => null);
  return stat?.isDirectory() ?? false;
}

function isBelow(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}

function refuse(place: string, why: string): InputError {
  return new InputError({
    type: 'invalid_folder',
    message: `${place} ${why}.`,
    remedy: 'Give another folder with --out.',
  });
}
