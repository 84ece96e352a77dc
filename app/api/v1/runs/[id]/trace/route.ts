import { err, ok } from '@/lib/core/result';
import { getRunTrace } from '@/lib/schemas/api/exports';
import { missing, serve } from '@/lib/server/api/serve';

export const GET = serve(getRunTrace, async (bakeoff, { params }) => {
  const trace = await bakeoff.traces.get(params.id);
  return trace ? ok(trace) : err(missing('run'));
});
