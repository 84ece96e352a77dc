import { ok } from '@/lib/core/result';
import { answerPermission } from '@/lib/schemas/api/runs';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(answerPermission, async (bakeoff, { params, body }) => {
  const answered = await bakeoff.runs.answerPermission({ runId: params.id, ...body });
  return answered.ok ? ok({ runId: params.id, status: 'answered' }) : answered;
});
