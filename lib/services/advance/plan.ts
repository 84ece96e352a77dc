/** The rows of an experiment as the scheduler wants them. */
import { completeSpec, completeVariant } from '@/lib/core/complete-spec';
import type { ExperimentSpec } from '@/lib/core/experiment';
import type { Failure } from '@/lib/core/failure';
import type { RunStatus } from '@/lib/core/run-status';
import type { PlannedStage, ScheduledRun } from '@/lib/core/schedule/types';
import { runLabel } from '@/lib/core/variant-letter';
import type { ExperimentDetailRow } from '@/lib/db/experiments';

type Row = Pick<ExperimentDetailRow, 'spec' | 'stages' | 'variants' | 'runs'>;
export type ExperimentRun = Row['runs'][number];

export function plannedStages(row: Row, spec: ExperimentSpec = completeSpec(row.spec)): PlannedStage[] {
  return spec.stages.map((stage) => {
    const stored = row.stages.find(({ name }) => name === stage.name);
    return {
      name: stage.name,
      from: stage.from,
      strategy: stage.strategy,
      variants: spec.variants
        .filter((variant) => variant.stage === stage.name)
        .map((each) => ({ ...each, key: each.id })),
      decided: (stored?.decidedAt ?? null) !== null,
      winnerRunId: stored?.winnerRunId ?? null,
    };
  });
}

/** In the order in which they start; those that a retry or follow-up replaced are left out. */
export function scheduledRuns(row: Row): ScheduledRun[] {
  const variants = new Map(row.variants.map((variant) => [variant.id, variant]));
  const position = (variantId: string): number => variants.get(variantId)?.position ?? 0;
  return currentRuns(row)
    .toSorted((a, b) => a.repeat - b.repeat || position(a.variantId) - position(b.variantId))
    .map((run) => ({
      id: run.id,
      variant: variants.get(run.variantId)?.key ?? '',
      label: labelOf(row, run),
      status: run.status as RunStatus,
      success: run.success,
      failure: (run.error as Failure | null)?.type ?? null,
      dispatched: run.dispatchedAt !== null,
      cancelRequested: run.cancelAt !== null,
      attempt: run.attempt,
      notBefore: run.notBefore?.getTime() ?? null,
      gatesEndedAt: run.gatesEndedAt?.getTime() ?? null,
      queuedAt: run.queuedAt.getTime(),
      stoppedAt: run.stoppedAt?.getTime() ?? null,
      notNeeded: run.notNeeded,
    }));
}

export function currentRuns(row: Pick<Row, 'runs'>): ExperimentRun[] {
  return row.runs.filter((run) => run.supersededById === null);
}

/** Those of one stage that are not replaced, in the order of their variants. */
export function runsOfStage(row: Row, stage: string): ExperimentRun[] {
  const id = row.stages.find(({ name }) => name === stage)?.id;
  const variants = row.variants.filter((variant) => variant.stageId === id).toSorted((a, b) => a.position - b.position);
  const places = new Map(variants.map((variant, place) => [variant.id, place]));
  const place = (run: ExperimentRun): number => places.get(run.variantId) ?? -1;
  return currentRuns(row)
    .filter((run) => place(run) >= 0)
    .toSorted((a, b) => place(a) - place(b) || a.repeat - b.repeat);
}

export function labelOf(row: Pick<Row, 'variants'>, run: { variantId: string; repeat: number }): string {
  const variant = row.variants.find((candidate) => candidate.id === run.variantId);
  if (!variant) return '?';
  const label = runLabel(variant.position, run.repeat, completeVariant(variant.spec).repeats);
  return `${label} (${variant.key})`;
}
