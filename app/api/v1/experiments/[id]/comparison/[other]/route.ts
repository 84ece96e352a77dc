import { err } from '@/lib/core/result';
import { comparedExperiments } from '@/lib/schemas/api/compared-experiments';
import { compareExperiments } from '@/lib/schemas/api/experiments';
import { missing, serve } from '@/lib/server/api/serve';

export const GET = serve(compareExperiments, async (bakeoff, { params }) => {
  const first = await bakeoff.experiments.get(params.id);
  const second = await bakeoff.experiments.get(params.other);
  return first && second ? comparedExperiments(first, second) : err(missing('experiment'));
});
