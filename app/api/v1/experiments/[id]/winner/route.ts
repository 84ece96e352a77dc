import { err, ok } from '@/lib/core/result';
import { experimentObject } from '@/lib/schemas/api/experiment-object';
import { pickWinner } from '@/lib/schemas/api/experiments';
import { missing, serve } from '@/lib/server/api/serve';

export const POST = serve(pickWinner, async (bakeoff, { params, body }) => {
  const picked = await bakeoff.experiments.chooseWinner({ experimentId: params.id, ...body });
  if (!picked.ok) return picked;
  const view = await bakeoff.experiments.get(params.id);
  return view ? ok(experimentObject(view)) : err(missing('experiment'));
});
