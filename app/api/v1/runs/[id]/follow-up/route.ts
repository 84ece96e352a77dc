import { followUpRun } from '@/lib/schemas/api/runs';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(followUpRun, (bakeoff, { params, body }) =>
  bakeoff.runs.followUp({ runId: params.id, text: body.text }),
);
