import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Git, GitPlace } from './exec';
import { parseIndexEntries } from './parse/index-entries';
import { parseLfsPointer, type LfsPointer } from './parse/lfs-pointer';

const MAX_FILES = 2000;

/**
 * Which of these tracked paths hold exactly the contents that their Git LFS pointer in the index names. The LFS filter
 * is not run, so git compares the contents with the pointer and calls every such file changed.
 */
export async function findUnchangedLfsFiles(git: Git, place: GitPlace, paths: string[]): Promise<Set<string>> {
  const unchanged = new Set<string>();
  const candidates = paths.slice(0, MAX_FILES);
  if (candidates.length === 0) return unchanged;
  const output = await git.run({ ...place, args: ['ls-files', '--stage', '-z'] });
  const wanted = new Set(candidates);
  const entries = parseIndexEntries(output.stdout).filter((entry) => wanted.has(entry.path));
  for (const entry of entries) {
    const pointer = await readPointer(git, place, entry.blob);
    if (pointer && (await matches(path.join(place.workTree ?? '', entry.path), pointer))) unchanged.add(entry.path);
  }
  return unchanged;
}

async function readPointer(git: Git, place: GitPlace, blob: string): Promise<LfsPointer | null> {
  const output = await git.run({ ...place, args: ['cat-file', 'blob', blob], maxBytes: 1024, accept: [0, 128] });
  return output.cut || output.exitCode !== 0 ? null : parseLfsPointer(output.stdout.toString('utf8'));
}

async function matches(file: string, pointer: LfsPointer): Promise<boolean> {
  const info = await lstat(file);
  if (!info.isFile() || info.size !== pointer.sizeBytes) return false;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex') === pointer.sha256;
}
