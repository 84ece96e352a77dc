import { completeSpec, completeVariant } from '@/lib/core/complete-spec';
import type { ExperimentStatus, RunStatus } from '@/lib/core/run-status';
import { traceFile } from '@/lib/core/trace/trace-file';
import type { TraceIndexRow } from '@/lib/db/traces';
import { TRACE_VERSION, type TraceIndex } from '@/lib/schemas/trace';

export function buildIndex(row: TraceIndexRow, now: Date): TraceIndex {
  const spec = completeSpec(row.spec);
  const variants = new Map(row.variants.map((variant) => [variant.id, variant]));
  const runs = row.runs.flatMap((run) => {
    const variant = variants.get(run.variantId);
    return variant ? [{ position: variant.position, entry: entryOf(run, variant) }] : [];
  });
  const entries = runs
    .toSorted((a, b) => a.position - b.position || a.entry.repeat - b.entry.repeat)
    .map(({ entry }) => entry);
  const winner = entries.find((entry) => entry.runId === row.winnerRunId);
  return {
    version: TRACE_VERSION,
    correlationId: row.id,
    name: row.name,
    task: row.task,
    status: row.status as ExperimentStatus,
    strategy: spec.strategy.type,
    baseSha: row.baseSha,
    created: row.createdAt.toISOString(),
    started: row.startedAt?.toISOString() ?? null,
    ended: row.endedAt?.toISOString() ?? null,
    variants: row.variants
      .toSorted((a, b) => a.position - b.position)
      .map(({ spec: one }) => ({ ...completeVariant(one) })),
    summary: summaryOf(entries),
    runs: entries,
    winner: winner ? { runId: winner.runId, variant: winner.variant } : null,
    verdict: row.verdict,
    writtenAt: now.toISOString(),
  };
}

function entryOf(
  run: TraceIndexRow['runs'][number],
  variant: TraceIndexRow['variants'][number],
): TraceIndex['runs'][number] {
  const superseded = run.supersededById !== null;
  return {
    runId: run.id,
    variant: variant.key,
    stage: completeVariant(variant.spec).stage,
    repeat: run.repeat,
    attempt: run.attempt,
    status: run.status as RunStatus,
    success: run.success,
    superseded,
    file: traceFile({ id: run.id, variant: variant.key, repeat: run.repeat, superseded }),
  };
}

function summaryOf(entries: TraceIndex['runs']): TraceIndex['summary'] {
  const current = entries.filter((entry) => !entry.superseded);
  const statuses: TraceIndex['summary']['statuses'] = {};
  for (const { status } of current) statuses[status] = (statuses[status] ?? 0) + 1;
  return { runs: current.length, statuses };
}
