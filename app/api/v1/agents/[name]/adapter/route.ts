import { err } from '@/lib/core/result';
import { installAdapter } from '@/lib/schemas/api/system';
import { missing, serve } from '@/lib/server/api/serve';

export const POST = serve(installAdapter, async (bakeoff, { params: { name } }) => {
  const agents = await bakeoff.agents.list();
  if (!agents.some((agent) => agent.name === name)) return err(missing('agent'));
  return bakeoff.agents.installAdapter(name);
});
