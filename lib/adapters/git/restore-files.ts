import { lstat, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Git, GitPlace } from './exec';
import { parseFileChanges } from './parse/raw-diff';

type Restore = { place: GitPlace; root: string; from: string; to: string };

/**
 * After git gave up in the middle of an update (a filter failed, the disk is full): puts back the files that it had
 * already taken from `from` to `to`. A file that holds anything else is somebody's work and stays.
 */
export async function restoreFiles(git: Git, { place, root, from, to }: Restore): Promise<void> {
  const output = await git.run({
    ...place,
    args: ['diff-tree', '-r', '-z', '--raw', '--numstat', '--no-abbrev', '--no-renames', from, to],
  });
  const back: string[] = [];
  for (const change of parseFileChanges(output.stdout)) {
    const onDisk = await hashOnDisk(git, { place, root, file: change.path });
    if (change.change === 'added') {
      if (onDisk === change.newBlob) await rm(path.join(root, change.path), { force: true });
    } else if (onDisk === null || onDisk === change.newBlob) back.push(change.path);
  }
  if (back.length === 0) return;
  await git.run({
    ...place,
    args: ['checkout-index', '--force', '-q', '-u', '-z', '--stdin'],
    input: back.map((file) => `${file}\0`).join(''),
    accept: [0, 1, 128],
  });
}

/** The blob that git would make of a file; null where there is none, '' where it can't tell. */
async function hashOnDisk(
  git: Git,
  { place, root, file }: { place: GitPlace; root: string; file: string },
): Promise<string | null> {
  const info = await lstat(path.join(root, file)).catch(() => null);
  if (!info) return null;
  if (!info.isFile()) return '';
  const output = await git.run({ ...place, args: ['hash-object', '--', file], accept: [0, 128] });
  return output.stdout.toString('utf8').trim();
}
