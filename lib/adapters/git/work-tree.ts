import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { GitRepository } from '@/lib/core/repository';
import { err, ok } from '@/lib/core/result';
import { errorMessage } from '@/lib/errors';
import { lastLines, problem } from './errors';
import { isNotFound, type Git } from './exec';
import { withFileLock } from './lock';
import { fetchFromHub } from './fetch-from-hub';
import { openRepository, placeOf } from './open';
import { isCommitId, isValidBranchName } from './parse/ref-name';
import { porcelain } from './porcelain';
import { readBranch } from './target';

/** See `GitRepository.makeWorktree`. One at a time: git loses track when two are added at once. */
export function makeWorktree(
  git: Git,
  input: Parameters<GitRepository['makeWorktree']>[0],
): ReturnType<GitRepository['makeWorktree']> {
  return withFileLock(path.join(input.hub, 'bakeoff-merge.lock'), () => addWorktree(git, input));
}

async function addWorktree(
  git: Git,
  input: Parameters<GitRepository['makeWorktree']>[0],
): ReturnType<GitRepository['makeWorktree']> {
  const { branch, sha } = input;
  if (!isValidBranchName(branch) || !isCommitId(sha)) {
    return err(problem('missing_ref', `${JSON.stringify(branch)} is no name for a branch.`, 'Choose another name.'));
  }
  const opened = await openRepository(git, input.repoPath);
  if (!opened.ok) return opened;
  const repository = opened.value;
  if (await readBranch(git, repository, branch)) {
    return err(problem('missing_ref', `There is a branch ${branch} already.`, 'Choose another name.'));
  }
  const dir = path.resolve(input.dir);
  if (!(await isFree(dir))) {
    return err(problem('not_a_folder', `${dir} is there already and not an empty folder.`, 'Choose another folder.'));
  }
  await mkdir(path.dirname(dir), { recursive: true });
  const unfit = await fetchFromHub(git, { hub: input.hub, repository, sha });
  if (unfit) return err(problem('missing_ref', `Git refuses the contents of this result: ${unfit}`));
  const place = { ...placeOf(repository), asPerson: true, cwd: repository.root };
  delete place.workTree;
  try {
    await porcelain(git, place).raw(['worktree', 'add', '--quiet', '-b', branch, '--', dir, sha]);
  } catch (cause) {
    return err(
      problem('missing_ref', `No work tree was made: ${lastLines(errorMessage(cause))}`, 'Choose another folder.'),
    );
  }
  return ok({ dir, branch });
}

async function isFree(dir: string): Promise<boolean> {
  try {
    return (await readdir(dir)).length === 0;
  } catch (cause) {
    return isNotFound(cause);
  }
}
