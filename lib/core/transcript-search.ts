/** Finds text in a transcript, in slices: a long one is searched without holding up whoever asked. Pure. */
import { assertNever } from './assert-never';
import { readableText } from './clean-text';
import { inlineDiff } from './inline-diff';
import { blockedText, type ToolItem, type TranscriptItem } from './transcript';

/** How often the text is in an entry. */
export type TranscriptHit = { key: number; count: number };

/** More in one entry are not counted: nobody steps through them. */
const MAX_PER_ENTRY = 1000;

/** Null: there is nothing to look for. The case of letters does not matter; spaces at the ends do not either. */
export function searchPattern(query: string): RegExp | null {
  const wanted = query.trim();
  return wanted === '' ? null : new RegExp(wanted.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`), 'giu');
}

/** Where the pattern begins in a text, and how long what it found is. */
export function findAll(text: string, pattern: RegExp, most = MAX_PER_ENTRY): { index: number; length: number }[] {
  const found: { index: number; length: number }[] = [];
  for (const match of text.matchAll(pattern)) {
    found.push({ index: match.index, length: match[0].length });
    if (found.length === most) break;
  }
  return found;
}

type Slice = {
  items: readonly TranscriptItem[];
  /** Index of the first entry to look at. */
  from: number;
  pattern: RegExp;
  /** Characters to look through before the slice ends; one entry at least is looked at. */
  budget: number;
  /** Counts of entries that were looked at before; an entry that changed is another object. */
  known: WeakMap<TranscriptItem, number>;
};

/** `next` is where to go on; null when all were looked at. */
export function searchSlice({ items, from, pattern, budget, known }: Slice): {
  hits: TranscriptHit[];
  next: number | null;
} {
  const hits: TranscriptHit[] = [];
  let left = budget;
  for (let index = from; index < items.length; index += 1) {
    const item = items[index];
    if (!item) break;
    if (left <= 0) return { hits, next: index };
    let count = known.get(item);
    if (count === undefined) {
      const text = entryText(item);
      count = findAll(text, pattern).length;
      known.set(item, count);
      left -= text.length;
    }
    left -= 1;
    if (count > 0) hits.push({ key: item.key, count });
  }
  return { hits, next: null };
}

/** Whether an entry holds the text. */
export function hasText(item: TranscriptItem, pattern: RegExp): boolean {
  return findAll(entryText(item), pattern, 1).length > 0;
}

export type Place = { key: number; nth: number };

/** The place that is `steps` further than another, round and round. Without another it begins at the first. */
export function stepToHit(hits: readonly TranscriptHit[], from: Place | null, steps: 1 | -1): Place | null {
  const total = totalHits(hits);
  if (total === 0) return null;
  const at = from === null ? -1 : rankOf(hits, from);
  if (at === -1) return placeAt(hits, steps === 1 ? 0 : total - 1);
  return placeAt(hits, (at + steps + total) % total);
}

export function totalHits(hits: readonly TranscriptHit[]): number {
  return hits.reduce((sum, { count }) => sum + count, 0);
}

/** The number of a place among all, from 0; -1 when it is not among them any more. */
export function rankOf(hits: readonly TranscriptHit[], place: Place): number {
  let rank = 0;
  for (const { key, count } of hits) {
    if (key === place.key) return rank + Math.min(place.nth, count - 1);
    rank += count;
  }
  return -1;
}

function placeAt(hits: readonly TranscriptHit[], rank: number): Place | null {
  let left = rank;
  for (const { key, count } of hits) {
    if (left < count) return { key, nth: left };
    left -= count;
  }
  return null;
}

/** What a person can read of an entry, in the order in which it is drawn. */
export function entryText(item: TranscriptItem): string {
  switch (item.type) {
    case 'prompt':
    case 'message':
    case 'thought':
    case 'output':
    case 'notice':
      return readableText(item.text);
    case 'step':
      return readableText(`${item.name}\n${item.text}`);
    case 'tool':
      return readableText(toolText(item));
    case 'plan':
      return readableText(item.entries.map((entry) => entry.text).join('\n'));
    case 'permission':
      return readableText([item.title, item.input ?? ''].join('\n'));
    case 'failure':
      return readableText(`${item.failure.message}\n${item.failure.remedy}`);
    case 'session':
      return readableText([item.model, item.version].filter((part) => part !== null).join(', '));
    case 'status':
      return readableText(item.status);
    case 'turn_end':
      return readableText(item.reason);
    case 'blocked':
      return readableText(blockedText(item));
    case 'paused':
    case 'resumed':
      return '';
    default:
      return assertNever(item);
  }
}

function toolText(item: ToolItem): string {
  const hasDiff = item.content.some((part) => part.type === 'diff');
  const parts = item.content.flatMap((part) =>
    part.type === 'text'
      ? [part.text]
      : [part.path, ...inlineDiff(part.oldText, part.newText).map((line) => `${line.mark} ${line.text}`)],
  );
  return [item.title, hasDiff ? '' : (item.input ?? ''), ...parts, item.output]
    .filter((part) => part !== '')
    .join('\n');
}
