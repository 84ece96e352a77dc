import { access, readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { MergeRefusal } from '@/lib/core/repository';
import { err, ok, type Result } from '@/lib/core/result';
import { refusal } from './errors';
import type { Git } from './exec';
import { openRepository, placeOf, type OpenRepository } from './open';
import { isCommitId, isValidBranchName } from './parse/ref-name';
import { parseWorkTrees } from './parse/work-trees';

/** The branch that a merge goes into: where it is now, and the work tree that has it checked out, if any. */
export type Target = {
  repository: OpenRepository;
  branch: string;
  sha: string;
  workTree: OpenRepository | null;
};

export async function findTarget(
  git: Git,
  input: { repoPath: string; target: string },
): Promise<Result<Target, MergeRefusal>> {
  const opened = await openRepository(git, input.repoPath);
  if (!opened.ok) return err(refusal('target_missing', opened.error.message));
  const repository = opened.value;
  const sha = isValidBranchName(input.target) ? await readBranch(git, repository, input.target) : null;
  if (!sha) return err(refusal('target_missing', `There is no branch ${JSON.stringify(input.target)}.`));
  const workTree = await findWorkTree(git, repository, input.target);
  return ok({ repository, branch: input.target, sha, workTree });
}

export async function readBranch(git: Git, repository: OpenRepository, branch: string): Promise<string | null> {
  const output = await git.run({
    ...placeOf(repository),
    args: ['rev-parse', '--verify', '--quiet', '--end-of-options', `refs/heads/${branch}^{commit}`],
    accept: [0, 1],
  });
  // Some versions print the marker itself.
  const sha = output.stdout.toString('utf8').trim().split('\n').at(-1) ?? '';
  return isCommitId(sha) ? sha : null;
}

async function findWorkTree(git: Git, repository: OpenRepository, branch: string): Promise<OpenRepository | null> {
  const output = await git.run({ ...placeOf(repository), args: ['worktree', 'list', '--porcelain', '-z'] });
  const entry = parseWorkTrees(output.stdout).find((tree) => tree.branch === `refs/heads/${branch}` && !tree.bare);
  if (!entry) return null;
  const folder = await realpath(entry.path).catch(() => null);
  // Its folder was deleted by hand: nothing to update there.
  if (folder === null) return null;
  if (folder === repository.root) return repository;
  const opened = await openRepository(git, folder);
  return opened.ok ? opened.value : null;
}

const UNFINISHED: Record<string, string> = {
  MERGE_HEAD: 'a merge',
  CHERRY_PICK_HEAD: 'a cherry-pick',
  REVERT_HEAD: 'a revert',
  'rebase-merge': 'a rebase',
  'rebase-apply': 'a rebase',
  'index.lock': 'another git command',
};

/** What git has not finished with the target, as words; null where it is free. */
export async function findUnfinishedWork(target: Target): Promise<string | null> {
  if (target.workTree) {
    const { gitDir } = target.workTree;
    for (const [name, words] of Object.entries(UNFINISHED)) {
      if (await exists(path.join(gitDir, name))) return words;
    }
  }
  return (await isBeingRebased(target)) ? 'a rebase' : null;
}

/** During a rebase no work tree says that it has the branch checked out. */
async function isBeingRebased({ repository, branch }: Target): Promise<boolean> {
  const linked = path.join(repository.commonDir, 'worktrees');
  const names = await readdir(linked).catch(() => []);
  const gitDirs = [repository.commonDir, ...names.map((name) => path.join(linked, name))];
  for (const gitDir of gitDirs) {
    for (const kind of ['rebase-merge', 'rebase-apply']) {
      const head = await readFile(path.join(gitDir, kind, 'head-name'), 'utf8').catch(() => '');
      if (head.trim() === `refs/heads/${branch}`) return true;
    }
  }
  return false;
}

async function exists(target: string): Promise<boolean> {
  return access(target).then(
    () => true,
    () => false,
  );
}
