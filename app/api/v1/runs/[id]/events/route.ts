import { err, ok } from '@/lib/core/result';
import { listRunEvents } from '@/lib/schemas/api/runs';
import { missing, serve } from '@/lib/server/api/serve';

export const GET = serve(listRunEvents, async (bakeoff, { params, query }) => {
  const events = await bakeoff.runs.events({ runId: params.id, ...query });
  if (events.length === 0 && !(await bakeoff.runs.get(params.id))) return err(missing('run'));
  return ok({ events, next: events.at(-1)?.seq ?? query.after });
});
