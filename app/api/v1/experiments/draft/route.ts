import { ok } from '@/lib/core/result';
import { getDraft } from '@/lib/schemas/api/drafts';
import { serve } from '@/lib/server/api/serve';
import { draftExperiment } from '@/lib/services/draft-experiment';

export const POST = serve(getDraft, async (bakeoff, { body }) => {
  const { template, again, changes, project = null } = body;
  const start = template === undefined ? { experimentId: again ?? '' } : { template };
  const drafted = await draftExperiment(bakeoff, { start, changes, project });
  return drafted.ok ? ok({ experiment: drafted.value }) : drafted;
});
