import { err, ok } from '@/lib/core/result';
import { getRunTranscript } from '@/lib/schemas/api/transcripts';
import { missing, serve } from '@/lib/server/api/serve';
import { readTranscript } from '@/lib/services/run-transcript';

export const GET = serve(getRunTranscript, async (bakeoff, { params, query }) => {
  const { only = null, search, after, limit } = query;
  const run = await bakeoff.runs.get(params.id);
  if (!run) return err(missing('run'));
  const found = (await readTranscript(bakeoff, { run, only, search })).filter(({ key }) => key > after);
  const entries = found.slice(0, limit);
  return ok({ entries, next: found.length > limit ? (entries.at(-1)?.key ?? null) : null });
});
