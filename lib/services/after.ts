import type { ExperimentSpec } from '@/lib/core/experiment';
import type { Tx } from '@/lib/db/client';
import { updateExperiment } from '@/lib/db/experiments';
import type { Deps } from '@/lib/services/ports';

/** What follows from an experiment's end, as a job of the transaction that ends it. */
export async function queueAfter(
  tx: Tx,
  deps: Pick<Deps, 'queue'>,
  { id, kind, aggregate }: { id: string; kind: string } & Pick<ExperimentSpec, 'aggregate'>,
): Promise<void> {
  if (kind === 'experiment' && aggregate === null) return;
  // Of an end before a retry; the new one is not in it.
  await updateExperiment(tx, id, { aggregate: null });
  await deps.queue.send(tx, { type: 'after', experimentId: id });
}
