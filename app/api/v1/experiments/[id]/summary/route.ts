import { err, ok } from '@/lib/core/result';
import { getSummary } from '@/lib/schemas/api/exports';
import { missing, serve } from '@/lib/server/api/serve';

export const GET = serve(getSummary, async (bakeoff, { params }) => {
  const summary = await bakeoff.exports.summary(params.id);
  return summary === null ? err(missing('experiment')) : ok(summary);
});
