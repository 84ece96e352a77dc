import { ok } from '@/lib/core/result';
import { isTerminalRun } from '@/lib/core/run-status';
import { cancelExperiment } from '@/lib/schemas/api/experiments';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(cancelExperiment, async (bakeoff, { params }) => {
  const cancelled = await bakeoff.experiments.cancel(params.id);
  if (!cancelled.ok) return cancelled;
  const view = await bakeoff.experiments.get(params.id);
  const isOver = view?.runs.every((run) => isTerminalRun(run.status)) ?? true;
  return ok({ experimentId: params.id, status: isOver ? 'cancelled' : 'cancelling' });
});
