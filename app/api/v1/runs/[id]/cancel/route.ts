import { ok } from '@/lib/core/result';
import { isTerminalRun } from '@/lib/core/run-status';
import { cancelRun } from '@/lib/schemas/api/runs';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(cancelRun, async (bakeoff, { params }) => {
  const cancelled = await bakeoff.runs.cancel(params.id);
  if (!cancelled.ok) return cancelled;
  const run = await bakeoff.runs.get(params.id);
  return ok({ runId: params.id, status: !run || isTerminalRun(run.status) ? 'cancelled' : 'cancelling' });
});
