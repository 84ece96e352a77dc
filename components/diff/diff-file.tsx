'use client';

import { memo, useEffect, useRef, useState, type RefObject } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import './diff-theme.css';
import type * as Drawing from './draw-file';
import { FileHeader } from './file-header';
import type { DiffEntry, Sharers } from './pair-files';
import type { PatchPart } from '@/lib/schemas/git-patch';

/** Pixels of one line; the same in diff-theme.css. */
const LINE_HEIGHT = 20;
/** Pixels of a file's header and the lines around the file. */
const HEADER_HEIGHT = 38;
/** Longer files stay closed until a person asks for them. */
const MAX_LINES = 1500;

/** Large, so it comes by itself; asked for while the diff is still on its way, it is there when the lines are. */
export function loadDrawing(): Promise<typeof Drawing> {
  return import('./draw-file');
}

type DiffFileProps = {
  id: string;
  entry: DiffEntry;
  layout: Drawing.DiffLayout;
  sharers: Sharers | null;
  active: boolean;
};

/** One file: its header always, its lines while it is near the window. */
export const DiffFile = memo(function DiffFile({ id, entry, layout, sharers, active }: DiffFileProps) {
  const { change, part } = entry;
  const host = useRef<HTMLElement>(null);
  const { near, height } = useNearViewport(host, layout);
  const [open, setOpen] = useState(true);
  return (
    <section
      ref={host}
      id={id}
      aria-label={change.path}
      className="scroll-mt-(--strip-height,0px) overflow-clip rounded-md border"
    >
      <FileHeader change={change} sharers={sharers} open={open} onToggle={() => setOpen(!open)} active={active} />
      {open ? <FileBody entry={entry} part={part} layout={layout} near={near} leftHeight={height} /> : null}
    </section>
  );
});

type FileBodyProps = {
  entry: DiffEntry;
  part: PatchPart | null;
  layout: Drawing.DiffLayout;
  near: boolean;
  leftHeight: number | null;
};

function FileBody({ entry: { change }, part, layout, near, leftHeight }: FileBodyProps) {
  const [asked, setAsked] = useState(false);
  if (!part) return <Remark>The patch was cut before this file. Check the result out to see it.</Remark>;
  if (part.lines === 0) return <Remark>{remarkOf(change)}</Remark>;
  if (part.lines > MAX_LINES && !asked) {
    return (
      <Remark>
        {part.lines.toLocaleString('en-US')} lines, so it is closed at first.{' '}
        <Button size="sm" onClick={() => setAsked(true)}>
          Show this diff
        </Button>
      </Remark>
    );
  }
  const height = (layout === 'split' ? part.rows : part.lines) * LINE_HEIGHT;
  if (!near) return <div aria-hidden style={{ height: leftHeight ?? height }} />;
  return <DrawnFile key={layout} name={change.path} patch={part.text} layout={layout} height={height} />;
}

type DrawnFileProps = { name: string; patch: string; layout: Drawing.DiffLayout; height: number };

function DrawnFile({ name, patch, layout, height }: DrawnFileProps) {
  const host = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<'drawing' | 'drawn' | 'failed'>('drawing');
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    async function draw(): Promise<void> {
      const { drawFile } = await loadDrawing();
      if (host.current && !signal.aborted) await drawFile({ host: host.current, patch, layout, name, signal });
      if (!signal.aborted) setState('drawn');
    }
    draw().catch(() => setState('failed'));
    return () => controller.abort();
  }, [name, patch, layout]);
  if (state === 'failed') {
    return (
      <Callout tone="warn" title="This file could not be drawn." className="m-2">
        Download the patch to read it.
      </Callout>
    );
  }
  // The reserved height goes once the lines are there: wrapped lines may need more, paired ones less.
  const style = state === 'drawn' ? undefined : { minHeight: height };
  return <div ref={host} aria-busy={state === 'drawing'} className="bakeoff-diff" style={style} />;
}

function Remark({ children }: { children: React.ReactNode }) {
  return <p className="px-3 py-3 text-muted">{children}</p>;
}

function remarkOf(change: DiffEntry['change']): string {
  if (change.binary) return 'A binary file; its content is not shown.';
  if (change.oldMode !== change.newMode && change.change === 'mode')
    return `Mode ${change.oldMode} became ${change.newMode}.`;
  if (change.change === 'renamed') return 'Renamed without any other change.';
  if (change.change === 'copied') return 'Copied without any other change.';
  return 'No lines to show: the file is empty.';
}

/**
 * Whether the element is about to be seen. One that was left far behind gives its lines back, or a long read would end
 * with a page too large to change; the height that it had stays.
 */
function useNearViewport(
  host: RefObject<HTMLElement | null>,
  layout: Drawing.DiffLayout,
): { near: boolean; height: number | null } {
  const [seen, setSeen] = useState<{ near: boolean; height: number | null; layout: Drawing.DiffLayout }>({
    near: false,
    height: null,
    layout,
  });
  useEffect(() => {
    if (!host.current) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        const last = entries.at(-1);
        if (!last) return;
        const height = last.boundingClientRect.height - HEADER_HEIGHT;
        setSeen((before) => (last.isIntersecting ? { ...before, near: true } : { near: false, height, layout }));
      },
      { rootMargin: '1200px' },
    );
    observer.observe(host.current);
    return () => observer.disconnect();
  }, [host, layout]);
  return { near: seen.near, height: seen.layout === layout ? seen.height : null };
}
