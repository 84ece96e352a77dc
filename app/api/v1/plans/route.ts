import { err, ok } from '@/lib/core/result';
import { startPlan } from '@/lib/schemas/api/plans';
import { invalidFile, problemsOf, toPlanInput } from '@/lib/server/api/launch-input';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(startPlan, async (bakeoff, { body }) => {
  const input = toPlanInput(body);
  if (!input.ok) return input;
  const started = await bakeoff.plans.start(input.value);
  if (!started.ok) return err(invalidFile(problemsOf(body, started.error.problems)));
  return ok({ planId: started.value.planId, status: 'working' });
});
