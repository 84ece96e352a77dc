import { continueRun } from '@/lib/schemas/api/runs';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(continueRun, (bakeoff, { params, body }) =>
  bakeoff.runs.continueFrom({ runId: params.id, ref: body.ref }),
);
