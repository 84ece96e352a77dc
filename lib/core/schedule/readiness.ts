/** Whether a run that waits may start, must wait on, or never will. */
import { assertNever } from '../assert-never';
import { isFinal, isInRow, outcomeOf, type Outcome, type PlanIndex } from './plan-index';
import type { PlannedStage, PlannedVariant, ScheduledRun, ScheduleInput } from './types';

export type Readiness =
  | { type: 'ready' }
  | { type: 'waits' }
  | { type: 'skip'; reason: string; notNeeded: boolean; root?: string }
  | { type: 'fail'; message: string };

const READY: Readiness = { type: 'ready' };
const WAITS: Readiness = { type: 'waits' };
const skip = (reason: string): Readiness => ({ type: 'skip', reason, notNeeded: false });

/** Remembers what it found of variants, so that a failure reaches all that depend on it in one decision. */
export class Readinesses {
  readonly #input: ScheduleInput;
  readonly #index: PlanIndex;
  readonly #stages = new Map<string, Readiness>();
  readonly #dependencies = new Map<string, Readiness>();

  constructor(input: ScheduleInput, index: PlanIndex) {
    this.#input = input;
    this.#index = index;
    for (const key of inOrder(input, index)) this.#dependencies.set(key, this.#ofDependencies(key));
  }

  /** `row`: the runs of its stage that follow the strategy, in the order in which they start. */
  of(run: ScheduledRun, row: readonly ScheduledRun[]): Readiness {
    const stage = this.#index.stageOf.get(run.variant);
    const variant = this.#index.variants.get(run.variant);
    if (!stage || !variant) return WAITS;
    const source = this.#ofStage(stage);
    if (source.type !== 'ready') return source;
    const needed = this.#dependencies.get(run.variant) ?? READY;
    if (needed.type !== 'ready' || !isInRow(variant, stage)) return needed;
    return this.#inRow(run, row, stage);
  }

  #ofStage(stage: PlannedStage): Readiness {
    const known = this.#stages.get(stage.name);
    if (known) return known;
    const found = this.#findStage(stage);
    this.#stages.set(stage.name, found);
    return found;
  }

  #findStage({ from }: PlannedStage): Readiness {
    if (from === null) return READY;
    const source = this.#index.stages.get(from.stage);
    if (from.take === 'winner') {
      if (!source?.decided) return WAITS;
      return source.winnerRunId === null ? skip(`Stage ${from.stage} has no winner to go on from.`) : READY;
    }
    const combined = source?.variants.find(({ kind }) => kind === 'combine');
    const outcome = combined ? outcomeOf(combined.key, this.#index) : 'skipped';
    if (outcome === 'open') return WAITS;
    return outcome === 'passed' ? READY : skip(`The results of stage ${from.stage} could not be combined.`);
  }

  #ofDependencies(key: string): Readiness {
    const variant = this.#index.variants.get(key);
    if (!variant || variant.dependsOn.length === 0) return READY;
    const outcomes = variant.dependsOn.map((id) => ({ id, outcome: this.#outcome(id) }));
    if (variant.needs === 'passed' || variant.when !== null) {
      const failed = outcomes.find(({ outcome }) =>
        variant.needs === 'passed' ? outcome === 'failed' || outcome === 'skipped' : outcome === 'skipped',
      );
      if (failed) return this.#becauseOf(failed.id, failed.outcome);
    }
    // What this decision skips is over only once that is written down.
    if (variant.dependsOn.some((id) => outcomeOf(id, this.#index) === 'open')) return WAITS;
    if (variant.when !== null) return this.#byCondition(variant);
    const lacks = variant.needs === 'ended' && !outcomes.some(({ outcome }) => outcome === 'passed');
    return lacks ? skip('Nothing that it goes on from has passed.') : READY;
  }

  #byCondition({ key, when }: PlannedVariant): Readiness {
    // Of what is over already nobody asks any more.
    if (!this.#runs(key).some((run) => run.status === 'queued')) return WAITS;
    const answer = this.#input.condition(key);
    if (!answer.ok) return { type: 'fail', message: answer.error };
    return answer.value ? READY : { type: 'skip', reason: `Its condition is false: ${when ?? ''}`, notNeeded: true };
  }

  /** Also of what this decision skips. */
  #outcome(key: string): Outcome {
    const outcome = outcomeOf(key, this.#index);
    if (outcome !== 'open') return outcome;
    const decided = this.#dependencies.get(key);
    if (decided?.type !== 'skip' || this.#runs(key).some((run) => run.dispatched)) return 'open';
    return decided.notNeeded ? 'not_needed' : 'skipped';
  }

  #becauseOf(key: string, outcome: Outcome): Readiness {
    const label = this.#runs(key)[0]?.label ?? key;
    if (outcome === 'failed') {
      const root = `${label} did not pass`;
      return { type: 'skip', reason: `${root}, and this depends on it.`, notNeeded: false, root };
    }
    const decided = this.#dependencies.get(key);
    const root = decided?.type === 'skip' ? decided.root : undefined;
    const why = root === undefined ? '' : ` because ${root}`;
    return {
      type: 'skip',
      reason: `It depends on ${label}, which was skipped${why}.`,
      notNeeded: false,
      ...(root === undefined ? {} : { root }),
    };
  }

  #runs(key: string): readonly ScheduledRun[] {
    return this.#index.runsOf.get(key) ?? [];
  }

  #inRow(run: ScheduledRun, row: readonly ScheduledRun[], { strategy }: PlannedStage): Readiness {
    const place = row.indexOf(run);
    const isOver = (other: ScheduledRun): boolean => isFinal(other, this.#index);
    switch (strategy.type) {
      case 'parallel':
      case 'competitive':
      case 'graph':
        return READY;
      case 'batched': {
        const batch = Math.floor(place / strategy.batchSize) * strategy.batchSize;
        // Those before the batch before it were over when that began.
        return row.slice(Math.max(0, batch - strategy.batchSize), batch).every(isOver) ? READY : WAITS;
      }
      case 'sequential': {
        const before = row[place - 1];
        if (!before) return READY;
        if (!isOver(before)) return WAITS;
        if (!strategy.stopOnFailure || before.status === 'passed') return READY;
        return skip(`${before.label} did not pass, and the row stops at a failure.`);
      }
      case 'fallback': {
        const passed = row.find((other) => other.status === 'passed' && (other.stoppedAt ?? 0) >= run.queuedAt);
        if (passed) return skip(`${passed.label} passed, so that this one is not needed.`);
        const before = row[place - 1];
        return !before || isOver(before) ? READY : WAITS;
      }
      default:
        return assertNever(strategy.type);
    }
  }
}

/** Each variant behind all that it depends on. What is part of a cycle comes last and never starts. */
function inOrder({ stages }: ScheduleInput, { variants }: PlanIndex): string[] {
  const keys = stages.flatMap((stage) => stage.variants.map(({ key }) => key));
  const open = new Map<string, number>();
  const next = new Map<string, string[]>();
  for (const key of keys) {
    const needs = (variants.get(key)?.dependsOn ?? []).filter((id) => variants.has(id));
    open.set(key, needs.length);
    for (const id of needs) {
      const known = next.get(id);
      if (known) known.push(key);
      else next.set(id, [key]);
    }
  }
  const order = keys.filter((key) => open.get(key) === 0);
  for (const key of order) {
    for (const dependant of next.get(key) ?? []) {
      const left = (open.get(dependant) ?? 0) - 1;
      open.set(dependant, left);
      if (left === 0) order.push(dependant);
    }
  }
  return order;
}
