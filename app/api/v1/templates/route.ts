import { err, ok } from '@/lib/core/result';
import { listTemplates, saveTemplate } from '@/lib/schemas/api/templates';
import { draftFrom } from '@/lib/schemas/experiment-file/again';
import { missing, serve } from '@/lib/server/api/serve';

export const GET = serve(listTemplates, async (bakeoff) => ok({ templates: await bakeoff.templates.list() }));

export const POST = serve(saveTemplate, async (bakeoff, { body }) => {
  const { title, description, text, experimentId } = body;
  if (text !== undefined) return bakeoff.templates.save({ title, description, text });
  const experiment = await bakeoff.experiments.get(experimentId ?? '');
  if (!experiment) return err(missing('experiment'));
  return bakeoff.templates.save({ title, description, text: draftFrom(experiment.source, experiment.project) });
});
