import { err, ok } from '@/lib/core/result';
import { deleteTemplate, getTemplate } from '@/lib/schemas/api/templates';
import { missing, serve } from '@/lib/server/api/serve';

export const GET = serve(getTemplate, async (bakeoff, { params }) => {
  const template = await bakeoff.templates.get(params.name);
  return template ? ok(template) : err(missing('template'));
});

export const DELETE = serve(deleteTemplate, async (bakeoff, { params: { name } }) => {
  const removed = await bakeoff.templates.remove(name);
  return removed.ok ? ok({ name, status: 'deleted' }) : removed;
});
