import { err, ok } from '@/lib/core/result';
import { getReport } from '@/lib/schemas/api/exports';
import { missing, serve } from '@/lib/server/api/serve';
import { fileResponse } from '@/lib/server/download';

/** A download: on this origin it is never a page. The proxy's policy for answers takes what is left. */
export const GET = serve(getReport, async (bakeoff, { params: { id } }) => {
  const report = await bakeoff.exports.report(id);
  return report === null
    ? err(missing('experiment'))
    : ok(fileResponse(`bakeoff-${id}.html`, 'text/html; charset=utf-8')(report));
});
