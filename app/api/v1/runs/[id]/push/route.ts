import { pushRun } from '@/lib/schemas/api/merges';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(pushRun, (bakeoff, { params, body }) =>
  bakeoff.merges.push({ runId: params.id, branch: body.branch }),
);
