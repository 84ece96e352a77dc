import { resolveConflict } from '@/lib/schemas/api/runs';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(resolveConflict, (bakeoff, { params, body }) =>
  bakeoff.runs.resolve({ runId: params.id, agent: body.agent }),
);
