import { err, ok } from '@/lib/core/result';
import { startTrial } from '@/lib/schemas/api/trials';
import { invalidFile, problemsOf, toLaunchInput } from '@/lib/server/api/launch-input';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(startTrial, async (bakeoff, { body }) => {
  const started = await bakeoff.trials.start(toLaunchInput(body));
  if (!started.ok) return err(invalidFile(problemsOf(body, started.error.problems)));
  return ok({ trialId: started.value.trialId, status: 'queued' });
});
