import type { MergeRefusal, MergeRequest } from '@/lib/core/repository';
import { err, ok, type Result } from '@/lib/core/result';
import { findBlockingFiles } from './blocked-by';
import { refusal } from './errors';
import type { Git } from './exec';
import { fetchIntoHub } from './hub';
import { identityEnvironment, PRODUCT_IDENTITY } from './identity';
import { parseMergeTree } from './parse/merge-tree';
import { isCommitId } from './parse/ref-name';
import { findTarget, findUnfinishedWork, type Target } from './target';

export type PlanInput = Omit<MergeRequest, 'message'>;

/** What a merge would do, made of objects in the hub only. */
export type MergePlan = {
  target: Target;
  /** One a new commit, in order; each with the commit that it replays, if it does. */
  steps: { tree: string; replays: string | null }[];
  tree: string;
  conflicts: string[];
  blockedBy: string[];
  /** What git is in the middle of in the target's checkout. */
  unfinished: string | null;
};

export async function planMerge(git: Git, input: PlanInput): Promise<Result<MergePlan, MergeRefusal>> {
  for (const sha of [input.baseSha, input.resultSha]) {
    if (!isCommitId(sha)) throw new Error(`Not a commit id: ${JSON.stringify(sha)}`);
  }
  const found = await findTarget(git, input);
  if (!found.ok) return found;
  const target = found.value;
  await fetchIntoHub(git, { hub: input.hub, repository: target.repository, sha: target.sha });
  const { steps, tree, conflicts } = await mergeTrees(git, input, target.sha);
  const targetTree = await treeOf(git, input.hub, target.sha);
  if (conflicts.length === 0 && tree === targetTree) {
    return err(refusal('nothing_to_merge', `${target.branch} already contains these changes.`));
  }
  const blockedBy = target.workTree
    ? await findBlockingFiles(git, {
        workTree: target.workTree,
        headSha: target.sha,
        gitDir: input.hub,
        from: targetTree,
        to: tree,
      })
    : [];
  return ok({ target, steps, tree, conflicts, blockedBy, unfinished: await findUnfinishedWork(target) });
}

type Merged = Pick<MergePlan, 'steps' | 'tree' | 'conflicts'>;

async function mergeTrees(git: Git, input: PlanInput, targetSha: string): Promise<Merged> {
  const { hub, baseSha, resultSha } = input;
  if (input.method === 'merge') {
    const { tree, conflicts } = await runMergeTree(git, { hub, ours: targetSha, theirs: resultSha });
    return { steps: [{ tree, replays: null }], tree, conflicts };
  }
  if (input.method === 'squash') {
    const merged = await mergeOnBase(git, hub, { base: baseSha, ours: targetSha, theirs: resultSha });
    return { steps: [{ tree: merged.tree, replays: null }], ...merged };
  }
  return replay(git, input, targetSha);
}

async function replay(git: Git, input: PlanInput, targetSha: string): Promise<Merged> {
  const { hub, baseSha, resultSha } = input;
  const listed = await git.text({
    gitDir: hub,
    args: ['rev-list', '--reverse', '--first-parent', resultSha, `^${baseSha}`],
  });
  const steps: MergePlan['steps'] = [];
  let tree = await treeOf(git, hub, targetSha);
  let base = baseSha;
  for (const commit of listed.split('\n').filter((line) => line !== '')) {
    const merged = await mergeOnBase(git, hub, { base, ours: tree, theirs: commit });
    if (merged.conflicts.length > 0) return { steps, ...merged };
    // What the target has already becomes no empty commit.
    if (merged.tree !== tree) steps.push({ tree: merged.tree, replays: commit });
    tree = merged.tree;
    base = commit;
  }
  return { steps, tree, conflicts: [] };
}

/**
 * A three-way merge on a base that we choose. `merge-tree --merge-base` came with git 2.40; commits that know no more
 * of history than their common base do the same with older ones, and their fixed dates make them the same each time.
 */
async function mergeOnBase(
  git: Git,
  hub: string,
  sides: { base: string; ours: string; theirs: string },
): Promise<{ tree: string; conflicts: string[] }> {
  const base = await commitForMerge(git, hub, { of: sides.base, parent: null });
  const [ours, theirs] = await Promise.all([
    commitForMerge(git, hub, { of: sides.ours, parent: base }),
    commitForMerge(git, hub, { of: sides.theirs, parent: base }),
  ]);
  return runMergeTree(git, { hub, ours, theirs });
}

async function commitForMerge(git: Git, hub: string, input: { of: string; parent: string | null }): Promise<string> {
  return git.text({
    gitDir: hub,
    args: ['commit-tree', `${input.of}^{tree}`, ...(input.parent ? ['-p', input.parent] : []), '-m', 'merge side'],
    env: {
      ...identityEnvironment(PRODUCT_IDENTITY),
      GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z',
      GIT_COMMITTER_DATE: '2000-01-01T00:00:00Z',
    },
  });
}

/** Exit code 1 means conflicts. What git prints about them is for people and not read. */
export async function runMergeTree(
  git: Git,
  input: { hub: string; ours: string; theirs: string },
): Promise<{ tree: string; conflicts: string[] }> {
  const output = await git.run({
    gitDir: input.hub,
    args: [
      'merge-tree',
      '--write-tree',
      '--allow-unrelated-histories',
      '-z',
      '--name-only',
      '--no-messages',
      input.ours,
      input.theirs,
    ],
    accept: [0, 1],
  });
  const parsed = parseMergeTree(output.stdout);
  if (!isCommitId(parsed.tree)) throw new Error(`git merge-tree printed no tree: ${output.stderr}`);
  return output.exitCode === 0 ? { tree: parsed.tree, conflicts: [] } : parsed;
}

export async function treeOf(git: Git, gitDir: string, sha: string): Promise<string> {
  return git.text({ gitDir, args: ['rev-parse', '--verify', `${sha}^{tree}`] });
}
