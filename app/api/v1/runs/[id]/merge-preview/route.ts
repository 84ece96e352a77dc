import { err, ok } from '@/lib/core/result';
import { previewMerge } from '@/lib/schemas/api/merges';
import { missing, serve } from '@/lib/server/api/serve';

export const GET = serve(previewMerge, async (bakeoff, { params, query }) => {
  if (!(await bakeoff.runs.get(params.id))) return err(missing('run'));
  return ok(await bakeoff.merges.preview({ runId: params.id, target: query.target ?? null, method: query.method }));
});
