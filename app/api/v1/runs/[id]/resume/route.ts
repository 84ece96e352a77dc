import { ok } from '@/lib/core/result';
import { resumeRun } from '@/lib/schemas/api/runs';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(resumeRun, async (bakeoff, { params }) => {
  const asked = await bakeoff.runs.resume(params.id);
  if (!asked.ok) return asked;
  const run = await bakeoff.runs.get(params.id);
  return ok({ runId: params.id, paused: false, done: run?.paused === false });
});
