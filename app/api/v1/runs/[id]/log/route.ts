import { err, ok } from '@/lib/core/result';
import { getRunLog } from '@/lib/schemas/api/transcripts';
import { missing, serve } from '@/lib/server/api/serve';
import { readRunLog } from '@/lib/services/run-log';

const MAX_CHARACTERS = 5_000_000;

export const GET = serve(getRunLog, async (bakeoff, { params, query: { only = null, search } }) => {
  const run = await bakeoff.runs.get(params.id);
  if (!run) return err(missing('run'));
  return ok((await readRunLog(bakeoff, { run, only, search, maxChars: MAX_CHARACTERS })).text);
});
