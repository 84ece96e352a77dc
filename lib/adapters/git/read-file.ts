import type { GitRepository } from '@/lib/core/repository';
import type { Git } from './exec';
import { isCommitId } from './parse/ref-name';

/** See `GitRepository.readFile`. The bytes come from the object store: no link is followed, and no filter runs. */
export async function readFileOf(git: Git, input: Parameters<GitRepository['readFile']>[0]): Promise<string | null> {
  const { hub, sha, path, maxBytes } = input;
  if (!isCommitId(sha)) throw new Error(`Not an object id: ${JSON.stringify(sha)}`);
  const output = await git.run({
    gitDir: hub,
    args: ['cat-file', 'blob', `${sha}:${path}`],
    accept: [0, 128],
    maxBytes,
  });
  return output.exitCode === 0 && !output.cut ? output.stdout.toString('utf8') : null;
}
