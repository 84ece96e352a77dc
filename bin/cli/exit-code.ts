/** What a command that ran an experiment exits with. Pure. */
import { currentRuns } from '@/lib/schemas/result';
import type { ExperimentView } from '@/lib/schemas/view';

/**
 * 0: something passed, or nothing was judged and every run ended without error; 1: nothing passed; 3: the system
 * failed.
 */
export function exitCodeOf(view: ExperimentView): 0 | 1 | 3 {
  if (view.status === 'failed' && view.error?.type === 'system') return 3;
  const runs = currentRuns(view);
  if (runs.length > 0 && runs.every((run) => run.error?.type === 'system')) return 3;
  if (runs.some((run) => run.success === true)) return 0;
  const isUnjudged = runs.length > 0 && runs.every((run) => run.success === null && run.status === 'passed');
  return isUnjudged ? 0 : 1;
}
