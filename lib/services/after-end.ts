import { runAggregate } from '@/lib/services/aggregate';
import { readPlan } from '@/lib/services/plans';
import type { Deps } from '@/lib/services/ports';

/** What follows from an experiment's end (`queueAfter`). Each does nothing where it is not its business. */
export async function performAfter(deps: Deps, experimentId: string): Promise<void> {
  await readPlan(deps, experimentId);
  await runAggregate(deps, experimentId);
}
