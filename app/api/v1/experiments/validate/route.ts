import { ok } from '@/lib/core/result';
import { validateExperiment } from '@/lib/schemas/api/experiments';
import { problemsOf, toLaunchInput } from '@/lib/server/api/launch-input';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(validateExperiment, async (bakeoff, { body }) => {
  const problems = problemsOf(body, await bakeoff.experiments.validate(toLaunchInput(body)));
  return ok({ valid: problems.length === 0, problems });
});
