import type { FailureType } from '../failure';
import type { PlannedVariant, ScheduledRun } from './types';

/** Failures that another try may not meet. A red test is none: the same agent on the same code is another question. */
const WORTH_RETRYING: readonly FailureType[] = [
  'agent_rate_limited',
  'agent_overloaded',
  'runner_lost',
  'host_lost',
  'sandbox_unavailable',
];
const LONGEST_WAIT_MS = 15 * 60_000;

/** When a run that is over is started again by itself, in milliseconds since 1970; null: it is not. */
export function retryAt(run: ScheduledRun, variant: PlannedVariant | undefined): number | null {
  if (!variant || run.cancelRequested || run.stoppedAt === null || run.failure === null) return null;
  if (run.status !== 'failed' && run.status !== 'lost') return null;
  if (!WORTH_RETRYING.includes(run.failure) || run.attempt >= variant.retries.max) return null;
  return run.stoppedAt + Math.min(variant.retries.backoffMs * 2 ** run.attempt, LONGEST_WAIT_MS);
}
