import { getExperiment } from '@/lib/db/experiments';
import type { Deps } from '@/lib/services/ports';

const LOOK_MS = 1000;

/** Aborted when the experiment is stopped or deleted. */
export function cancelOf(deps: Pick<Deps, 'db'>, experimentId: string): { signal: AbortSignal; close: () => void } {
  const controller = new AbortController();
  const look = async (): Promise<void> => {
    const row = await getExperiment(deps.db, experimentId);
    if (!row || row.cancelledAt) controller.abort();
  };
  const timer = setInterval(() => {
    // A look that fails is followed by the next one.
    look().catch(() => {});
  }, LOOK_MS);
  return { signal: controller.signal, close: () => clearInterval(timer) };
}
