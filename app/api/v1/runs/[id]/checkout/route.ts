import { checkoutRun } from '@/lib/schemas/api/runs';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(checkoutRun, (bakeoff, { params, body }) =>
  bakeoff.runs.checkout({ runId: params.id, dir: body.dir }),
);
