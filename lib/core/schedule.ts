/**
 * What an experiment does next, decided from its rows alone: the same rows give the same decision after a restart.
 */
import type { Limits } from './experiment';
import type { StrategyType } from './plan-types';
import { isTerminalRun, type RunStatus } from './run-status';

export type ScheduledRun = {
  id: string;
  /** How people call it in reasons: `B` or `B #2`. */
  label: string;
  status: RunStatus;
  success: boolean | null;
  dispatched: boolean;
  cancelRequested: boolean;
  /** Milliseconds since 1970 at which its gates were through. */
  gatesEndedAt: number | null;
  /** The same for when it was asked for, and when it was over. */
  queuedAt: number;
  stoppedAt: number | null;
};

export type ScheduleInput = {
  strategy: StrategyType;
  limits: Pick<Limits, 'maxParallel' | 'failFast'>;
  cancelled: boolean;
  /** Whether the base's evidence is in (or could not be had). */
  baseSettled: boolean;
  /** In the order in which they should start; superseded runs are left out. */
  runs: ScheduledRun[];
};

export type Schedule = {
  start: string[];
  cancel: { id: string; reason: string }[];
  skip: { id: string; reason: string }[];
  finished: 'done' | 'cancelled' | null;
};

/** Pure: applying the result and asking again gives nothing new. */
export function schedule(input: ScheduleInput): Schedule {
  const open = input.runs.filter((run) => !isTerminalRun(run.status));
  const reasons = new Map(open.map((run) => [run.id, reasonToStop(input, run)]));
  const withReason = (runs: ScheduledRun[]): { id: string; reason: string }[] =>
    runs.flatMap(({ id }) => {
      const reason = reasons.get(id);
      return reason ? [{ id, reason }] : [];
    });
  const waiting = open.filter((run) => !run.dispatched);
  const active = open.filter((run) => run.dispatched);
  // A run that has passed its gates only measures; that ends by itself and is evidence.
  const stoppable = active.filter((run) => !run.cancelRequested && (input.cancelled || run.success !== true));
  const free = Math.max(0, input.limits.maxParallel - active.length);
  const start = waiting.filter((run) => !reasons.get(run.id)).slice(0, free);
  return {
    start: start.map((run) => run.id),
    cancel: withReason(stoppable),
    skip: withReason(waiting),
    finished: open.length === 0 ? finishedAs(input) : null,
  };
}

function finishedAs(input: ScheduleInput): Schedule['finished'] {
  if (input.cancelled) return 'cancelled';
  return input.baseSettled ? 'done' : null;
}

/** What a person asked for after the reason had come (a retry, a follow-up) is not stopped by it. */
function reasonToStop(input: ScheduleInput, run: ScheduledRun): string | null {
  if (input.cancelled) return 'The experiment was stopped.';
  const isLater = (at: number | null): boolean => at !== null && at >= run.queuedAt;
  if (input.strategy === 'competitive') {
    const first = firstToPass(input.runs.filter((other) => isLater(other.gatesEndedAt)));
    if (first) return `${first.label} passed first.`;
  }
  if (input.limits.failFast) {
    const failed = input.runs.find(
      ({ status, stoppedAt }) =>
        (status === 'failed' || status === 'timed_out' || status === 'lost') && isLater(stoppedAt),
    );
    if (failed) return `${failed.label} failed, and the experiment is set to fail fast.`;
  }
  return null;
}

/** The run whose gates were through earliest; the list's order breaks a tie. */
export function firstToPass(runs: ScheduledRun[]): ScheduledRun | null {
  const passed = runs.filter((run) => run.success === true && run.gatesEndedAt !== null);
  return passed.toSorted((a, b) => (a.gatesEndedAt ?? 0) - (b.gatesEndedAt ?? 0))[0] ?? null;
}

/** 1 for the run that starts next. */
export function queuePositions(runs: ScheduledRun[]): Map<string, number> {
  const waiting = runs.filter((run) => run.status === 'queued');
  return new Map(waiting.map((run, index) => [run.id, index + 1]));
}
