import { ok } from '@/lib/core/result';
import { startPreview, stopPreview } from '@/lib/schemas/api/previews';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(startPreview, (bakeoff, { params }) => bakeoff.previews.start(params.id));

export const DELETE = serve(stopPreview, async (bakeoff, { params }) => {
  const stopped = await bakeoff.previews.stop(params.id);
  return stopped.ok ? ok({ runId: params.id, status: 'stopping' }) : stopped;
});
