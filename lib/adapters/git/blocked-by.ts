import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { readTouchedPaths } from './diff';
import type { Git } from './exec';
import type { OpenRepository } from './open';
import { readWorkTreeStatus } from './work-tree-status';

type BlockedInput = {
  workTree: OpenRepository;
  headSha: string;
  /** The repository that holds both ends, and the ends. */
  gitDir: string;
  from: string;
  to: string;
};

/** Files of a work tree with uncommitted contents that going from one tree to the other would overwrite or delete. */
export async function findBlockingFiles(git: Git, input: BlockedInput): Promise<string[]> {
  const { workTree, headSha } = input;
  const [touched, status] = await Promise.all([
    readTouchedPaths(git, { hub: input.gitDir, from: input.from, to: input.to }),
    readWorkTreeStatus(git, workTree, headSha),
  ]);
  const blocking = new Set<string>();
  const touchedPaths = new Set(touched.map((entry) => entry.path));
  const touchedFolders = new Set(touched.flatMap((entry) => parentsOf(entry.path)));
  for (const { path: dirty } of status) {
    const isInTheWay = parentsOf(dirty).some((folder) => touchedPaths.has(folder));
    if (touchedPaths.has(dirty) || touchedFolders.has(dirty) || isInTheWay) blocking.add(dirty);
  }
  const known = new Set(touched.filter((entry) => !entry.added).map((entry) => entry.path));
  for (const { path: added } of touched.filter((entry) => entry.added)) {
    // Ignored files are in no status, and git would overwrite them without a word.
    if (await isFile(path.join(workTree.root, added))) blocking.add(added);
    for (const folder of parentsOf(added)) {
      if (!known.has(folder) && (await isFile(path.join(workTree.root, folder)))) blocking.add(folder);
    }
  }
  return [...blocking].sort();
}

/** `a/b/c` lies in `a` and `a/b`. */
function parentsOf(file: string): string[] {
  const parts = file.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

async function isFile(file: string): Promise<boolean> {
  return lstat(file).then(
    (info) => !info.isDirectory(),
    () => false,
  );
}
