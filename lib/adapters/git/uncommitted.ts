import path from 'node:path';
import type { GitRepository } from '@/lib/core/repository';
import type { Git } from './exec';
import { adoptBase } from './hub';
import { identityEnvironment, PRODUCT_IDENTITY } from './identity';
import { findUnchangedLfsFiles } from './lfs';
import { openRepository } from './open';
import { withShadow } from './shadow';
import { snapshotWorkTree } from './snapshot';
import { baseRef, ensureBaseStore } from './stores';

/** See `GitRepository.importUncommitted`. The objects next to the hub are the only place that is written. */
export async function importUncommitted(
  git: Git,
  input: Parameters<GitRepository['importUncommitted']>[0],
): Promise<{ sha: string; files: number }> {
  const { hub, sha } = input;
  const opened = await openRepository(git, input.repoPath);
  if (!opened.ok) throw new Error(opened.error.message);
  const base = await ensureBaseStore(git, { hub, wide: sha.length === 64 });
  const shadowInput = { repository: opened.value, headSha: sha, objects: path.join(base, 'objects') };
  const snapshot = await withShadow(git, shadowInput, ({ place }) =>
    snapshotWorkTree(git, {
      place: { ...place, workTree: opened.value.root },
      baseSha: sha,
      findUnchanged: (paths) => findUnchangedLfsFiles(git, place, paths),
    }),
  );
  if (snapshot.files === 0) return { sha, files: 0 };
  const commit = await git.text({
    gitDir: base,
    args: ['commit-tree', snapshot.tree, '-p', sha, '-F', '-'],
    input: 'Uncommitted state\n',
    env: identityEnvironment(PRODUCT_IDENTITY),
  });
  await git.run({ gitDir: base, args: ['update-ref', baseRef(commit), commit] });
  await adoptBase(git, { hub, base, sha: commit });
  return { sha: commit, files: snapshot.files };
}
