import { completeSpec, completeVariant } from '@/lib/core/complete-spec';
import type { ExperimentSpec } from '@/lib/core/experiment';
import type { DiffStats } from '@/lib/core/repository';
import type { RunStatus } from '@/lib/core/run-status';
import { schedule, type ScheduledRun } from '@/lib/core/schedule';
import { select, type Candidate } from '@/lib/core/select';
import { runLabel } from '@/lib/core/variant-letter';
import type { Tx } from '@/lib/db/client';
import { recordDecision } from '@/lib/db/decisions';
import { getExperimentDetail, lockExperiment, updateExperiment, type ExperimentDetailRow } from '@/lib/db/experiments';
import { endUnownedRun, markDispatched, requestCancel } from '@/lib/db/runs';
import { queueAfter } from '@/lib/services/after';
import type { Deps } from '@/lib/services/ports';

/**
 * Does what the scheduler says for an experiment, in one transaction under its lock. Called after everything that
 * may change the answer; calling it once more does nothing.
 */
export async function advanceExperiment(deps: Pick<Deps, 'db' | 'queue' | 'clock'>, id: string): Promise<void> {
  await deps.db.prisma.$transaction((tx) => advanceIn(tx, deps, id), { timeout: 30_000 });
}

/** The same inside a transaction of the caller's. */
export async function advanceIn(tx: Tx, deps: Pick<Deps, 'queue' | 'clock'>, id: string): Promise<void> {
  if (!(await lockExperiment(tx, id))) return;
  const row = await getExperimentDetail(tx, id);
  if (!row || (row.status !== 'queued' && row.status !== 'running')) return;
  const spec = completeSpec(row.spec);
  const decision = schedule({
    strategy: spec.strategy.type,
    limits: spec.limits,
    cancelled: row.cancelledAt !== null,
    baseSettled: row.baseStatus === 'done' || row.baseStatus === 'failed' || row.cancelledAt !== null,
    runs: scheduledRuns(row),
  });
  for (const { id: runId, reason } of decision.skip) {
    const status: RunStatus = row.cancelledAt ? 'cancelled' : 'skipped';
    await endUnownedRun(tx, runId, { status, cancelReason: reason });
  }
  let ended = decision.skip.length;
  for (const { id: runId, reason } of decision.cancel) {
    // Dispatched, but no worker has taken it yet: it ends here and now.
    if (await endUnownedRun(tx, runId, { status: 'cancelled', cancelReason: reason })) ended++;
    else await requestCancel(tx, runId, reason);
  }
  for (const runId of decision.start) {
    if (await markDispatched(tx, runId)) await deps.queue.send(tx, { type: 'run', runId });
  }
  if (decision.start.length > 0 && row.status === 'queued') {
    await updateExperiment(tx, id, { status: 'running', startedAt: row.startedAt ?? deps.clock.now() });
  }
  if (ended > 0) return advanceIn(tx, deps, id);
  if (decision.finished) await finish(tx, deps, { row, spec, finished: decision.finished });
}

/** In the order in which they start; those that a retry or follow-up replaced are left out. */
export function scheduledRuns(row: ExperimentDetailRow): ScheduledRun[] {
  const variants = new Map(row.variants.map((variant) => [variant.id, variant]));
  const current = row.runs.filter((run) => run.supersededById === null);
  const position = (variantId: string): number => variants.get(variantId)?.position ?? 0;
  return current
    .toSorted((a, b) => a.repeat - b.repeat || position(a.variantId) - position(b.variantId))
    .map((run) => ({
      id: run.id,
      label: labelOf(row, run),
      status: run.status as RunStatus,
      success: run.success,
      dispatched: run.dispatchedAt !== null,
      cancelRequested: run.cancelAt !== null,
      gatesEndedAt: run.gatesEndedAt?.getTime() ?? null,
      queuedAt: run.queuedAt.getTime(),
      stoppedAt: run.stoppedAt?.getTime() ?? null,
    }));
}

export function labelOf(
  row: Pick<ExperimentDetailRow, 'variants'>,
  run: { variantId: string; repeat: number },
): string {
  const variant = row.variants.find((candidate) => candidate.id === run.variantId);
  if (!variant) return '?';
  const label = runLabel(variant.position, run.repeat, completeVariant(variant.spec).repeats);
  return `${label} (${variant.key})`;
}

type Finish = { row: ExperimentDetailRow; spec: ExperimentSpec; finished: 'done' | 'cancelled' };

async function finish(tx: Tx, deps: Pick<Deps, 'clock' | 'queue'>, { row, spec, finished }: Finish): Promise<void> {
  const result = select({
    select: spec.select,
    candidates: candidatesOf(row),
    base: baseNumbers(row),
    metrics: spec.contract.metrics,
  });
  const chosen = choiceThatStands(row);
  const choice = chosen ?? { winnerRunId: result.winnerId, verdict: result.verdict };
  if (!chosen) {
    await recordDecision(tx, {
      experimentId: row.id,
      runId: result.winnerId,
      by: 'rule',
      rule: spec.select.by,
      reason: result.verdict,
      ranking: result.ranking,
    });
  }
  const waits = finished === 'done' && spec.select.by === 'person' && !chosen && hasPassed(row);
  await updateExperiment(tx, row.id, {
    ...choice,
    status: waits ? 'needs_person' : finished,
    endedAt: waits ? null : deps.clock.now(),
  });
  await queueAfter(tx, deps, { ...row, aggregate: spec.aggregate });
}

/** What a person chose outlives a retry of another run; it falls when that run itself was replaced. */
function choiceThatStands(row: ExperimentDetailRow): { winnerRunId: string; verdict: string } | null {
  const last = row.decisions[0];
  const run = last?.by === 'person' ? row.runs.find((each) => each.id === last.runId) : undefined;
  if (!last || !run || run.supersededById !== null) return null;
  return { winnerRunId: run.id, verdict: personVerdict(labelOf(row, run), last.reason) };
}

export function personVerdict(label: string, reason: string): string {
  return `${label} was chosen by a person${reason ? `: ${reason}` : '.'}`;
}

function hasPassed(row: ExperimentDetailRow): boolean {
  return row.runs.some((run) => run.supersededById === null && run.status === 'passed');
}

function candidatesOf(row: ExperimentDetailRow): Candidate[] {
  const current = row.runs.filter((run) => run.supersededById === null && run.status !== 'skipped');
  return current.map((run) => {
    const stats = run.diffStats as DiffStats | null;
    const metrics = row.metrics.filter((metric) => metric.runId === run.id);
    return {
      id: run.id,
      label: labelOf(row, run),
      success: run.status === 'passed' ? run.success : false,
      durationMs:
        run.agentStartedAt && run.agentEndedAt
          ? run.agentEndedAt.getTime() - run.agentStartedAt.getTime() - run.pausedMs
          : null,
      endedAt: run.gatesEndedAt?.getTime() ?? null,
      testsPassed: run.testsPassed,
      linesChanged: stats ? stats.linesAdded + stats.linesRemoved : null,
      costUsd: run.costUsd,
      metrics: Object.fromEntries(metrics.map((metric) => [metric.name, metric.value])),
    };
  });
}

function baseNumbers(row: ExperimentDetailRow): { testsPassed: number | null; metrics: Record<string, number | null> } {
  const counts = row.gates.filter((gate) => gate.runId === null && gate.tests !== null);
  const passed = counts.map((gate) => (gate.tests as { passed: number }).passed);
  const metrics = row.metrics.filter((metric) => metric.runId === null);
  return {
    testsPassed: passed.length === 0 ? null : passed.reduce((sum, count) => sum + count, 0),
    metrics: Object.fromEntries(metrics.map((metric) => [metric.name, metric.value])),
  };
}
