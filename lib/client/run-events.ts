/** A run's events in the browser: one list in order of `seq`, without repeats, whichever way they came. */
import type { EventView } from '@/lib/schemas/view';

/** Adds events to a list that is in order. Returns the same list when nothing is new. */
export function mergeEvents(current: readonly EventView[], added: readonly EventView[]): EventView[] {
  const last = current.at(-1)?.seq ?? -1;
  if (isOrderedAfter(added, last)) return added.length === 0 ? [...current] : [...current, ...added];
  const bySeq = new Map(current.map((event) => [event.seq, event]));
  for (const event of added) bySeq.set(event.seq, event);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/** The last `seq` before the first gap: everything up to it is here. 0 when there is nothing. */
export function contiguousEnd(events: readonly EventView[]): number {
  const first = events[0]?.seq;
  if (first === undefined || first > 1) return 0;
  const last = events.at(-1)?.seq ?? first;
  if (last - first === events.length - 1) return last;
  for (let index = 1; index < events.length; index += 1) {
    if (events[index]?.seq !== first + index) return first + index - 1;
  }
  return last;
}

/** Says whether something between the list and the new events is missing. */
export function hasGap(current: readonly EventView[], added: readonly EventView[]): boolean {
  const next = added[0]?.seq;
  return next !== undefined && next > (current.at(-1)?.seq ?? 0) + 1;
}

function isOrderedAfter(events: readonly EventView[], last: number): boolean {
  let before = last;
  for (const event of events) {
    if (event.seq <= before) return false;
    before = event.seq;
  }
  return true;
}
