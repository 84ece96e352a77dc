import { getRunDiff } from '@/lib/schemas/api/runs';
import { serve } from '@/lib/server/api/serve';

export const GET = serve(getRunDiff, (bakeoff, { params, query }) =>
  bakeoff.runs.diff({ runId: params.id, against: query.against }),
);
