import { ok } from '@/lib/core/result';
import { undoMerge } from '@/lib/schemas/api/merges';
import { undoResult } from '@/lib/schemas/result';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(undoMerge, async (bakeoff, { params }) => {
  const undone = await bakeoff.merges.undo(params.id);
  return undone.ok ? ok(undoResult(params.id)) : undone;
});
