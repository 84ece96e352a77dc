import { err, ok } from '@/lib/core/result';
import { listRunResources } from '@/lib/schemas/api/runs';
import { missing, serve } from '@/lib/server/api/serve';

export const GET = serve(listRunResources, async (bakeoff, { params }) => {
  if (!(await bakeoff.runs.get(params.id))) return err(missing('run'));
  return ok({ points: await bakeoff.runs.resources(params.id) });
});
