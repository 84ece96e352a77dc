import type { GitRepository } from '@/lib/core/repository';
import { err, ok } from '@/lib/core/result';
import type { Git } from './exec';
import { identityEnvironment, PRODUCT_IDENTITY } from './identity';
import { runMergeTree } from './merge-plan';
import { isCommitId } from './parse/ref-name';

/** One after the other, each with the history that it has; the same commits always give the same commit. */
export async function mergeResults(
  git: Git,
  input: Parameters<GitRepository['mergeResults']>[0],
): ReturnType<GitRepository['mergeResults']> {
  const { hub, ref } = input;
  for (const sha of input.shas) if (!isCommitId(sha)) throw new Error(`Not a commit id: ${JSON.stringify(sha)}`);
  let merged = input.shas[0];
  if (merged === undefined) throw new Error('There is nothing to merge.');
  const marked = new Set<string>();
  for (const [index, theirs] of input.shas.entries()) {
    if (index === 0 || theirs === merged) continue;
    const { tree, conflicts } = await runMergeTree(git, { hub, ours: merged, theirs });
    if (conflicts.length > 0 && input.conflicts === 'stop') return err({ files: conflicts, index });
    for (const file of conflicts) marked.add(file);
    merged = await commit(git, { hub, tree, parents: [merged, theirs], message: input.message });
  }
  await git.run({ gitDir: hub, args: ['update-ref', ref, merged] });
  return ok({ sha: merged, marked: [...marked] });
}

type Commit = { hub: string; tree: string; parents: string[]; message: string };

async function commit(git: Git, { hub, tree, parents, message }: Commit): Promise<string> {
  return git.text({
    gitDir: hub,
    args: ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-m', message],
    env: {
      ...identityEnvironment(PRODUCT_IDENTITY),
      GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z',
      GIT_COMMITTER_DATE: '2000-01-01T00:00:00Z',
    },
  });
}
