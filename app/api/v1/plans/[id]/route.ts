import { err, ok } from '@/lib/core/result';
import { getPlan } from '@/lib/schemas/api/plans';
import { missing, serve } from '@/lib/server/api/serve';

export const GET = serve(getPlan, async (bakeoff, { params }) => {
  const plan = await bakeoff.plans.get(params.id);
  return plan ? ok(plan) : err(missing('plan'));
});
