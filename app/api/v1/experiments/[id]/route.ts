import { err, ok } from '@/lib/core/result';
import { experimentObject } from '@/lib/schemas/api/experiment-object';
import { deleteExperiment, getExperiment } from '@/lib/schemas/api/experiments';
import { missing, serve } from '@/lib/server/api/serve';

export const GET = serve(getExperiment, async (bakeoff, { params }) => {
  const view = await bakeoff.experiments.get(params.id);
  return view ? ok(experimentObject(view)) : err(missing('experiment'));
});

export const DELETE = serve(deleteExperiment, async (bakeoff, { params }) => {
  const removed = await bakeoff.experiments.remove(params.id);
  return removed.ok ? ok({ experimentId: params.id, status: 'deleted' }) : removed;
});
