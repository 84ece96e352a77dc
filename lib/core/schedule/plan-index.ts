/** Lookups over a plan and its runs, made once for a decision. */
import { isTerminalRun, type RunStatus } from '../run-status';
import { retriesOf, stopReasons } from './stop-reason';
import type { PlannedStage, PlannedVariant, ScheduledRun, ScheduleInput } from './types';

/** `open`: not over yet, or to be retried. `not_needed`: its own condition was false. */
export type Outcome = 'open' | 'passed' | 'failed' | 'skipped' | 'not_needed';

export type PlanIndex = {
  variants: ReadonlyMap<string, PlannedVariant>;
  stageOf: ReadonlyMap<string, PlannedStage>;
  stages: ReadonlyMap<string, PlannedStage>;
  runsOf: ReadonlyMap<string, ScheduledRun[]>;
  /** Run ids to the moment of their next try. */
  retries: ReadonlyMap<string, number>;
  stopReason: (run: ScheduledRun) => string | null;
};

export function indexPlan(input: Pick<ScheduleInput, 'stages' | 'runs' | 'limits' | 'cancelled'>): PlanIndex {
  const runsOf = new Map<string, ScheduledRun[]>();
  for (const run of input.runs) {
    const known = runsOf.get(run.variant);
    if (known) known.push(run);
    else runsOf.set(run.variant, [run]);
  }
  const entries = input.stages.flatMap((stage) => stage.variants.map((variant) => ({ stage, variant })));
  const variants = new Map(entries.map(({ variant }) => [variant.key, variant]));
  const stageOf = new Map(entries.map(({ stage, variant }) => [variant.key, stage]));
  const stopReason = stopReasons(input, { variants, stageOf });
  return {
    variants,
    stageOf,
    stages: new Map(input.stages.map((stage) => [stage.name, stage])),
    runsOf,
    retries: retriesOf(input, variants, stopReason),
    stopReason,
  };
}

/** Variants that the stage's strategy orders; the others (a summary, a combination) only wait for what they need. */
export function isInRow(variant: PlannedVariant, stage: PlannedStage): boolean {
  return stage.strategy.type === 'graph' || variant.dependsOn.length === 0;
}

/** By variant, the runs that follow the strategy of its stage. */
export function rowsOf(input: Pick<ScheduleInput, 'stages' | 'runs'>, index: PlanIndex): Map<string, ScheduledRun[]> {
  const byStage = new Map<string, ScheduledRun[]>(input.stages.map((stage) => [stage.name, []]));
  const byVariant = new Map<string, ScheduledRun[]>();
  for (const run of input.runs) {
    const stage = index.stageOf.get(run.variant);
    const variant = index.variants.get(run.variant);
    if (!stage || !variant) continue;
    const row = byStage.get(stage.name) ?? [];
    byVariant.set(run.variant, row);
    if (isInRow(variant, stage)) row.push(run);
  }
  return byVariant;
}

/** Whether nothing more comes of a run: it is over and is not started again by itself. */
export function isFinal(run: ScheduledRun, index: PlanIndex): boolean {
  return isTerminalRun(run.status) && !index.retries.has(run.id);
}

const FAILED: readonly RunStatus[] = ['failed', 'timed_out', 'lost', 'cancelled'];

/** Of all repeats together: passed where one of them has. */
export function outcomeOf(key: string, index: PlanIndex): Outcome {
  const runs = index.runsOf.get(key) ?? [];
  if (runs.length === 0 || runs.some((run) => !isFinal(run, index))) return 'open';
  if (runs.some((run) => run.status === 'passed')) return 'passed';
  if (runs.some((run) => FAILED.includes(run.status))) return 'failed';
  return runs.every((run) => run.notNeeded) ? 'not_needed' : 'skipped';
}
