'use client';

import { useState } from 'react';
import type { Span, SpanKind } from '@/lib/core/trace/spans';
import { buildWaterfall, type WaterfallRow, type WaterfallTool } from '@/lib/core/trace/waterfall';
import { formatDuration, plural } from '@/lib/client/format';
import { cn } from '@/components/ui/cn';
import { plainText } from './ansi-text';
import { PHASE_FILLS } from './phase-looks';

const FILLS: Record<SpanKind | 'tool', string> = {
  ...PHASE_FILLS,
  step: 'bg-warn/60',
  tool: 'bg-busy/60',
  capture: 'bg-muted/60',
  gate: 'bg-ok/60',
};

/** More are a list of their own, which is drawn when a person asks for it. */
const FIRST_TOOLS = 30;

type WaterfallProps = {
  spans: readonly Span[];
  tools: readonly WaterfallTool[];
  /** All of them, where the trace holds only the first. */
  toolCount: number;
  nowMs: number;
};

/** What a run did when: its phases, what they are made of, and each tool call of its agent. */
export function Waterfall({ spans, tools, toolCount, nowMs }: WaterfallProps) {
  const [whole, setWhole] = useState(false);
  const drawn = buildWaterfall({ spans, tools, nowMs, maxTools: whole ? tools.length : FIRST_TOOLS });
  if (!drawn) return <p className="py-2 text-muted">Nothing has taken time yet.</p>;
  return (
    <div className="py-2" suppressHydrationWarning>
      <ol
        aria-label="Waterfall"
        className="grid grid-cols-[minmax(7rem,16rem)_minmax(0,1fr)_auto] items-center gap-x-3"
      >
        {drawn.rows.map((row) => (
          <Row key={row.key} row={row} />
        ))}
      </ol>
      {drawn.hiddenTools > 0 ? (
        <button
          type="button"
          onClick={() => setWhole(true)}
          className="mt-1 rounded text-xs text-muted underline hover:text-ink"
        >
          Show {plural(drawn.hiddenTools, 'more tool call')}
        </button>
      ) : null}
      {toolCount > tools.length ? (
        <p className="pt-1 text-xs text-faint">
          Of {toolCount} tool calls the first {tools.length} are kept with their times.
        </p>
      ) : null}
    </div>
  );
}

function Row({ row }: { row: WaterfallRow }) {
  return (
    <li className="group contents">
      <span
        title={plainText(row.label)}
        className={cn(
          'truncate py-0.5 text-xs',
          row.depth === 1 ? 'pl-4 text-muted' : 'font-medium',
          row.kind === 'tool' && 'font-mono text-micro',
        )}
      >
        {plainText(row.label)}
        {row.failed ? <span className="text-bad"> failed</span> : null}
      </span>
      <span aria-hidden className="relative h-5 border-l border-line">
        <span
          className={cn(
            'absolute min-w-0.5 rounded-sm',
            row.depth === 1 ? 'inset-y-1.5' : 'inset-y-1',
            row.failed ? 'bg-bad' : FILLS[row.kind],
            row.open && 'animate-pulse',
          )}
          style={{ left: percent(Math.min(row.left, 0.998)), width: percent(row.width) }}
          suppressHydrationWarning
        />
      </span>
      <span className="text-right text-xs tabular-nums" suppressHydrationWarning>
        {formatDuration(row.durationMs)}
        {row.open ? <span className="sr-only"> so far</span> : null}
      </span>
    </li>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
