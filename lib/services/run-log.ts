import { entryLines } from '@/lib/core/transcript-lines';
import { searchPattern } from '@/lib/core/transcript-search';
import { eventText } from '@/lib/schemas/event-text';
import type { RunView } from '@/lib/schemas/view';
import type { Bakeoff } from '@/lib/services/bakeoff';
import { CUT, type Narrowed, readTranscript } from '@/lib/services/run-transcript';

const PAGE = 2000;

type Log = { text: string; truncated: boolean };
type Asked = Narrowed & { run: RunView; maxChars: number };

/** What a run did and said, as text; of a long one its end. */
export async function readRunLog(bakeoff: Pick<Bakeoff, 'runs'>, asked: Asked): Promise<Log> {
  const { run, only, search, maxChars } = asked;
  if (only === null && searchPattern(search) === null) return readWhole(bakeoff, asked);
  const entries = await readTranscript(bakeoff, { run, only, search });
  const text = entries.map(entryLines).join('');
  return text.length > maxChars ? { text: CUT + text.slice(-maxChars), truncated: true } : { text, truncated: false };
}

/** As it was printed, piece by piece. */
async function readWhole(bakeoff: Pick<Bakeoff, 'runs'>, { run, maxChars }: Asked): Promise<Log> {
  let text = '';
  let truncated = false;
  for (let after = 0; ;) {
    const page = await bakeoff.runs.events({ runId: run.id, after, limit: PAGE });
    text += page.map(({ event }) => eventText(event) ?? '').join('');
    if (text.length > maxChars) {
      text = text.slice(-maxChars);
      truncated = true;
    }
    after = page.at(-1)?.seq ?? after;
    if (page.length < PAGE) return { text: truncated ? CUT + text : text, truncated };
  }
}
