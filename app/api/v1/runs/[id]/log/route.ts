import { err, ok } from '@/lib/core/result';
import { entryLines } from '@/lib/core/transcript-lines';
import { getRunLog } from '@/lib/schemas/api/transcripts';
import { missing, serve } from '@/lib/server/api/serve';
import { readRunLog } from '@/lib/services/run-log';
import { joinEntries, readTranscript } from '@/lib/services/run-transcript';

const MAX_CHARACTERS = 5_000_000;

export const GET = serve(getRunLog, async (bakeoff, { params, query: { only = null, search } }) => {
  const run = await bakeoff.runs.get(params.id);
  if (!run) return err(missing('run'));
  if (only === null && search.trim() === '') {
    return ok((await readRunLog(bakeoff, { runId: run.id, maxChars: MAX_CHARACTERS })).text);
  }
  const entries = await readTranscript(bakeoff, { run, only, search });
  return ok(joinEntries(entries.map(entryLines), MAX_CHARACTERS));
});
