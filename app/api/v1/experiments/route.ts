import { err, ok } from '@/lib/core/result';
import { launchExperiment, listExperiments } from '@/lib/schemas/api/experiments';
import { invalidFile, problemsOf, toLaunchInput } from '@/lib/server/api/launch-input';
import { serve } from '@/lib/server/api/serve';
import { searchExperiments } from '@/lib/services/search-experiments';

export const GET = serve(listExperiments, async (bakeoff, { query }) => {
  const { project: projectId, status, search: text, limit, after } = query;
  return ok(await searchExperiments(bakeoff, { projectId, status, text, limit, after }));
});

export const POST = serve(launchExperiment, async (bakeoff, { body, key }) => {
  const launched = await bakeoff.experiments.launch({ ...toLaunchInput(body), key });
  if (!launched.ok) return err(invalidFile(problemsOf(body, launched.error.problems)));
  return ok({ experimentId: launched.value.experimentId, status: 'queued' });
});
