import { err, ok } from '@/lib/core/result';
import { runDetail } from '@/lib/schemas/api/experiment-object';
import { getRun } from '@/lib/schemas/api/runs';
import { missing, serve } from '@/lib/server/api/serve';

export const GET = serve(getRun, async (bakeoff, { params }) => {
  const run = await bakeoff.runs.get(params.id);
  const experiment = run && (await bakeoff.experiments.get(run.experimentId));
  return experiment ? ok(runDetail(run, experiment)) : err(missing('run'));
});
