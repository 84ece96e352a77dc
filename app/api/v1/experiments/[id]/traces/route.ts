import { err, ok } from '@/lib/core/result';
import { getTraces } from '@/lib/schemas/api/exports';
import { missing, serve } from '@/lib/server/api/serve';
import { archiveResponse } from '@/lib/server/download';

export const GET = serve(getTraces, async (bakeoff, { params }) => {
  const packed = await bakeoff.traces.pack(params.id);
  return packed ? ok(archiveResponse(packed)) : err(missing('experiment'));
});
