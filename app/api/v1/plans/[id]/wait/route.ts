import { err, ok } from '@/lib/core/result';
import { waitForPlan } from '@/lib/schemas/api/plans';
import { missing, serve } from '@/lib/server/api/serve';
import { shutdownSignal } from '@/lib/server/shutdown';
import { onExperimentChange } from '@/lib/server/stream';
import { waitUntilSettled } from '@/lib/services/wait-until-settled';

export const dynamic = 'force-dynamic';

export const GET = serve(waitForPlan, async (bakeoff, { params: { id }, query, signal }) => {
  const plan = await waitUntilSettled({
    read: () => bakeoff.plans.get(id),
    isSettled: ({ status }) => status !== 'working',
    onChange: (listener) => onExperimentChange(id, listener),
    timeoutMs: query.timeout * 1000,
    signal: AbortSignal.any([signal, shutdownSignal]),
  });
  return plan ? ok(plan) : err(missing('plan'));
});
