import { ok } from '@/lib/core/result';
import { mergeRun } from '@/lib/schemas/api/merges';
import { mergeResult } from '@/lib/schemas/result';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(mergeRun, async (bakeoff, { body }) => {
  const { runId, target = null, method } = body;
  const merged = await bakeoff.merges.merge({ runId, target, method });
  return merged.ok ? ok(mergeResult(merged.value)) : merged;
});
