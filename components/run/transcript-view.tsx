'use client';

import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { TranscriptItem } from '@/lib/core/transcript';
import { filterTranscript, isTranscriptFilter, type TranscriptFilter } from '@/lib/core/transcript-filter';
import type { EventView } from '@/lib/schemas/view';
import { useSearchState } from '@/components/compare/use-search-state';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/states';
import { TranscriptEntry } from './transcript-item';
import { TranscriptToolbar } from './transcript-toolbar';
import { AT_END, boundsOf, earlier, later, rangeWith, STEP } from './transcript-window';
import { useFind, type Find } from './use-find';
import { useHighlights, type Target } from './use-highlights';
import { useTranscript } from './use-transcript';

/** Closer to the end than this, the page goes along with what is new. */
const FOLLOW_PX = 160;

type TranscriptViewProps = {
  events: readonly EventView[];
  live: boolean;
  /** Names of the gates of the run that do not hold. */
  failedGates: readonly string[];
  /** Heading of what is copied. */
  title: string;
};

/** All that a run said and did, to be searched, narrowed and copied. What is searched for is in the address. */
export function TranscriptView({ events, live, failedGates, title }: TranscriptViewProps) {
  const { items } = useTranscript(events);
  const [params, change] = useSearchState();
  const asked = params.get('show');
  const only = isTranscriptFilter(asked) ? asked : null;
  // The address follows later than keys are pressed: while somebody types, what they typed counts.
  const [typed, setTyped] = useState<string | null>(null);
  const query = typed ?? params.get('find') ?? '';
  const facts = useMemo(() => ({ failedGates }), [failedGates]);
  const shown = useMemo(() => filterTranscript(items, only, facts), [items, only, facts]);
  const find = useFind(shown, query);
  const [target, setTarget] = useState<Target | null>(null);
  const choose = (filter: TranscriptFilter | null): void => {
    setTarget(null);
    change({ show: filter });
  };
  if (items.length === 0) return <NothingYet live={live} />;
  return (
    <div className="flex flex-col gap-3">
      <TranscriptToolbar
        items={items}
        shown={shown}
        facts={facts}
        title={title}
        only={only}
        onOnly={choose}
        query={query}
        onQuery={(text) => {
          setTyped(text);
          change({ find: text || null });
        }}
        onQueryEnd={() => setTyped(null)}
        find={find}
        place={target}
        onPlace={setTarget}
      />
      {shown.length === 0 ? (
        <EmptyState
          title="Nothing of this kind"
          actions={<Button onClick={() => choose(null)}>Show everything</Button>}
        >
          {live ? 'It appears here when the run comes to it.' : 'Nothing in this transcript belongs here.'}
        </EmptyState>
      ) : (
        <Entries key={only ?? 'all'} items={shown} find={find} target={target} live={live} />
      )}
    </div>
  );
}

function NothingYet({ live }: { live: boolean }) {
  return (
    <EmptyState title={live ? 'Nothing said yet' : 'Nothing was said'}>
      {live
        ? 'What the agent says and does appears here as it happens.'
        : 'This run ended before its agent said anything.'}
    </EmptyState>
  );
}

type EntriesProps = { items: readonly TranscriptItem[]; find: Find; target: Target | null; live: boolean };

/** A part of the entries: the end at first, and whatever was jumped to. */
function Entries({ items, find, target, live }: EntriesProps) {
  const { range, setRange } = useRange(items, target);
  const list = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const { from, to } = boundsOf(range, items.length);
  useFollow(end, live && range.to === null);
  useHighlights({ list, pattern: find.pattern, hits: find.hits, target });
  const after = items.length - to;
  return (
    <div ref={list} className="flex flex-col gap-2.5">
      {from > 0 ? (
        <Button size="sm" className="self-center" onClick={() => setRange(earlier(range, items.length))}>
          Show {Math.min(from, STEP)} of {from} earlier entries
        </Button>
      ) : null}
      {items.slice(from, to).map((item) => (
        <TranscriptEntry key={item.key} item={item} isTarget={item.key === target?.key} />
      ))}
      {after > 0 ? (
        <Button size="sm" className="self-center" onClick={() => setRange(later(range, items.length))}>
          Show {Math.min(after, STEP)} of {after} later entries
        </Button>
      ) : null}
      <div ref={end} className="scroll-mb-4" />
    </div>
  );
}

function useRange(items: readonly TranscriptItem[], target: Target | null) {
  const [range, setRange] = useState(AT_END);
  const [reached, setReached] = useState<Target | null>(null);
  if (target !== reached) {
    setReached(target);
    const index = target ? items.findIndex((item) => item.key === target.key) : -1;
    if (index !== -1) setRange(rangeWith(range, index, items.length));
  }
  return { range, setRange };
}

/** Goes along with a live transcript while its end is in sight; never pulls a reader away from an earlier part. */
function useFollow(end: RefObject<HTMLDivElement | null>, live: boolean): void {
  useEffect(() => {
    const list = end.current?.parentElement;
    if (!live || !list) return undefined;
    let near = false;
    function measure(): void {
      const bottom = end.current?.getBoundingClientRect().bottom;
      near = bottom !== undefined && bottom < window.innerHeight + FOLLOW_PX;
    }
    const growth = new ResizeObserver(() => {
      if (near) end.current?.scrollIntoView({ block: 'end' });
    });
    measure();
    growth.observe(list);
    window.addEventListener('scroll', measure, { passive: true, capture: true });
    return () => {
      growth.disconnect();
      window.removeEventListener('scroll', measure, { capture: true });
    };
  }, [end, live]);
}
