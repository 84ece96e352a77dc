/** What a run starts from and whose answers it is told. */
import { isTerminalRun } from '../run-status';
import { outcomeOf, type PlanIndex } from './plan-index';
import type { PlannedStage, PlannedVariant, RunInputs, ScheduledRun } from './types';

export function inputsOf(run: ScheduledRun, row: readonly ScheduledRun[], index: PlanIndex): RunInputs {
  const variant = index.variants.get(run.variant);
  const stage = index.stageOf.get(run.variant);
  if (!variant || !stage) return { merge: [], answers: [] };
  const results = variant.dependsOn.length > 0 ? mergedBefore(variant, index) : [];
  return {
    merge: results.length > 0 ? results : sourceOf(stage, index),
    answers: variant.kind === 'combine' ? [] : answersFor({ run, row, variant, stage, index }),
  };
}

function sourceOf({ from }: PlannedStage, index: PlanIndex): string[] {
  if (from === null) return [];
  const source = index.stages.get(from.stage);
  if (from.take === 'winner') return source?.winnerRunId ? [source.winnerRunId] : [];
  const combined = source?.variants.find(({ kind }) => kind === 'combine');
  return combined ? passedRuns(combined.key, index) : [];
}

function passedRuns(key: string, index: PlanIndex): string[] {
  const passed = (index.runsOf.get(key) ?? []).filter((run) => run.status === 'passed');
  return passed.map((run) => run.id);
}

/**
 * The results that a variant goes on from, in the order of the plan, each once (of repeats
 * the first that passed), without those that are contained in another one. What changed nothing (a report, a task that was not needed) stands for what it went on from itself.
 */
function mergedBefore(variant: PlannedVariant, index: PlanIndex): string[] {
  const effective = new Set(variant.dependsOn.flatMap((id) => [...effectiveResults(id, index)]));
  const contained = new Set<string>();
  for (const key of effective) for (const before of ancestors(key, index)) contained.add(before);
  const kept = [...effective].filter((key) => !contained.has(key));
  const position = new Map([...index.variants.keys()].map((key, place) => [key, place]));
  return kept
    .toSorted((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0))
    .flatMap((key) => passedRuns(key, index).slice(0, 1));
}

function effectiveResults(start: string, index: PlanIndex): Set<string> {
  const results = new Set<string>();
  const seen = new Set<string>();
  const open = [start];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    const variant = index.variants.get(key);
    if (!variant) continue;
    const outcome = outcomeOf(key, index);
    if (outcome === 'passed' && !variant.reportOnly) results.add(key);
    else if (outcome === 'not_needed' || variant.reportOnly) open.push(...variant.dependsOn);
  }
  return results;
}

function ancestors(start: string, index: PlanIndex): Set<string> {
  const seen = new Set<string>();
  const open = [...(index.variants.get(start)?.dependsOn ?? [])];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    open.push(...(index.variants.get(key)?.dependsOn ?? []));
  }
  return seen;
}

function answered(run: ScheduledRun): boolean {
  return isTerminalRun(run.status) && run.status !== 'skipped';
}

type AnswersInput = {
  run: ScheduledRun;
  row: readonly ScheduledRun[];
  variant: PlannedVariant;
  stage: PlannedStage;
  index: PlanIndex;
};

function answersFor({ run, row, variant, stage, index }: AnswersInput): string[] {
  if (variant.dependsOn.length > 0) {
    return variant.dependsOn.flatMap((id) => (index.runsOf.get(id) ?? []).filter(answered)).map(({ id }) => id);
  }
  if (!stage.strategy.passOutput) return [];
  const place = row.indexOf(run);
  const size = stage.strategy.type === 'batched' ? stage.strategy.batchSize : 1;
  const start = Math.floor(place / size) * size;
  return row
    .slice(Math.max(0, start - size), start)
    .filter(answered)
    .map(({ id }) => id);
}
