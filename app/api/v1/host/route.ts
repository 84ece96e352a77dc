import { ok } from '@/lib/core/result';
import { getHost } from '@/lib/schemas/api/system';
import { serve } from '@/lib/server/api/serve';

export const GET = serve(getHost, async (bakeoff, { query }) =>
  ok(await (query.fresh === 'true' ? bakeoff.host.refresh() : bakeoff.host.get())),
);
