/** Plans and runs for tests of the scheduler, and the life of an experiment without workers. */
import type { StageSource, Strategy, StrategyType } from '../plan-types';
import { isTerminalRun, type RunStatus } from '../run-status';
import { schedule } from './schedule';
import type { PlannedStage, PlannedVariant, Schedule, ScheduledRun, ScheduleInput } from './types';

export function variant(key: string, fields: Partial<PlannedVariant> = {}): PlannedVariant {
  return {
    key,
    kind: 'agent',
    dependsOn: [],
    needs: fields.when ? 'ended' : 'passed',
    when: null,
    reportOnly: false,
    retries: { max: 0, backoffMs: 0 },
    ...fields,
  };
}

export function stage(variants: PlannedVariant[], fields: StageFields = {}): PlannedStage {
  const { name = 'main', from = null, type = 'parallel', decided = false, winnerRunId = null, ...strategy } = fields;
  return {
    name,
    from,
    strategy: { type, passOutput: false, stopOnFailure: false, batchSize: 2, ...strategy },
    variants,
    decided,
    winnerRunId,
  };
}

type StageFields = Partial<Omit<Strategy, 'type'>> & {
  name?: string;
  from?: StageSource;
  type?: StrategyType;
  decided?: boolean;
  winnerRunId?: string | null;
};

export function run(id: string, fields: Partial<ScheduledRun> = {}): ScheduledRun {
  return {
    id,
    variant: id,
    label: id.toUpperCase(),
    status: 'queued',
    success: null,
    failure: null,
    dispatched: fields.status !== undefined && fields.status !== 'queued',
    cancelRequested: false,
    attempt: 0,
    notBefore: null,
    gatesEndedAt: null,
    queuedAt: 0,
    stoppedAt: fields.status && isTerminalRun(fields.status) ? 20 : null,
    notNeeded: false,
    ...fields,
  };
}

export function input(stages: PlannedStage[], runs: ScheduledRun[], rest: Partial<ScheduleInput> = {}): ScheduleInput {
  return {
    stages,
    limits: { maxParallel: 2, failFast: false },
    cancelled: false,
    baseSettled: true,
    now: 1000,
    runs,
    condition: () => ({ ok: true, value: true }),
    ...rest,
  };
}

/** Of one stage whose variants are those of its runs. */
export function inputOf(
  type: StrategyType,
  runs: ScheduledRun[],
  rest: Partial<ScheduleInput> & { strategy?: Partial<Omit<Strategy, 'type'>> } = {},
): ScheduleInput {
  const keys = [...new Set(runs.map((each) => each.variant))];
  const { strategy, ...more } = rest;
  return input(
    [
      stage(
        keys.map((key) => variant(key)),
        { type, ...strategy },
      ),
    ],
    runs,
    more,
  );
}

export const passed = { status: 'passed', success: true, dispatched: true, gatesEndedAt: 10 } as const;
export const failed = { status: 'failed', success: false, dispatched: true, failure: 'gate_failed' } as const;

export const idsOf = (entries: readonly { id: string }[]): string[] => entries.map((entry) => entry.id);

export type End = Pick<ScheduledRun, 'status' | 'success' | 'failure'>;

export type Life = {
  state: ScheduleInput;
  /** What a run comes to when its turn is over. */
  endOf: (run: ScheduledRun) => End;
  /** Which of the runs that work ends next. */
  next: (working: ScheduledRun[]) => ScheduledRun | undefined;
  onDecision?: (state: ScheduleInput, decision: Schedule) => void;
};

/** Applies decisions and ends runs one after the other until it is over; null: it never was. */
export function live({ state: start, endOf, next, onDecision }: Life): ScheduleInput | null {
  let state = start;
  for (let step = 1; step < 20 + start.runs.length * 20; step++) {
    state = { ...state, now: start.now + step * 1000 };
    const decision = schedule(state);
    onDecision?.(state, decision);
    if (decision.finished) return state;
    const changed = apply(state, decision);
    if (changed) {
      state = changed;
      continue;
    }
    const ending = next(state.runs.filter((each) => each.dispatched && !isTerminalRun(each.status)));
    if (!ending && decision.wakeAt === null) return null;
    if (!ending) state = { ...state, now: decision.wakeAt ?? 0 };
    const end = ending && (ending.cancelRequested ? CANCELLED : endOf(ending));
    state = { ...state, runs: state.runs.map((each) => (each === ending && end ? over(each, end, state.now) : each)) };
  }
  return null;
}

const CANCELLED: End = { status: 'cancelled', success: null, failure: 'cancelled' };

function over(each: ScheduledRun, end: End, now: number): ScheduledRun {
  return { ...each, ...end, stoppedAt: now, gatesEndedAt: end.success === null ? null : now };
}

function apply(state: ScheduleInput, decision: Schedule): ScheduleInput | null {
  const skipped = new Map(decision.skip.map((entry) => [entry.id, entry]));
  const refused = new Set(idsOf(decision.fail));
  const started = new Set(idsOf(decision.start));
  const cancelled = new Set(idsOf(decision.cancel));
  const retried = new Map(decision.retry.map((entry) => [entry.id, entry.notBefore]));
  const changes = skipped.size + refused.size + started.size + cancelled.size + retried.size + decision.decide.length;
  if (changes === 0) return null;
  const { now } = state;
  const runs = state.runs.map((each): ScheduledRun => {
    const skip = skipped.get(each.id);
    const status: RunStatus = state.cancelled ? 'cancelled' : 'skipped';
    if (skip) return { ...each, status, notNeeded: skip.notNeeded, stoppedAt: now };
    if (refused.has(each.id)) return { ...each, status: 'failed', failure: 'condition_failed', stoppedAt: now };
    if (started.has(each.id)) return { ...each, status: 'running', dispatched: true };
    if (cancelled.has(each.id)) return { ...each, cancelRequested: true };
    const notBefore = retried.get(each.id);
    return notBefore === undefined
      ? each
      : run(`${each.id}+`, { variant: each.variant, attempt: each.attempt + 1, notBefore, queuedAt: now });
  });
  const stages = state.stages.map((each) => (decision.decide.includes(each.name) ? settled(each, runs) : each));
  return { ...state, runs, stages };
}

function settled(each: PlannedStage, runs: readonly ScheduledRun[]): PlannedStage {
  const keys = new Set(each.variants.map(({ key }) => key));
  const winner = runs.find((one) => keys.has(one.variant) && one.status === 'passed');
  return { ...each, decided: true, winnerRunId: winner?.id ?? null };
}
