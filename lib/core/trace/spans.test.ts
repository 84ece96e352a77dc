import { describe, expect, it } from 'vitest';
import type { TranscriptEvent } from '../transcript';
import { marksOf, MAX_TOOLS, toolCount } from './marks';
import { spansOf, type SpanInput } from './spans';
import { traceFile } from './trace-file';

const T0 = Date.parse('2026-01-02T03:00:00.000Z');
const at = (ms: number): string => new Date(T0 + ms).toISOString();
const event = (ms: number, value: TranscriptEvent): { at: string; event: TranscriptEvent } => ({
  at: at(ms),
  event: value,
});

const WHOLE: SpanInput['timestamps'] = {
  queued: at(0),
  preparing: at(100),
  agentStarted: at(400),
  agentEnded: at(1400),
  gatesEnded: at(2000),
  stopped: at(2500),
};
const gates = [
  { name: 'lint', durationMs: 100 },
  { name: 'tests', durationMs: 300 },
];

function lines(input: Partial<SpanInput>): string[] {
  const marks = { judgingAt: T0 + 1500, steps: new Map() };
  const spans = spansOf({ timestamps: WHOLE, marks, gates, measures: true, ...input });
  return spans.map(
    ({ name, startedAt, endedAt }) => `${name} ${startedAt - T0}-${endedAt === null ? '' : endedAt - T0}`,
  );
}

describe('the spans of a run', () => {
  it('go from the queue to the metrics without a hole', () => {
    expect(lines({})).toEqual([
      'Wait 0-100',
      'Set-up 100-400',
      'Agent 400-1400',
      'Capture 1400-1500',
      'Gates 1500-2000',
      'lint 1600-1700',
      'tests 1700-2000',
      'Measure 2000-2500',
    ]);
  });

  it('leave out what never began, and end with the run where it was cut off', () => {
    const timestamps = { ...WHOLE, agentStarted: null, agentEnded: null, gatesEnded: null, stopped: at(300) };
    const none = { judgingAt: null, steps: new Map() };
    expect(lines({ timestamps, marks: none, gates: [] })).toEqual(['Wait 0-100', 'Set-up 100-300']);
    const skipped = { ...timestamps, preparing: null };
    expect(lines({ timestamps: skipped, marks: none, gates: [] })).toEqual(['Wait 0-300']);
  });

  it('stay open while the run works', () => {
    const timestamps = { ...WHOLE, agentEnded: null, gatesEnded: null, stopped: null };
    expect(lines({ timestamps, marks: { judgingAt: null, steps: new Map() }, gates: [] }).at(-1)).toBe('Agent 400-');
  });

  it('never run backwards, whatever the clocks of two processes say', () => {
    const spans = spansOf({
      timestamps: { ...WHOLE, agentEnded: at(300) },
      marks: { judgingAt: T0 + 200, steps: new Map() },
      gates,
      measures: false,
    });
    expect(spans.every(({ startedAt, endedAt }) => endedAt === null || endedAt >= startedAt)).toBe(true);
  });

  it('show set-up where it was printed: before the agent, and again before the gates', () => {
    const marks = marksOf([
      event(150, { type: 'step', step: 'system', name: 'image', text: 'pulling' }),
      event(180, { type: 'step', step: 'system', name: 'image', text: 'done' }),
      event(200, { type: 'step', step: 'setup', name: 'setup', text: 'npm ci' }),
      event(350, { type: 'step', step: 'setup', name: 'setup', text: 'added 300 packages' }),
      event(1500, { type: 'status', status: 'judging' }),
      event(1510, { type: 'step', step: 'setup', name: 'setup', text: 'npm ci' }),
      event(1550, { type: 'step', step: 'setup', name: 'setup', text: 'done' }),
      event(1600, { type: 'step', step: 'capture', name: 'capture', text: 'one note' }),
    ]);
    expect(lines({ marks }).filter((line) => /Image |command/.test(line))).toEqual([
      'Image 150-180',
      'Set-up command 200-350',
      'Set-up command 1510-1550',
    ]);
  });
});

describe('what a trace keeps of events', () => {
  it('is one call per tool, from its first word to its end', () => {
    const { tools } = marksOf([
      event(10, { type: 'tool', id: 'a', title: 'Read x', kind: 'read', status: 'pending' }),
      event(20, { type: 'tool', id: 'a', status: 'running', outputDelta: 'text' }),
      event(30, { type: 'tool', id: 'b', title: 'Run tests', kind: 'execute', status: 'running' }),
      event(40, { type: 'tool', id: 'a', status: 'completed' }),
      event(50, { type: 'tool', id: 'a', outputDelta: 'late' }),
    ]);
    expect([...tools.values()]).toEqual([
      { id: 'a', title: 'Read x', kind: 'read', status: 'completed', startedAt: T0 + 10, endedAt: T0 + 40 },
      { id: 'b', title: 'Run tests', kind: 'execute', status: 'running', startedAt: T0 + 30, endedAt: null },
    ]);
  });

  it('has an end, and counts what is beyond it', () => {
    const many = Array.from({ length: MAX_TOOLS + 7 }, (_none, index) =>
      event(index, { type: 'tool', id: `t${index}`, title: 'x'.repeat(5000), status: 'completed' }),
    );
    const marks = marksOf([...many, ...many]);
    expect(marks.tools.size).toBe(MAX_TOOLS);
    expect(toolCount(marks)).toBe(MAX_TOOLS + 7);
    expect(marks.tools.get('t0')?.title.length).toBeLessThan(400);
  });

  it('holds prompts in their order, the model that the agent names, and how long it stood still', () => {
    const marks = marksOf([
      event(0, { type: 'session', sessionId: null, model: 'large', version: '1.2' }),
      event(1, { type: 'prompt', text: 'first' }),
      event(2, { type: 'paused' }),
      event(5, { type: 'session', sessionId: null, model: null, version: null }),
      event(9, { type: 'resumed' }),
      event(10, { type: 'prompt', text: 'second' }),
      event(11, { type: 'message', id: null, text: 'not kept' }),
    ]);
    expect(marks.prompts.map((prompt) => prompt.text)).toEqual(['first', 'second']);
    expect(marks).toMatchObject({ model: 'large', version: '1.2', pausedMs: 7, pausedAt: null });
  });
});

describe('the name of a trace', () => {
  const name = (variant: string, repeat = 0, superseded = false): string =>
    traceFile({ id: 'r1', variant, repeat, superseded });

  it('is the id of its variant, and differs for repeats and for runs that were replaced', () => {
    expect([name('a'), name('a', 1), name('a', 0, true), name('a', 1, true)]).toEqual([
      'a.json',
      'a@2.json',
      'a@r1.json',
      'a@2@r1.json',
    ]);
  });

  it('is never that of the index', () => {
    expect([name('index'), name('INDEX'), name('index', 1)]).toEqual(['index@1.json', 'INDEX@1.json', 'index@2.json']);
  });
});
