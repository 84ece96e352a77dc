import { eventText } from '@/lib/schemas/event-text';
import type { Bakeoff } from '@/lib/services/bakeoff';

const PAGE = 2000;
const CUT = '[The beginning is left out.]\n';

/** What a run did and said, as text; of a long one its end. */
export async function readRunLog(
  bakeoff: Pick<Bakeoff, 'runs'>,
  { runId, maxChars }: { runId: string; maxChars: number },
): Promise<{ text: string; truncated: boolean }> {
  let text = '';
  let truncated = false;
  for (let after = 0; ;) {
    const page = await bakeoff.runs.events({ runId, after, limit: PAGE });
    text += page.map(({ event }) => eventText(event) ?? '').join('');
    if (text.length > maxChars) {
      text = text.slice(-maxChars);
      truncated = true;
    }
    after = page.at(-1)?.seq ?? after;
    if (page.length < PAGE) return { text: truncated ? CUT + text : text, truncated };
  }
}
