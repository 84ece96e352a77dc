import { describe, expect, it } from 'vitest';
import {
  collectOutput,
  EMPTY_TRANSCRIPT,
  foldTranscript,
  lastLines,
  latestText,
  type TranscriptEvent,
} from './transcript';

function entries(events: TranscriptEvent[], from = 0): { seq: number; at: string; event: TranscriptEvent }[] {
  return events.map((event, index) => ({ seq: from + index, at: '2026-01-01T00:00:00.000Z', event }));
}

function fold(...events: TranscriptEvent[]) {
  return foldTranscript(EMPTY_TRANSCRIPT, entries(events)).items;
}

function plan(text: string): TranscriptEvent {
  return { type: 'plan', entries: [{ text, status: 'pending' }] };
}

describe('foldTranscript', () => {
  it('joins pieces of one message and keeps another id apart', () => {
    const items = fold(
      { type: 'message', id: 'm1', text: 'Hel' },
      { type: 'message', id: 'm1', text: 'lo' },
      { type: 'message', id: 'm2', text: 'Next' },
    );
    expect(items).toMatchObject([
      { type: 'message', text: 'Hello', key: 0 },
      { type: 'message', text: 'Next', key: 2 },
    ]);
  });

  it('does not join a thought to a message', () => {
    expect(fold({ type: 'message', id: null, text: 'a' }, { type: 'thought', id: null, text: 'b' })).toHaveLength(2);
  });

  it('changes a tool call in place and appends its output', () => {
    const items = fold(
      { type: 'tool', id: 't', title: 'npm test', kind: 'execute', status: 'running' },
      { type: 'message', id: null, text: 'waiting' },
      { type: 'tool', id: 't', outputDelta: 'ok 1\n' },
      { type: 'tool', id: 't', status: 'completed', outputDelta: 'ok 2\n' },
    );
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({ title: 'npm test', status: 'completed', output: 'ok 1\nok 2\n', key: 0 });
  });

  it('rewrites the plan of a turn and starts another one after the next prompt', () => {
    const items = fold(
      { type: 'prompt', text: 'go' },
      plan('one'),
      plan('two'),
      { type: 'prompt', text: 'more' },
      plan('three'),
    );
    expect(items.map((item) => item.type)).toEqual(['prompt', 'plan', 'prompt', 'plan']);
    expect(items[1]).toMatchObject({ entries: [{ text: 'two' }] });
  });

  it('puts the answer to the permission request it belongs to', () => {
    const items = fold(
      { type: 'permission', id: 'p', title: 'Run rm', kind: 'execute', input: null, options: [] },
      { type: 'permission_answer', id: 'p', optionId: 'no', by: 'person' },
      { type: 'permission_answer', id: 'unheard of', optionId: null, by: 'policy' },
    );
    expect(items).toMatchObject([{ answer: { optionId: 'no', by: 'person' } }]);
  });

  it('says what the network refused and when it stood still, and leaves samples out', () => {
    const items = fold(
      { type: 'resources' },
      { type: 'blocked', host: 'registry.example', port: 443 },
      { type: 'paused' },
      { type: 'resumed' },
    );
    expect(items.map((item) => item.type)).toEqual(['blocked', 'paused', 'resumed']);
  });

  it('ignores events that it has already folded', () => {
    const first = foldTranscript(EMPTY_TRANSCRIPT, entries([{ type: 'message', id: 'm', text: 'a' }]));
    const again = foldTranscript(first, entries([{ type: 'message', id: 'm', text: 'a' }]));
    expect(again).toBe(first);
  });

  it('keeps unchanged items identical when more arrives', () => {
    const first = foldTranscript(
      EMPTY_TRANSCRIPT,
      entries([
        { type: 'prompt', text: 'go' },
        { type: 'message', id: 'm', text: 'a' },
      ]),
    );
    const next = foldTranscript(first, entries([{ type: 'message', id: 'm', text: 'b' }], 2));
    expect(next.items[0]).toBe(first.items[0]);
    expect(next.items[1]).not.toBe(first.items[1]);
    expect(next.items[1]).toMatchObject({ text: 'ab' });
  });

  it('cuts the head of an endless output', () => {
    const items = fold(
      { type: 'output', stream: 'stdout', text: 'x'.repeat(250_000) },
      { type: 'output', stream: 'stdout', text: 'end' },
    );
    const [item] = items;
    expect(item).toMatchObject({ type: 'output' });
    if (item?.type !== 'output') return;
    expect(item.text.length).toBeLessThan(200_100);
    expect(item.text.endsWith('end')).toBe(true);
  });

  it('keeps lines of one step together and leaves usage out', () => {
    const items = fold(
      { type: 'step', step: 'gate', name: 'tests', text: 'a' },
      { type: 'step', step: 'gate', name: 'tests', text: 'b' },
      { type: 'usage' },
      { type: 'step', step: 'gate', name: 'lint', text: 'c' },
    );
    expect(items).toMatchObject([{ text: 'a\nb' }, { name: 'lint' }]);
  });
});

describe('what a run says right now', () => {
  it('takes the last lines that hold anything', () => {
    expect(lastLines('one\n\n  \ntwo\r\nthree\n', 2)).toEqual(['two', 'three']);
  });

  it('mixes messages, tools and steps in the order of their arrival', () => {
    const events = entries([
      { type: 'message', id: null, text: 'Look' },
      { type: 'message', id: null, text: 'ing' },
      { type: 'thought', id: null, text: 'hm' },
      { type: 'tool', id: 't', title: 'Read a.js' },
      { type: 'step', step: 'gate', name: 'tests', text: 'ok\n' },
    ]);
    expect(latestText(events, 5)).toEqual(['Looking', 'hm', '› Read a.js', 'ok']);
  });

  it('collects one stream of a command agent', () => {
    const events = entries([
      { type: 'output', stream: 'stdout', text: 'a' },
      { type: 'output', stream: 'stderr', text: '!' },
      { type: 'output', stream: 'stdout', text: 'b' },
    ]);
    expect(collectOutput(events, 'stdout')).toBe('ab');
  });
});
