/** Why a run that is not over is stopped, or is not tried again: it would change nothing any more. */
import { isTerminalRun, type RunStatus } from '../run-status';
import { retryAt } from './retry';
import type { PlannedStage, PlannedVariant, ScheduledRun, ScheduleInput } from './types';

type StopInput = Pick<ScheduleInput, 'runs' | 'limits' | 'cancelled'>;

type Lookup = {
  variants: ReadonlyMap<string, PlannedVariant>;
  stageOf: ReadonlyMap<string, PlannedStage>;
};

const FAILED: readonly RunStatus[] = ['failed', 'timed_out', 'lost'];

/** What a person asked for after the reason had come (a retry, a follow-up) is not stopped by it. */
export function stopReasons(input: StopInput, { variants, stageOf }: Lookup): (run: ScheduledRun) => string | null {
  const stageOfRun = (run: ScheduledRun): PlannedStage | undefined => stageOf.get(run.variant);
  const winners = input.runs.filter((run) => run.success === true && run.gatesEndedAt !== null && isRival(run));
  const failures = input.limits.failFast
    ? input.runs.filter(
        (run) =>
          FAILED.includes(run.status) &&
          stageOfRun(run)?.strategy.type !== 'fallback' &&
          retryAt(run, variants.get(run.variant)) === null,
      )
    : [];

  function isRival(run: ScheduledRun): boolean {
    return stageOfRun(run)?.strategy.type === 'competitive' && variants.get(run.variant)?.dependsOn.length === 0;
  }

  return (run) => {
    if (input.cancelled) return 'The experiment was stopped.';
    const stage = stageOfRun(run);
    if (winners.length > 0 && isRival(run)) {
      const rivals = winners.filter((other) => other !== run && stageOfRun(other) === stage);
      const first = firstToPass(rivals.filter((other) => isLater(other.gatesEndedAt, run)));
      if (first) return `${first.label} passed first.`;
    }
    if (stage?.strategy.type === 'fallback') return null;
    const failed = failures.find((other) => other !== run && isLater(other.stoppedAt, run));
    return failed ? `${failed.label} failed, and the experiment is set to fail fast.` : null;
  };
}

function isLater(at: number | null, run: ScheduledRun): boolean {
  return at !== null && at >= run.queuedAt;
}

/** The run whose gates were through earliest; the list's order breaks a tie. */
export function firstToPass(runs: readonly ScheduledRun[]): ScheduledRun | null {
  const passed = runs.filter((run) => run.success === true && run.gatesEndedAt !== null);
  return passed.toSorted((a, b) => (a.gatesEndedAt ?? 0) - (b.gatesEndedAt ?? 0))[0] ?? null;
}

/** Runs that are over and are started again by themselves, with the moment from which on, milliseconds since 1970. */
export function retriesOf(
  input: Pick<ScheduleInput, 'runs'>,
  variants: ReadonlyMap<string, PlannedVariant>,
  stopReason: (run: ScheduledRun) => string | null,
): Map<string, number> {
  const retries = new Map<string, number>();
  for (const run of input.runs) {
    const at = isTerminalRun(run.status) ? retryAt(run, variants.get(run.variant)) : null;
    if (at !== null && stopReason(run) === null) retries.set(run.id, at);
  }
  return retries;
}
