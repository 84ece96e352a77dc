import { expect, it } from 'vitest';
import type { Span } from './spans';
import { buildWaterfall, drawnOf, type WaterfallTool } from './waterfall';

const span = (kind: Span['kind'], startedAt: number, endedAt: number | null): Span => ({
  kind,
  name: kind,
  depth: 0,
  startedAt,
  endedAt,
});
const tool = (title: string, startedAt: number, endedAt: number | null): WaterfallTool => ({
  title,
  kind: 'execute',
  status: endedAt === null ? 'running' : 'failed',
  startedAt,
  endedAt,
});

it('puts tool calls below the agent, and says how many it leaves out', () => {
  const drawn = buildWaterfall({
    spans: [span('wait', 1000, 1100), span('agent', 1100, 1900), span('gates', 1900, 2000)],
    tools: [tool('Read', 1200, 1300), tool('Edit', 1300, 1500), tool('Test', 1500, 1600)],
    nowMs: 9999,
    maxTools: 2,
  });
  expect(drawn?.rows.map((row) => row.label)).toEqual(['wait', 'agent', 'Read', 'Edit', 'gates']);
  expect(drawn).toMatchObject({ fromMs: 1000, lengthMs: 1000, hiddenTools: 1 });
  expect(drawn?.rows[3]).toMatchObject({ depth: 1, failed: true, open: false, left: 0.3, width: 0.2, durationMs: 200 });
});

it('lets what is open grow to now, and never past the edge', () => {
  const drawn = buildWaterfall({
    spans: [span('agent', 0, null)],
    tools: [tool('Run', 50, null)],
    nowMs: 100,
    maxTools: 9,
  });
  expect(drawn?.rows.map(({ open, left, width }) => [open, left + width])).toEqual([
    [true, 1],
    [true, 1],
  ]);
});

it('is nothing where nothing has begun, and has no width below none', () => {
  expect(buildWaterfall({ spans: [], tools: [], nowMs: 0, maxTools: 1 })).toBeNull();
  const behind = buildWaterfall({ spans: [span('agent', 500, null)], tools: [], nowMs: 400, maxTools: 1 });
  expect(behind?.rows[0]).toMatchObject({ width: 0, durationMs: 0 });
});

it('reads a stored trace back', () => {
  const iso = (at: number): string => new Date(at).toISOString();
  const { spans, tools } = drawnOf({
    timing: { spans: [{ kind: 'agent', name: 'Agent', depth: 0, start: iso(5), end: null }] },
    tools: { calls: [{ title: 'Read', kind: 'read', status: 'completed', start: iso(6), end: iso(9) }] },
  });
  expect(spans).toEqual([{ kind: 'agent', name: 'Agent', depth: 0, startedAt: 5, endedAt: null }]);
  expect(tools[0]).toMatchObject({ startedAt: 6, endedAt: 9 });
});
