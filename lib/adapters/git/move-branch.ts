import { access } from 'node:fs/promises';
import path from 'node:path';
import type { MergeRefusal } from '@/lib/core/repository';
import { err, ok, type Result } from '@/lib/core/result';
import { lastLines, refusal } from './errors';
import type { Git, GitOutput, GitPlace } from './exec';
import { identityEnvironment, type Identity } from './identity';
import { placeOf } from './open';
import { restoreFiles } from './restore-files';
import { readBranch, type Target } from './target';

type Move = { target: Target; to: string; reason: string; identity: Identity };

/**
 * Moves a branch from where we saw it to a commit, and the checkout that shows it along with it: both, or neither.
 * Git's two-tree read refuses as a whole when a file in its way has uncommitted contents, and leaves all others alone.
 */
export async function moveBranch(git: Git, move: Move): Promise<Result<null, MergeRefusal>> {
  const { target, to } = move;
  const place = personPlace(move);
  if (!(await updateRef(git, move, { from: target.sha, to }))) return err(await whyNotMoved(git, target));
  if (!target.workTree) return ok(null);
  await git.run({ ...place, args: ['update-index', '-q', '--refresh'], accept: [0, 1, 128] });
  const updated = await git.run({
    ...place,
    args: ['read-tree', '-m', '-u', target.sha, to],
    accept: [0, 1, 128],
    timeoutMs: 10 * 60_000,
  });
  if (updated.exitCode === 0) return ok(null);
  await restoreFiles(git, { place, root: target.workTree.root, from: target.sha, to });
  await updateRef(git, move, { from: to, to: target.sha });
  return err(await whyNotUpdated(target, updated));
}

/** The checkout's own place: a ref that is moved there also shows in its log of HEAD. The person's filters apply. */
function personPlace({ target, identity }: Move): GitPlace {
  return { ...placeOf(target.workTree ?? target.repository), asPerson: true, env: identityEnvironment(identity) };
}

async function updateRef(git: Git, move: Move, step: { from: string; to: string }): Promise<boolean> {
  const output = await git.run({
    ...personPlace(move),
    args: ['update-ref', '-m', move.reason, `refs/heads/${move.target.branch}`, step.to, step.from],
    accept: [0, 1, 128],
  });
  return output.exitCode === 0;
}

async function whyNotMoved(git: Git, target: Target): Promise<MergeRefusal> {
  const now = await readBranch(git, target.repository, target.branch);
  if (now === null) return refusal('target_missing', `The branch ${target.branch} is gone.`);
  if (now !== target.sha) return refusal('target_moved', `The branch ${target.branch} has just moved to ${now}.`);
  return refusal('repository_busy', `Another git command holds the branch ${target.branch}.`);
}

async function whyNotUpdated(target: Target, output: GitOutput): Promise<MergeRefusal> {
  const lock = path.join((target.workTree ?? target.repository).gitDir, 'index.lock');
  const isLocked = await access(lock).then(
    () => true,
    () => false,
  );
  const reason = lastLines(output.stderr);
  return isLocked
    ? refusal('repository_busy', `Another git command is working in the checkout: ${reason}`)
    : refusal('dirty_checkout', `Git could not update the checkout: ${reason}`);
}
