import { type RefObject, useEffect } from 'react';
import type { Place, TranscriptHit } from '@/lib/core/transcript-search';
import { findRanges } from './find-ranges';
import './find-theme.css';

/** A place to go to; another object is another wish to go there. */
export type Target = Place & {
  /** The keyboard goes there too. */
  focus: boolean;
};

type HighlightInput = {
  list: RefObject<HTMLElement | null>;
  pattern: RegExp | null;
  hits: readonly TranscriptHit[];
  target: Target | null;
};

const FOUND = 'transcript-found';
const PLACE = 'transcript-place';

/**
 * Marks what was found in the entries that are drawn, with the browser's own highlights: the text itself stays as it
 * is. A browser without them still goes to the entry, which has a line around it.
 */
export function useHighlights({ list, pattern, hits, target }: HighlightInput): void {
  useEffect(() => {
    const root = list.current;
    if (!root || !pattern) return undefined;
    const keys = new Set(hits.map((hit) => String(hit.key)));
    let frame = 0;
    const mark = (): void => {
      frame = 0;
      paint(root, { pattern, keys, target });
    };
    // Entries that come and folds that open bring new text.
    const changes = new MutationObserver(() => {
      frame ||= requestAnimationFrame(mark);
    });
    changes.observe(root, { childList: true, subtree: true, characterData: true });
    mark();
    return () => {
      changes.disconnect();
      cancelAnimationFrame(frame);
      clear();
    };
  }, [list, pattern, hits, target]);
  useScrollToTarget({ list, pattern, target });
}

type Paint = { pattern: RegExp; keys: ReadonlySet<string>; target: Target | null };

function paint(root: HTMLElement, { pattern, keys, target }: Paint): void {
  if (!('highlights' in CSS)) return;
  const found: Range[] = [];
  const current: Range[] = [];
  for (const entry of root.querySelectorAll<HTMLElement>('[data-entry]')) {
    const key = entry.dataset['entry'] ?? '';
    if (!keys.has(key)) continue;
    const ranges = findRanges(entry, pattern);
    const nth = target && String(target.key) === key ? Math.min(target.nth, ranges.length - 1) : -1;
    ranges.forEach((range, index) => (index === nth ? current : found).push(range));
  }
  CSS.highlights.set(FOUND, new Highlight(...found));
  CSS.highlights.set(PLACE, new Highlight(...current));
}

function clear(): void {
  if (!('highlights' in CSS)) return;
  CSS.highlights.delete(FOUND);
  CSS.highlights.delete(PLACE);
}

function useScrollToTarget({ list, pattern, target }: Omit<HighlightInput, 'hits'>): void {
  useEffect(() => {
    const entry = target && list.current?.querySelector<HTMLElement>(`[data-entry="${String(target.key)}"]`);
    if (!entry) return undefined;
    if (target.focus) entry.focus({ preventScroll: true });
    const scroll = (): void => {
      const ranges = pattern ? findRanges(entry, pattern) : [];
      const place = ranges[Math.min(target.nth, ranges.length - 1)]?.startContainer.parentElement;
      (place ?? entry).scrollIntoView({ block: 'center', inline: 'nearest' });
    };
    scroll();
    // Entries out of sight have a guessed height until they are drawn: the second time it is right.
    const frame = requestAnimationFrame(scroll);
    return () => cancelAnimationFrame(frame);
    // oxlint-disable-next-line react/exhaustive-deps -- only a new target moves the page, never a new letter of the search
  }, [target]);
}
