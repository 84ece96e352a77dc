import type { GitRepository, MergeRefusal, UndoRefusal } from '@/lib/core/repository';
import { err, ok, type Result } from '@/lib/core/result';
import { findBlockingFiles } from './blocked-by';
import { refusal } from './errors';
import type { Git } from './exec';
import { readPersonIdentity } from './identity';
import { serialised } from './lock';
import { treeOf } from './merge-plan';
import { moveBranch } from './move-branch';
import { isCommitId } from './parse/ref-name';
import { findTarget, findUnfinishedWork, type Target } from './target';

type UndoInput = Parameters<GitRepository['undo']>[0];

export async function undoMerge(git: Git, input: UndoInput): Promise<Result<null, UndoRefusal>> {
  for (const sha of [input.previousSha, input.commitSha]) {
    if (!isCommitId(sha)) throw new Error(`Not a commit id: ${JSON.stringify(sha)}`);
  }
  const found = await findTarget(git, input);
  if (!found.ok) return err(asUndoRefusal(found.error));
  const target = found.value;
  return serialised(`undo ${target.repository.commonDir}`, () => undo(git, input, target));
}

async function undo(git: Git, input: UndoInput, target: Target): Promise<Result<null, UndoRefusal>> {
  if (target.sha !== input.commitSha) {
    return err({
      type: 'target_moved',
      message: `${target.branch} has moved on to ${target.sha.slice(0, 12)} since the merge.`,
      remedy: `Run \`git revert ${input.commitSha.slice(0, 12)}\` to take the merge back without losing later commits.`,
    });
  }
  const unfinished = await findUnfinishedWork(target);
  if (unfinished) {
    const message = `Git has not finished ${unfinished} in the checkout of ${target.branch}.`;
    return err(asUndoRefusal(refusal('repository_busy', message)));
  }
  const blocking = await findBlocking(git, input, target);
  if (blocking.length > 0) {
    const files = blocking.slice(0, 5).map((file) => JSON.stringify(file));
    const more = blocking.length > 5 ? ` and ${blocking.length - 5} more` : '';
    const message = `Uncommitted changes would be lost in ${files.join(', ')}${more}.`;
    return err(asUndoRefusal(refusal('dirty_checkout', message)));
  }
  const identity = await readPersonIdentity(git, target.repository);
  const moved = await moveBranch(git, { target, to: input.previousSha, identity, reason: 'bakeoff: undo' });
  return moved.ok ? ok(null) : err(asUndoRefusal(moved.error));
}

async function findBlocking(git: Git, input: UndoInput, target: Target): Promise<string[]> {
  if (!target.workTree) return [];
  const gitDir = target.repository.commonDir;
  const [from, to] = await Promise.all([treeOf(git, gitDir, input.commitSha), treeOf(git, gitDir, input.previousSha)]);
  return findBlockingFiles(git, { workTree: target.workTree, headSha: input.commitSha, gitDir, from, to });
}

function asUndoRefusal({ type, message, remedy }: MergeRefusal): UndoRefusal {
  switch (type) {
    case 'target_moved':
    case 'dirty_checkout':
    case 'target_missing':
    case 'repository_busy':
      return { type, message, remedy };
    default:
      throw new Error(`An undo can't end in ${type}.`);
  }
}
