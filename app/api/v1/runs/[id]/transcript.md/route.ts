import { err, ok } from '@/lib/core/result';
import { entryMarkdown, inlineText } from '@/lib/core/transcript-markdown';
import { getRunMarkdown } from '@/lib/schemas/api/transcripts';
import { missing, serve } from '@/lib/server/api/serve';
import { joinEntries, readTranscript } from '@/lib/services/run-transcript';

const MAX_CHARACTERS = 5_000_000;

export const GET = serve(getRunMarkdown, async (bakeoff, { params, query: { only = null, search } }) => {
  const run = await bakeoff.runs.get(params.id);
  if (!run) return err(missing('run'));
  const entries = await readTranscript(bakeoff, { run, only, search });
  const parts = entries.map(entryMarkdown).filter((part) => part !== '');
  const title = inlineText(`${run.variant.letter} ${run.variant.key}`);
  return ok(`# ${title}\n${joinEntries(parts.map((part) => `\n${part}\n`), MAX_CHARACTERS)}`);
});
