import { completeVariant } from '@/lib/core/complete-spec';
import type { Failure } from '@/lib/core/failure';
import { PLAIN_START, type RunStart } from '@/lib/core/schedule/types';
import type { Result } from '@/lib/core/result';
import { err, ok } from '@/lib/core/result';
import { isTerminalRun, type RunStatus } from '@/lib/core/run-status';
import { listEvents, listResources } from '@/lib/db/events';
import { lockExperiment, updateExperiment } from '@/lib/db/experiments';
import { addRunInput } from '@/lib/db/run-inputs';
import {
  createFollowingRun,
  type FollowingRun,
  endUnownedRun,
  getRun,
  requestCancel,
  type RunRow,
} from '@/lib/db/runs';
import { reopen } from '@/lib/services/advance/reopen';
import { advanceIn } from '@/lib/services/advance/advance';
import type { Bakeoff, CheckoutResult, Refusal } from '@/lib/services/bakeoff';
import { getView } from '@/lib/services/experiments';
import { notFound } from '@/lib/services/not-found';
import type { Deps } from '@/lib/services/ports';
import { diffRun, filesOfRun, patchOfRun } from '@/lib/services/run-diff';
import { traceIndex } from '@/lib/services/traces/trace-index';

export function runServices(deps: Deps): Bakeoff['runs'] {
  return {
    get: async (id) => {
      const run = await getRun(deps.db, id);
      const view = run && (await getView(deps, run.experimentId));
      return view?.runs.find((candidate) => candidate.id === id) ?? null;
    },
    cancel: (id) => cancelRun(deps, id),
    pause: (id) => setPaused(deps, id, 'pause'),
    resume: (id) => setPaused(deps, id, 'resume'),
    resources: (id) => listResources(deps.db, id),
    retry: (id) => retryRun(deps, id),
    followUp: (input) => followUp(deps, input),
    resolve: (input) => resolveConflict(deps, input),
    continueFrom: (input) => continueFrom(deps, input),
    answerPermission: async ({ runId, requestId, optionId }) => {
      const run = await getRun(deps.db, runId);
      if (!run || run.status !== 'running') return err(notRunning());
      await deps.db.prisma.$transaction((tx) =>
        addRunInput(tx, runId, { type: 'permission', id: requestId, optionId }),
      );
      return ok(null);
    },
    events: (input) => listEvents(deps.db, { ...input, limit: Math.min(input.limit, 2000) }),
    lastSeq: async (runId) => (await getRun(deps.db, runId))?.lastSeq ?? 0,
    diff: (input) => diffRun(deps, input),
    files: (runId) => filesOfRun(deps, runId),
    patch: (input) => patchOfRun(deps, input),
    checkout: (input) => checkoutRun(deps, input),
  };
}

function notRunning(): Refusal {
  return {
    type: 'not_running',
    message: 'The run does not work any more.',
    remedy: 'Send a follow-up, which starts a new run on its result.',
  };
}

async function setPaused(deps: Deps, id: string, type: 'pause' | 'resume'): Promise<Result<null, Refusal>> {
  const run = await getRun(deps.db, id);
  if (!run) return err(notFound('run'));
  if (run.status !== 'running') {
    const message = 'Only a run whose agent works can be paused.';
    return err({ type: 'not_running', message, remedy: 'Wait until its agent has started.' });
  }
  await deps.db.prisma.$transaction((tx) => addRunInput(tx, id, { type }));
  return ok(null);
}

async function cancelRun(deps: Deps, id: string): Promise<Result<null, Refusal>> {
  const run = await getRun(deps.db, id);
  if (!run) return err(notFound('run'));
  await deps.db.prisma.$transaction(async (tx) => {
    await lockExperiment(tx, run.experimentId);
    const waiting = await endUnownedRun(tx, id, { status: 'cancelled', cancelReason: 'A person stopped it.' });
    if (!waiting) await requestCancel(tx, id, 'A person stopped it.');
    await advanceIn(tx, deps, run.experimentId);
  });
  await traceIndex(deps, run.experimentId);
  return ok(null);
}

/** A new run in the place of one that is over; the experiment goes on. */
async function startFollowing(
  deps: Deps,
  of: RunRow,
  input: Pick<FollowingRun, 'startSha' | 'forkSha' | 'message' | 'followsId' | 'startsFrom'>,
): Promise<Result<{ runId: string }, Refusal>> {
  return deps.db.prisma.$transaction(async (tx) => {
    if (!(await lockExperiment(tx, of.experimentId))) return err(notFound('experiment'));
    // Under the lock: of two people who press it at the same time, one is told.
    const busy = refuseUnlessReplaceable(await tx.run.findUniqueOrThrow({ where: { id: of.id } }));
    if (busy) return err(busy);
    const id = await createFollowingRun(tx, { of, ...input });
    await reopen(tx, of);
    await tx.experiment.update({ where: { id: of.experimentId }, data: { cancelledAt: null } });
    await updateExperiment(tx, of.experimentId, {
      status: 'running',
      endedAt: null,
      winnerRunId: null,
      verdict: null,
    });
    await advanceIn(tx, deps, of.experimentId);
    return ok({ runId: id });
  });
}

async function retryRun(deps: Deps, id: string): Promise<Result<{ runId: string }, Refusal>> {
  const run = await getRun(deps.db, id);
  if (!run) return err(notFound('run'));
  const { startSha, forkSha, message, followsId } = run;
  const startsFrom = run.startsFrom as RunStart | null;
  return startFollowing(deps, run, { startSha, forkSha, message, followsId, startsFrom });
}

function refuseUnlessReplaceable(run: Pick<RunRow, 'status' | 'supersededById'>): Refusal | null {
  if (!isTerminalRun(run.status as RunStatus)) {
    return {
      type: 'still_running',
      message: 'The run is not over yet.',
      remedy: 'Stop it first, or wait for its end.',
    };
  }
  if (run.supersededById) {
    return {
      type: 'superseded',
      message: 'A newer run took the place of this one.',
      remedy: 'Go on from the newest run of the variant.',
    };
  }
  return null;
}

async function followUp(
  deps: Deps,
  { runId, text }: { runId: string; text: string },
): Promise<Result<{ runId: string }, Refusal>> {
  const run = await getRun(deps.db, runId);
  if (!run) return err(notFound('run'));
  if (text.trim() === '') {
    return err({ type: 'empty', message: 'The message is empty.', remedy: 'Write what the agent should do next.' });
  }
  if (run.status === 'running') {
    await deps.db.prisma.$transaction((tx) => addRunInput(tx, runId, { type: 'follow_up', text }));
    return ok({ runId });
  }
  const busy = refuseUnlessReplaceable(run);
  if (busy) return err(busy);
  if (!run.resultSha) {
    return err({ type: 'no_result', message: 'That run has no result to go on from.', remedy: 'Retry it instead.' });
  }
  const { resultSha: startSha, forkSha } = run;
  return startFollowing(deps, run, { startSha, forkSha, message: text, followsId: run.id });
}

/** The run again, from its parents' results with git's markers where they do not fit, which its agent resolves first. */
async function resolveConflict(
  deps: Deps,
  { runId, agent }: { runId: string; agent: string | null },
): Promise<Result<{ runId: string }, Refusal>> {
  const run = await getRun(deps.db, runId);
  if (!run) return err(notFound('run'));
  const start = conflictStart(run);
  if (!start.ok) return start;
  const needsAgent = completeVariant(run.variant.spec).kind === 'combine';
  const resolver = needsAgent ? (agent ?? (await agentOfParent(deps, start.value))) : null;
  const { startSha, forkSha } = run;
  const startsFrom: RunStart = { ...start.value, conflicts: 'mark', resolver };
  return startFollowing(deps, run, { startSha, forkSha, message: null, followsId: null, startsFrom });
}

/** The run again, from a commit of the person's own in which the results fit together. */
async function continueFrom(
  deps: Deps,
  { runId, ref }: { runId: string; ref: string },
): Promise<Result<{ runId: string }, Refusal>> {
  const run = await getRun(deps.db, runId);
  if (!run) return err(notFound('run'));
  const start = conflictStart(run);
  if (!start.ok) return start;
  const { project } = run.experiment;
  const hub = deps.paths.hub(project.id);
  const imported = await deps.git.importCommit({ hub, repoPath: project.repoPath, ref });
  if (!imported.ok) return imported;
  const { sha } = imported.value;
  const startsFrom: RunStart = { ...start.value, given: sha };
  return startFollowing(deps, run, { startSha: sha, forkSha: run.forkSha, message: null, followsId: null, startsFrom });
}

function conflictStart(run: RunRow): Result<RunStart, Refusal> {
  if ((run.error as Failure | null)?.type === 'parents_conflict') {
    return ok({ ...PLAIN_START, ...(run.startsFrom as RunStart | null) });
  }
  return err({
    type: 'no_conflict',
    message: 'That run did not stop on a conflict.',
    remedy: 'Retry it, or send a follow-up.',
  });
}

/** That of the last result that was to be merged: it knows best what it meant. */
async function agentOfParent(deps: Deps, start: RunStart): Promise<string | null> {
  const last = start.merge.at(-1);
  const parent = last === undefined ? null : await getRun(deps.db, last);
  return parent && parent.variant.agent !== '' ? parent.variant.agent : null;
}

async function checkoutRun(
  deps: Deps,
  { runId, dir }: { runId: string; dir: string | null },
): Promise<Result<CheckoutResult, Refusal>> {
  const run = await getRun(deps.db, runId);
  if (!run?.resultSha || !run.ref) return err(notFound('result'));
  const hub = deps.paths.hub(run.experiment.projectId);
  const branch = `bakeoff/${run.experimentId}/${completeVariant(run.variant.spec).id}`;
  const fetchCommand = `git fetch ${shellQuote(hub)} ${run.ref}:refs/heads/${branch}`;
  const result: CheckoutResult = { fetchCommand, sha: run.resultSha, ref: run.ref, worktree: null };
  if (dir === null) return ok(result);
  const { repoPath } = run.experiment.project;
  const made = await deps.git.makeWorktree({ hub, repoPath, sha: run.resultSha, dir, branch });
  return made.ok ? ok({ ...result, worktree: made.value }) : made;
}

/** For a command line that is shown to a person, never run by us. */
function shellQuote(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
