/** Which entries of a transcript are final while a run still works. Pure. */
import type { TranscriptItem } from '@/lib/core/transcript';

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
