import { err, ok } from '@/lib/core/result';
import { addProject, listProjects } from '@/lib/schemas/api/projects';
import { serve } from '@/lib/server/api/serve';

export const GET = serve(listProjects, async (bakeoff) => ok({ projects: await bakeoff.projects.list() }));

export const POST = serve(addProject, async (bakeoff, { body }) => {
  const added = await bakeoff.projects.add(body.location);
  // What is missing is what the body names, not the address.
  return added.ok ? added : err({ ...added.error, status: 422 });
});
