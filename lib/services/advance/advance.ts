import { completeSpec } from '@/lib/core/complete-spec';
import { isTerminalExperiment, isTerminalRun, type ExperimentStatus, type RunStatus } from '@/lib/core/run-status';
import { schedule } from '@/lib/core/schedule/schedule';
import type { RunStart, Schedule } from '@/lib/core/schedule/types';
import type { Tx } from '@/lib/db/client';
import { getExperimentDetail, lockExperiment, updateExperiment, type ExperimentDetailRow } from '@/lib/db/experiments';
import { createFollowingRun, endUnownedRun, requestCancel } from '@/lib/db/runs';
import { conditionsOf } from '@/lib/services/advance/conditions';
import { decide, finish, type StageChoice } from '@/lib/services/advance/decide';
import { dispatch } from '@/lib/services/advance/dispatch';
import { currentRuns, plannedStages, scheduledRuns } from '@/lib/services/advance/plan';
import type { Deps } from '@/lib/services/ports';

type AdvanceDeps = Pick<Deps, 'queue' | 'clock'>;

/**
 * Does what the scheduler says for an experiment, in one transaction under its lock. Called after everything that
 * may change the answer; calling it once more does nothing.
 */
export async function advanceExperiment(deps: AdvanceDeps & Pick<Deps, 'db'>, id: string): Promise<void> {
  await deps.db.prisma.$transaction((tx) => advanceIn(tx, deps, id), { timeout: 60_000 });
}

/** Time has come for a retry. Where the clocks of host and database differ, it comes again. */
export async function wakeExperiment(deps: AdvanceDeps & Pick<Deps, 'db'>, id: string): Promise<void> {
  await deps.db.prisma.$transaction(
    async (tx) => {
      const { wakeAt } = await advanceIn(tx, deps, id);
      if (wakeAt !== null) await wakeLater(tx, deps, { id, at: wakeAt });
    },
    { timeout: 60_000 },
  );
}

async function wakeLater(tx: Tx, deps: AdvanceDeps, { id, at }: { id: string; at: number }): Promise<void> {
  await deps.queue.send(tx, { type: 'advance', experimentId: id }, { startAfter: new Date(at) });
}

/** The same inside a transaction of the caller's. */
export async function advanceIn(tx: Tx, deps: AdvanceDeps, id: string): Promise<{ wakeAt: number | null }> {
  if (!(await lockExperiment(tx, id))) return { wakeAt: null };
  for (;;) {
    const row = await getExperimentDetail(tx, id);
    // A draft has no runs before its variants are written.
    if (!row || row.status === 'draft' || isTerminalExperiment(row.status as ExperimentStatus)) return { wakeAt: null };
    const { again, wakeAt } = await step(tx, deps, row);
    if (!again) return { wakeAt };
  }
}

/** `again`: something has changed that may give a new answer. */
async function step(
  tx: Tx,
  deps: AdvanceDeps,
  row: ExperimentDetailRow,
): Promise<{ again: boolean; wakeAt: number | null }> {
  const spec = completeSpec(row.spec);
  const decision = schedule({
    stages: plannedStages(row, spec),
    limits: spec.limits,
    cancelled: row.cancelledAt !== null,
    baseSettled: row.baseStatus === 'done' || row.baseStatus === 'failed' || row.cancelledAt !== null,
    now: deps.clock.now().getTime(),
    runs: scheduledRuns(row),
    condition: conditionsOf(row, spec),
  });
  const ended = await endAll(tx, row, decision);
  await retryAll(tx, deps, { row, decision });
  await dispatch(tx, deps, { row, start: decision.start });
  if (decision.start.length > 0 && row.status !== 'running') {
    await updateExperiment(tx, row.id, { status: 'running', startedAt: row.startedAt ?? deps.clock.now() });
  }
  const { wakeAt } = decision;
  if (ended || decision.retry.length > 0) return { again: true, wakeAt };
  const choices = new Map<string, StageChoice>();
  for (const name of decision.decide) choices.set(name, await decide(tx, deps, { row, spec, name }));
  if ([...choices.values()].some((choice) => !choice.waits)) return { again: true, wakeAt };
  const waits = choices.size > 0 && row.status !== 'needs_person' && decision.start.length === 0 && isIdle(row);
  const status = decision.finished ?? (waits ? 'needs_person' : null);
  if (status !== null) await finish(tx, deps, { row, status, choices });
  return { again: false, wakeAt };
}

function isIdle(row: ExperimentDetailRow): boolean {
  return currentRuns(row).every((run) => run.dispatchedAt === null || isTerminalRun(run.status as RunStatus));
}

/** Whether a run has ended here and now. */
async function endAll(tx: Tx, row: ExperimentDetailRow, decision: Schedule): Promise<boolean> {
  const skipped: RunStatus = row.cancelledAt ? 'cancelled' : 'skipped';
  for (const { id, reason, notNeeded } of decision.skip) {
    await endUnownedRun(tx, id, { status: skipped, cancelReason: reason, notNeeded });
  }
  for (const { id, message } of decision.fail) {
    const remedy = 'Correct the condition in a copy of the experiment, then run that.';
    await endUnownedRun(tx, id, { status: 'failed', error: { type: 'condition_failed', message, remedy } });
  }
  let ended = decision.skip.length + decision.fail.length;
  for (const { id, reason } of decision.cancel) {
    // Dispatched, but no worker has taken it yet: it ends here and now.
    if (await endUnownedRun(tx, id, { status: 'cancelled', cancelReason: reason })) ended++;
    else await requestCancel(tx, id, reason);
  }
  return ended > 0;
}

type Retry = { row: ExperimentDetailRow; decision: Schedule };

async function retryAll(tx: Tx, deps: AdvanceDeps, { row, decision }: Retry): Promise<void> {
  for (const { id, notBefore } of decision.retry) {
    const of = row.runs.find((run) => run.id === id);
    if (!of) continue;
    const { startSha, forkSha, message, followsId, startsFrom } = of;
    await createFollowingRun(tx, {
      of,
      startSha,
      forkSha,
      message,
      followsId,
      startsFrom: startsFrom as RunStart | null,
      attempt: of.attempt + 1,
      notBefore: new Date(notBefore),
    });
    await wakeLater(tx, deps, { id: row.id, at: notBefore });
  }
}
