import { err, ok } from '@/lib/core/result';
import { getTrial } from '@/lib/schemas/api/trials';
import { missing, serve } from '@/lib/server/api/serve';

export const GET = serve(getTrial, async (bakeoff, { params }) => {
  const trial = await bakeoff.trials.get(params.id);
  return trial ? ok(trial) : err(missing('trial'));
});
