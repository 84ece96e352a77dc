import { ok } from '@/lib/core/result';
import { listAgents } from '@/lib/schemas/api/system';
import { serve } from '@/lib/server/api/serve';

export const GET = serve(listAgents, async (bakeoff, { query }) => {
  const agents = await (query.fresh === 'true' ? bakeoff.agents.refresh() : bakeoff.agents.list());
  return ok({ agents });
});
