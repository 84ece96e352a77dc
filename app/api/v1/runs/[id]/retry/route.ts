import { ok } from '@/lib/core/result';
import { retryRun } from '@/lib/schemas/api/runs';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(retryRun, async (bakeoff, { params }) => {
  const retried = await bakeoff.runs.retry(params.id);
  return retried.ok ? ok({ runId: retried.value.runId, status: 'queued' }) : retried;
});
