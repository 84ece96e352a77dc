import { formatDuration } from '@/lib/client/format';
import type { RunView } from '@/lib/schemas/view';
import { waitingText } from './run-facts';

type StillRun = Pick<
  RunView,
  'status' | 'queuePosition' | 'waitsFor' | 'notBefore' | 'stopReason' | 'error' | 'timestamps'
>;

/** Why a run that did nothing did nothing: it waits, was skipped, or was stopped before its agent began. */
export function stillText(run: StillRun, nowMs: number): string | null {
  if (run.status === 'queued') {
    const wait = run.notBefore === null ? 0 : Date.parse(run.notBefore) - nowMs;
    return [waitingText(run), wait > 0 ? `It starts in ${formatDuration(wait)}.` : null].filter(Boolean).join(' ');
  }
  if (run.status === 'skipped') return run.stopReason ?? 'It was skipped.';
  return run.status === 'cancelled' && run.timestamps.agentStarted === null ? run.stopReason : null;
}

/** Whether there is nothing else to show of it. */
export function isStill(run: StillRun): boolean {
  return stillText(run, 0) !== null;
}
