import { ok } from '@/lib/core/result';
import { cancelPlan } from '@/lib/schemas/api/plans';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(cancelPlan, async (bakeoff, { params }) => {
  const cancelled = await bakeoff.plans.cancel(params.id);
  return cancelled.ok ? ok({ planId: params.id, status: 'cancelling' }) : cancelled;
});
