/**
 * What an experiment does next, decided from its rows alone: the same rows give the same decision after a restart.
 * Applying the result and asking again, until nothing new comes, is the whole life of an experiment.
 */
import { isTerminalRun } from '../run-status';
import { inputsOf } from './inputs';
import { indexPlan, isFinal, rowsOf, type PlanIndex } from './plan-index';
import { Readinesses } from './readiness';
import type { PlannedStage, Schedule, ScheduledRun, ScheduleInput, Skip } from './types';

export function schedule(input: ScheduleInput): Schedule {
  const index = indexPlan(input);
  const rows = rowsOf(input, index);
  const open = input.runs.filter((run) => !isTerminalRun(run.status));
  const stops = new Map(open.map((run) => [run.id, index.stopReason(run)]));
  const reasonOf = (run: ScheduledRun): { id: string; reason: string }[] => {
    const reason = stops.get(run.id);
    return reason ? [{ id: run.id, reason }] : [];
  };
  const active = open.filter((run) => run.dispatched);
  // A run that has passed its gates only measures; that ends by itself and is evidence.
  const stoppable = active.filter((run) => !run.cancelRequested && (input.cancelled || run.success !== true));
  const waiting = open.filter((run) => !run.dispatched);
  const { ready, skip, fail } = sortWaiting({
    waiting: waiting.filter((run) => !stops.get(run.id)),
    rows,
    input,
    index,
  });
  const due = ready.filter((run) => (run.notBefore ?? 0) <= input.now);
  const free = Math.max(0, input.limits.maxParallel - active.length);
  const retry = [...index.retries].map(([id, notBefore]) => ({ id, notBefore }));
  const later = ready.flatMap((run) => (run.notBefore !== null && run.notBefore > input.now ? [run.notBefore] : []));
  // A rule may compare with the base.
  const decide = input.baseSettled || input.cancelled ? undecided(input, index) : [];
  return {
    start: due.slice(0, free).map((run) => ({
      id: run.id,
      inputs: inputsOf(run, rows.get(run.variant) ?? [], index),
    })),
    cancel: stoppable.flatMap(reasonOf),
    skip: [...waiting.flatMap(reasonOf).map((each) => ({ ...each, notNeeded: false })), ...skip],
    fail,
    retry,
    decide,
    wakeAt: later.length === 0 ? null : Math.min(...later),
    finished: open.length === 0 && retry.length === 0 ? finishedAs(input, decide) : null,
  };
}

function finishedAs(input: ScheduleInput, decide: string[]): Schedule['finished'] {
  if (input.cancelled) return 'cancelled';
  return input.baseSettled && decide.length === 0 ? 'done' : null;
}

type Sorted = { ready: ScheduledRun[]; skip: Skip[]; fail: Schedule['fail'] };

function sortWaiting(facts: {
  waiting: ScheduledRun[];
  rows: Map<string, ScheduledRun[]>;
  input: ScheduleInput;
  index: PlanIndex;
}): Sorted {
  const readinesses = new Readinesses(facts.input, facts.index);
  const sorted: Sorted = { ready: [], skip: [], fail: [] };
  for (const run of facts.waiting) {
    const readiness = readinesses.of(run, facts.rows.get(run.variant) ?? []);
    if (readiness.type === 'ready') sorted.ready.push(run);
    if (readiness.type === 'fail') sorted.fail.push({ id: run.id, message: readiness.message });
    if (readiness.type === 'skip') {
      sorted.skip.push({ id: run.id, reason: readiness.reason, notNeeded: readiness.notNeeded });
    }
  }
  return sorted;
}

function undecided(input: ScheduleInput, index: PlanIndex): string[] {
  const isOver = ({ variants }: PlannedStage): boolean =>
    variants.every(({ key }) => (index.runsOf.get(key) ?? []).every((run) => isFinal(run, index)));
  return input.stages.filter((stage) => !stage.decided && isOver(stage)).map((stage) => stage.name);
}

/** 1 for the run that starts next. */
export function queuePositions(runs: readonly Pick<ScheduledRun, 'id' | 'status'>[]): Map<string, number> {
  const waiting = runs.filter((run) => run.status === 'queued');
  return new Map(waiting.map((run, place) => [run.id, place + 1]));
}
