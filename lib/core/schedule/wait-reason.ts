/** What a run that has not started waits for, in a sentence for people. */
import { indexPlan, isFinal, isInRow, outcomeOf, rowsOf, type PlanIndex } from './plan-index';
import type { PlannedStage, PlannedVariant, ScheduledRun, ScheduleInput } from './types';

type WaitInput = Pick<ScheduleInput, 'stages' | 'runs' | 'limits' | 'cancelled' | 'now'>;

const MOST_NAMES = 3;

/** Null for a run that could start, and only waits for a free place. */
export function waitReasons(input: WaitInput): (run: ScheduledRun) => string | null {
  const index = indexPlan(input);
  const rows = rowsOf(input, index);
  return (run) => {
    const stage = index.stageOf.get(run.variant);
    const variant = index.variants.get(run.variant);
    if (!stage || !variant) return null;
    const before = sourceReason(stage, index) ?? dependencyReason(variant, index);
    if (before) return before;
    const row = isInRow(variant, stage) ? rowReason(run, rows.get(run.variant) ?? [], { stage, index }) : null;
    return row ?? retryReason(run, variant, input.now);
  };
}

function sourceReason({ from }: PlannedStage, index: PlanIndex): string | null {
  if (from === null) return null;
  const source = index.stages.get(from.stage);
  if (from.take === 'winner') return source?.decided ? null : `Waits for the winner of stage ${from.stage}.`;
  const combined = source?.variants.find(({ kind }) => kind === 'combine');
  const isOpen = combined !== undefined && outcomeOf(combined.key, index) === 'open';
  return isOpen ? `Waits for the merged results of stage ${from.stage}.` : null;
}

function dependencyReason({ dependsOn }: PlannedVariant, index: PlanIndex): string | null {
  const open = dependsOn.filter((key) => outcomeOf(key, index) === 'open');
  if (open.length === 0) return null;
  const names = open.slice(0, MOST_NAMES).map((key) => index.runsOf.get(key)?.[0]?.label ?? key);
  const rest = open.length - names.length;
  const last = rest > 0 ? `${rest} more` : names.pop();
  return `Waits for ${names.length > 0 ? `${names.join(', ')} and ` : ''}${last ?? ''}.`;
}

type RowFacts = { stage: PlannedStage; index: PlanIndex };

function rowReason(run: ScheduledRun, row: readonly ScheduledRun[], { stage, index }: RowFacts): string | null {
  const { type, batchSize } = stage.strategy;
  const place = row.indexOf(run);
  if (type === 'batched') {
    const start = Math.floor(place / batchSize) * batchSize;
    const isOpen = row.slice(Math.max(0, start - batchSize), start).some((other) => !isFinal(other, index));
    return isOpen ? 'Waits until the batch before it is over.' : null;
  }
  if (type !== 'sequential' && type !== 'fallback') return null;
  const before = row[place - 1];
  if (!before || isFinal(before, index)) return null;
  return type === 'fallback' ? `Starts only if ${before.label} does not pass.` : `Waits until ${before.label} is over.`;
}

function retryReason(run: ScheduledRun, { retries }: PlannedVariant, now: number): string | null {
  if (run.notBefore === null || run.notBefore <= now) return null;
  return `Waits before it is tried again (try ${run.attempt + 1} of ${retries.max + 1}).`;
}
