import { err, ok } from '@/lib/core/result';
import { exportExperiment } from '@/lib/schemas/api/exports';
import { missing, serve } from '@/lib/server/api/serve';
import { archiveResponse } from '@/lib/server/download';

export const GET = serve(exportExperiment, async (bakeoff, { params }) => {
  const packed = await bakeoff.exports.pack(params.id);
  return packed ? ok(archiveResponse(packed)) : err(missing('experiment'));
});
