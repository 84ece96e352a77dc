import { err, ok } from '@/lib/core/result';
import { comparisonObject } from '@/lib/schemas/api/comparison';
import { getComparison } from '@/lib/schemas/api/experiments';
import { missing, serve } from '@/lib/server/api/serve';

export const GET = serve(getComparison, async (bakeoff, { params }) => {
  const view = await bakeoff.experiments.get(params.id);
  return view ? ok(comparisonObject(view)) : err(missing('experiment'));
});
