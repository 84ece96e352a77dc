import { err, ok } from '@/lib/core/result';
import { getRunLog } from '@/lib/schemas/api/runs';
import { missing, serve } from '@/lib/server/api/serve';
import { readRunLog } from '@/lib/services/run-log';

const MAX_CHARACTERS = 5_000_000;

export const GET = serve(getRunLog, async (bakeoff, { params }) => {
  if (!(await bakeoff.runs.get(params.id))) return err(missing('run'));
  const log = await readRunLog(bakeoff, { runId: params.id, maxChars: MAX_CHARACTERS });
  return ok(log.text);
});
