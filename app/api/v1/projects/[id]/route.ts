import { err, ok } from '@/lib/core/result';
import { getProject, removeProject } from '@/lib/schemas/api/projects';
import { missing, serve } from '@/lib/server/api/serve';

export const GET = serve(getProject, async (bakeoff, { params }) => {
  const detail = await bakeoff.projects.get(params.id);
  return detail ? ok(detail) : err(missing('project'));
});

export const DELETE = serve(removeProject, async (bakeoff, { params }) => {
  if (!(await bakeoff.projects.get(params.id))) return err(missing('project'));
  await bakeoff.projects.hide(params.id);
  return ok({ projectId: params.id, status: 'removed' });
});
