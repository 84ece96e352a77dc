import type { Git } from './exec';
import { findUnchangedLfsFiles } from './lfs';
import type { OpenRepository } from './open';
import { parseStatus, type StatusEntry } from './parse/status';
import { withShadow } from './shadow';

/** What differs from the head commit in a work tree of the user, untracked files included, ignored ones not. */
export function readWorkTreeStatus(git: Git, repository: OpenRepository, headSha: string): Promise<StatusEntry[]> {
  return withShadow(git, { repository, headSha }, async ({ place }) => {
    const output = await git.run({
      ...place,
      args: [
        'status',
        '--porcelain=v1',
        '-z',
        '--untracked-files=all',
        '--ignore-submodules=all',
        '--no-renames',
        '--no-ahead-behind',
      ],
    });
    const entries = parseStatus(output.stdout);
    const modified = entries.filter((entry) => entry.unstaged).map((entry) => entry.path);
    const unchanged = await findUnchangedLfsFiles(git, place, modified);
    return entries.filter((entry) => !unchanged.has(entry.path));
  });
}
