/**
 * What an experiment does next, decided from its rows alone: the same rows give the same decision after a restart.
 */
import type { Limits, StrategyType } from './experiment';
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
  const stop = reasonToStop(input);
  const open = input.runs.filter((run) => !isTerminalRun(run.status));
  if (stop) {
    const waiting = open.filter((run) => !run.dispatched);
    // A run that has passed its gates only measures; that ends by itself and is evidence.
    const active = open.filter(
      (run) => run.dispatched && !run.cancelRequested && (input.cancelled || run.success !== true),
    );
    return {
      start: [],
      cancel: active.map((run) => ({ id: run.id, reason: stop })),
      skip: waiting.map((run) => ({ id: run.id, reason: stop })),
      finished: open.length === 0 ? finishedAs(input) : null,
    };
  }
  if (open.length === 0) return { start: [], cancel: [], skip: [], finished: finishedAs(input) };
  const active = open.filter((run) => run.dispatched).length;
  const free = Math.max(0, input.limits.maxParallel - active);
  const start = open.filter((run) => !run.dispatched).slice(0, free);
  return { start: start.map((run) => run.id), cancel: [], skip: [], finished: null };
}

function finishedAs(input: ScheduleInput): Schedule['finished'] {
  if (input.cancelled) return 'cancelled';
  return input.baseSettled ? 'done' : null;
}

function reasonToStop(input: ScheduleInput): string | null {
  if (input.cancelled) return 'The experiment was stopped.';
  if (input.strategy === 'competitive') {
    const first = firstToPass(input.runs);
    if (first) return `${first.label} passed first.`;
  }
  if (input.limits.failFast) {
    const failed = input.runs.find(
      (run) => run.status === 'failed' || run.status === 'timed_out' || run.status === 'lost',
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
