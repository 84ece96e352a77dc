import { getRunPatch } from '@/lib/schemas/api/runs';
import { serve } from '@/lib/server/api/serve';

export const GET = serve(getRunPatch, (bakeoff, { params, query }) =>
  bakeoff.runs.patch({ runId: params.id, against: query.against }),
);
