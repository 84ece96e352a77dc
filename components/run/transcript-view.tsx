'use client';

import { useEffect, useRef, useState, type RefObject } from 'react';
import type { EventView } from '@/lib/schemas/view';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/states';
import { TranscriptEntry } from './transcript-item';
import { useTranscript } from './use-transcript';

/** Items drawn at first and for each step back. */
const WINDOW = 300;
/** Closer to the end than this, the page goes along with what is new. */
const FOLLOW_PX = 160;

type TranscriptViewProps = { events: readonly EventView[]; live: boolean };

export function TranscriptView({ events, live }: TranscriptViewProps) {
  const { items } = useTranscript(events);
  const [shown, setShown] = useState(WINDOW);
  const end = useRef<HTMLDivElement>(null);
  useFollow(end, live);
  if (items.length === 0) {
    return (
      <EmptyState title={live ? 'Nothing said yet' : 'Nothing was said'}>
        {live
          ? 'What the agent says and does appears here as it happens.'
          : 'This run ended before its agent said anything.'}
      </EmptyState>
    );
  }
  const hidden = Math.max(0, items.length - shown);
  return (
    <div className="flex flex-col gap-2.5">
      {hidden > 0 ? (
        <Button size="sm" className="self-center" onClick={() => setShown(shown + WINDOW)}>
          Show {Math.min(hidden, WINDOW)} of {hidden} earlier entries
        </Button>
      ) : null}
      {items.slice(hidden).map((item) => (
        <TranscriptEntry key={item.key} item={item} />
      ))}
      <div ref={end} className="scroll-mb-4" />
    </div>
  );
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
