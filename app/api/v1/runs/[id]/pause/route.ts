import { ok } from '@/lib/core/result';
import { pauseRun } from '@/lib/schemas/api/runs';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(pauseRun, async (bakeoff, { params }) => {
  const asked = await bakeoff.runs.pause(params.id);
  if (!asked.ok) return asked;
  const run = await bakeoff.runs.get(params.id);
  return ok({ runId: params.id, paused: true, done: run?.paused === true });
});
