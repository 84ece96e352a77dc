import type { DiffStats, FileChange, GitRepository } from '@/lib/core/repository';
import type { Git } from './exec';
import { isCommitId } from './parse/ref-name';
import { parseFileChanges, parseStats } from './parse/raw-diff';

type Range = { hub: string; from: string; to: string };

const RENAMES = '-M';
/** Lines of a file that nobody reads are not counted either: to compare them would take many times its size. */
const BIG_IS_BINARY = { 'core.bigFileThreshold': '16m' };
const MAX_PATCH_BYTES = 256 * 1024 * 1024;

export async function readStats(git: Git, range: Range): Promise<DiffStats> {
  const output = await git.run({
    gitDir: range.hub,
    config: BIG_IS_BINARY,
    args: ['diff-tree', '-r', '-z', '--numstat', RENAMES, ...ends(range)],
  });
  return parseStats(output.stdout);
}

export async function readChangedFiles(git: Git, range: Range): Promise<FileChange[]> {
  const output = await git.run({
    gitDir: range.hub,
    config: BIG_IS_BINARY,
    args: ['diff-tree', '-r', '-z', '--raw', '--numstat', '--no-abbrev', RENAMES, ...ends(range)],
  });
  return parseFileChanges(output.stdout);
}

/** Paths that differ between two commits or trees; a rename counts as both of its names. */
export async function readTouchedPaths(git: Git, range: Range): Promise<{ path: string; added: boolean }[]> {
  const output = await git.run({
    gitDir: range.hub,
    args: ['diff-tree', '-r', '-z', '--raw', '--numstat', '--no-abbrev', '--no-renames', ...ends(range)],
  });
  return parseFileChanges(output.stdout).map(({ path, change }) => ({ path, added: change === 'added' }));
}

/** See `GitRepository.patch`. Where it exceeds `maxBytes` it ends after the last file that is complete. */
export async function readPatch(git: Git, input: Parameters<GitRepository['patch']>[0]): Promise<string> {
  const output = await git.run({
    gitDir: input.hub,
    args: [
      'diff-tree',
      '-r',
      '-p',
      '--binary',
      '--full-index',
      '--no-ext-diff',
      '--no-textconv',
      '--no-color',
      RENAMES,
      ...ends(input),
      '--',
      ...(input.paths ?? []),
    ],
    maxBytes: input.maxBytes ?? MAX_PATCH_BYTES,
  });
  const text = output.stdout.toString('utf8');
  return output.cut ? text.slice(0, Math.max(0, text.lastIndexOf('\ndiff --git ') + 1)) : text;
}

function ends({ from, to }: Range): [string, string] {
  for (const sha of [from, to]) if (!isCommitId(sha)) throw new Error(`Not an object id: ${JSON.stringify(sha)}`);
  return [from, to];
}
