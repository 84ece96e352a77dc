import path from 'node:path';
import type { MergeDone, MergeRefusal, MergeRequest } from '@/lib/core/repository';
import { err, ok, type Result } from '@/lib/core/result';
import { refusal } from './errors';
import type { Git } from './exec';
import { fetchFromHub } from './fetch-from-hub';
import { identityEnvironment, readPersonIdentity, type Identity } from './identity';
import { withFileLock } from './lock';
import { planMerge, type MergePlan } from './merge-plan';
import { moveBranch } from './move-branch';

export function mergeResult(git: Git, input: MergeRequest): Promise<Result<MergeDone, MergeRefusal>> {
  return withFileLock(path.join(input.hub, 'bakeoff-merge.lock'), () => merge(git, input));
}

async function merge(git: Git, input: MergeRequest): Promise<Result<MergeDone, MergeRefusal>> {
  const planned = await planMerge(git, input);
  if (!planned.ok) return planned;
  const plan = planned.value;
  const refused = whyRefused(plan);
  if (refused) return err(refused);
  const { target } = plan;
  const identity = await readPersonIdentity(git, target.repository);
  const commitSha = await writeCommits(git, { ...input, plan, identity });
  const unfit = await fetchFromHub(git, { hub: input.hub, repository: target.repository, sha: commitSha });
  if (unfit) return err(refusal('conflict', `Git refuses the contents of this result: ${unfit}`));
  const moved = await moveBranch(git, { target, to: commitSha, identity, reason: `bakeoff: ${input.method}` });
  return moved.ok ? ok({ previousSha: target.sha, commitSha }) : moved;
}

function whyRefused(plan: MergePlan): MergeRefusal | null {
  const { branch } = plan.target;
  if (plan.conflicts.length > 0) {
    return refusal('conflict', `The changes conflict with ${branch} in ${countFiles(plan.conflicts)}.`, plan.conflicts);
  }
  if (plan.unfinished) {
    return refusal('repository_busy', `Git has not finished ${plan.unfinished} in the checkout of ${branch}.`);
  }
  if (plan.blockedBy.length > 0) {
    const message = `The checkout of ${branch} has uncommitted contents in ${countFiles(plan.blockedBy)} that would be overwritten.`;
    return refusal('dirty_checkout', message, plan.blockedBy);
  }
  return null;
}

function countFiles(files: string[]): string {
  return files.length === 1 ? JSON.stringify(files[0]) : `${files.length} files`;
}

type Writing = MergeRequest & { plan: MergePlan; identity: Identity };

/** The planned commits, in the hub; the last one carries the message. */
async function writeCommits(git: Git, input: Writing): Promise<string> {
  let parent = input.plan.target.sha;
  for (const [index, step] of input.plan.steps.entries()) {
    const isLast = index === input.plan.steps.length - 1;
    const parents = input.method === 'merge' ? [parent, input.resultSha] : [parent];
    const replayed = step.replays ? await readCommit(git, input.hub, step.replays) : null;
    parent = await git.text({
      gitDir: input.hub,
      args: ['commit-tree', step.tree, ...parents.flatMap((sha) => ['-p', sha]), '-F', '-'],
      input: isLast || !replayed ? input.message : replayed.message,
      env: { ...identityEnvironment(replayed?.author ?? input.identity, input.identity), ...replayed?.date },
    });
  }
  return parent;
}

async function readCommit(
  git: Git,
  hub: string,
  sha: string,
): Promise<{ author: Identity; date: Record<string, string>; message: string }> {
  const output = await git.text({
    gitDir: hub,
    args: ['log', '-1', '--no-show-signature', '--format=%an%x00%ae%x00%aI%x00%B', sha],
  });
  const [name = '', email = '', date = '', message = ''] = output.split('\0');
  return { author: { name, email }, date: { GIT_AUTHOR_DATE: date }, message };
}
