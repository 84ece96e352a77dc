/** Entries of a transcript as text for `bakeoff logs`, where pieces of events would come too early. Pure. */
import { assertNever } from '@/lib/core/assert-never';
import { plain } from '@/lib/core/plain-text';
import { entryText } from '@/lib/core/transcript-search';
import type { TranscriptItem } from '@/lib/core/transcript';

/** An entry under a line that says whose it is. */
export function entryLines(item: TranscriptItem): string {
  const text = plain(entryText(item)).trimEnd();
  return `\n${headOf(item)}\n${text === '' ? '' : `${text}\n`}`;
}

function headOf(item: TranscriptItem): string {
  switch (item.type) {
    case 'prompt':
      return '--- to the agent';
    case 'tool':
      return `--- ${plain(item.kind)}, ${item.status}`;
    case 'output':
      return `--- ${item.stream}`;
    case 'step':
      return `--- ${plain(item.step)}`;
    case 'notice':
      return `--- ${item.level}`;
    case 'turn_end':
      return '--- end of the turn';
    case 'resumed':
      return '--- goes on';
    case 'message':
    case 'thought':
    case 'plan':
    case 'permission':
    case 'failure':
    case 'session':
    case 'status':
    case 'blocked':
    case 'paused':
      return `--- ${item.type}`;
    default:
      return assertNever(item);
  }
}

type Waits = {
  /** Whether a gate holds is asked, and known only when all of them are through. */
  forGates: boolean;
};

/** How many entries from the beginning will not change any more: the last may go on, and what waits is answered. */
export function settledCount(items: readonly TranscriptItem[], from: number, waits: Waits): number {
  const end = Math.max(from, items.length - 1);
  for (let index = from; index < end; index += 1) {
    const item = items[index];
    if (item && !isSettled(item, waits)) return index;
  }
  return end;
}

function isSettled(item: TranscriptItem, { forGates }: Waits): boolean {
  if (item.type === 'tool') return item.status === 'completed' || item.status === 'failed';
  if (item.type === 'step') return !forGates || item.step !== 'gate';
  return item.type !== 'permission' || item.answer !== null;
}
