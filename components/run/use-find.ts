import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { rankOf, searchPattern, searchSlice, stepToHit, totalHits, type Place } from '@/lib/core/transcript-search';
import type { TranscriptHit } from '@/lib/core/transcript-search';
import type { TranscriptItem } from '@/lib/core/transcript';

/** Characters searched before the page gets its turn; a few milliseconds. */
const SLICE_CHARS = 250_000;

export type Find = {
  pattern: RegExp | null;
  hits: readonly TranscriptHit[];
  total: number;
  /** Not everything was looked at yet. */
  isSearching: boolean;
  next: (from: Place | null, steps: 1 | -1) => Place | null;
  /** The number of a place among all, from 0; -1 when it is none of them. */
  rank: (place: Place) => number;
};

type Found = { search: Search | null; hits: readonly TranscriptHit[]; isDone: boolean };
type Search = { pattern: RegExp; known: WeakMap<TranscriptItem, number> };

const NOTHING: Found = { search: null, hits: [], isDone: true };

/** Searches while a person types and while entries come, a slice at a time. */
export function useFind(items: readonly TranscriptItem[], query: string): Find {
  const wanted = useDeferredValue(query);
  const search = useMemo<Search | null>(() => {
    const pattern = searchPattern(wanted);
    return pattern && { pattern, known: new WeakMap() };
  }, [wanted]);
  const [found, setFound] = useState<Found>(NOTHING);
  useEffect(() => (search ? searchInSlices(items, search, setFound) : undefined), [items, search]);
  return useMemo(() => {
    const hits = search && found.search === search ? found.hits : [];
    return {
      pattern: search?.pattern ?? null,
      hits,
      total: totalHits(hits),
      isSearching: search !== null && (found.search !== search || !found.isDone),
      next: (from, steps) => stepToHit(hits, from, steps),
      rank: (place) => rankOf(hits, place),
    };
  }, [search, found]);
}

/** Answers with how to stop it. What was found before stays in sight until this is through. */
function searchInSlices(
  items: readonly TranscriptItem[],
  search: Search,
  publish: (change: (before: Found) => Found) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let hits: readonly TranscriptHit[] = [];
  const goOn = (from: number): void => {
    const slice = searchSlice({ items, from, budget: SLICE_CHARS, ...search });
    hits = slice.hits.length === 0 ? hits : [...hits, ...slice.hits];
    const isDone = slice.next === null;
    publish((before) => (isDone || before.search !== search || !before.isDone ? { search, hits, isDone } : before));
    const { next } = slice;
    timer = next === null ? null : setTimeout(() => goOn(next), 0);
  };
  timer = setTimeout(() => goOn(0), 0);
  return () => {
    if (timer !== null) clearTimeout(timer);
  };
}
