/** A run's spans and tool calls as the rows of a drawing. Pure. */
import type { TraceTool } from './marks';
import type { Span, SpanKind } from './spans';

export type WaterfallTool = Pick<TraceTool, 'title' | 'kind' | 'status' | 'startedAt' | 'endedAt'>;

export type WaterfallRow = {
  key: string;
  kind: SpanKind | 'tool';
  label: string;
  depth: 0 | 1;
  failed: boolean;
  /** It has not ended yet. */
  open: boolean;
  durationMs: number;
  /** Shares of the whole, from 0 to 1. */
  left: number;
  width: number;
};

export type Waterfall = { fromMs: number; lengthMs: number; rows: WaterfallRow[]; hiddenTools: number };

type Input = {
  spans: readonly Span[];
  tools: readonly WaterfallTool[];
  nowMs: number;
  /** Of what is longer only so many are shown. */
  maxTools: number;
};

type Bar = Pick<WaterfallRow, 'key' | 'kind' | 'label' | 'depth' | 'failed'> & {
  startedAt: number;
  endedAt: number | null;
};

/** Tool calls stand below the agent that made them. Null where nothing has taken time yet. */
export function buildWaterfall({ spans, tools, nowMs, maxTools }: Input): Waterfall | null {
  const bars: Bar[] = [];
  for (const [index, span] of spans.entries()) {
    bars.push({ ...span, key: `span ${index}`, label: span.name, failed: false });
    if (span.kind === 'agent') bars.push(...tools.slice(0, maxTools).map(toBar));
  }
  if (bars.length === 0) return null;
  const fromMs = Math.min(...bars.map((bar) => bar.startedAt));
  const until = (bar: Bar): number => Math.max(bar.startedAt, bar.endedAt ?? nowMs);
  const lengthMs = Math.max(1, ...bars.map((bar) => until(bar) - fromMs));
  const rows = bars.map(({ startedAt, endedAt, ...bar }) => {
    const durationMs = until({ startedAt, endedAt, ...bar }) - startedAt;
    const left = (startedAt - fromMs) / lengthMs;
    return { ...bar, open: endedAt === null, durationMs, left, width: durationMs / lengthMs };
  });
  return { fromMs, lengthMs, rows, hiddenTools: Math.max(0, tools.length - maxTools) };
}

function toBar(tool: WaterfallTool, index: number): Bar {
  const { title, status, startedAt, endedAt } = tool;
  return {
    key: `tool ${index}`,
    kind: 'tool',
    label: title,
    depth: 1,
    failed: status === 'failed',
    startedAt,
    endedAt,
  };
}

type TraceTimes = { start: string; end: string | null };

/** What a stored trace holds, in the numbers that are drawn. */
export function drawnOf(trace: {
  timing: { spans: readonly (Pick<Span, 'kind' | 'name' | 'depth'> & TraceTimes)[] };
  tools: { calls: readonly (Pick<TraceTool, 'title' | 'kind' | 'status'> & TraceTimes)[] };
}): { spans: Span[]; tools: WaterfallTool[] } {
  return {
    spans: trace.timing.spans.map(({ kind, name, depth, ...times }) => ({ kind, name, depth, ...readTimes(times) })),
    tools: trace.tools.calls.map(({ title, kind, status, ...times }) => ({ title, kind, status, ...readTimes(times) })),
  };
}

function readTimes({ start, end }: TraceTimes): { startedAt: number; endedAt: number | null } {
  return { startedAt: Date.parse(start), endedAt: end === null ? null : Date.parse(end) };
}
