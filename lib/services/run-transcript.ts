/** What a run did and said as whole entries, narrowed to those that are asked for. */
import { EMPTY_TRANSCRIPT, foldTranscript, type TranscriptItem } from '@/lib/core/transcript';
import { filterTranscript, type TranscriptFilter } from '@/lib/core/transcript-filter';
import { hasText, searchPattern } from '@/lib/core/transcript-search';
import type { RunView } from '@/lib/schemas/view';
import type { Bakeoff } from '@/lib/services/bakeoff';

const PAGE = 2000;
export const CUT = '[The beginning is left out.]\n';

export type Narrowed = {
  /** Null: all of them. */
  only: TranscriptFilter | null;
  /** Empty: whatever they hold. */
  search: string;
};

export async function readTranscript(
  bakeoff: Pick<Bakeoff, 'runs'>,
  { run, only, search }: Narrowed & { run: RunView },
): Promise<readonly TranscriptItem[]> {
  let transcript = EMPTY_TRANSCRIPT;
  for (let after = 0; ;) {
    const page = await bakeoff.runs.events({ runId: run.id, after, limit: PAGE });
    transcript = foldTranscript(transcript, page);
    after = page.at(-1)?.seq ?? after;
    if (page.length < PAGE) break;
  }
  const items = filterTranscript(transcript.items, only, { failedGates: failedGatesOf(run) });
  const pattern = searchPattern(search);
  return pattern ? items.filter((item) => hasText(item, pattern)) : items;
}

export function failedGatesOf(run: RunView): string[] {
  return run.gates.filter((gate) => gate.status !== 'passed').map((gate) => gate.name);
}

/** The last of them that have room, each whole: half of one could end its fence and be read as something else. */
export function joinEntries(parts: readonly string[], maxChars: number): string {
  let size = 0;
  let from = parts.length;
  while (from > 0 && size + (parts[from - 1]?.length ?? 0) <= maxChars) {
    from -= 1;
    size += parts[from]?.length ?? 0;
  }
  return `${from > 0 ? CUT : ''}${parts.slice(from).join('')}`;
}
