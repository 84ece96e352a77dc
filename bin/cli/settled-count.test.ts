import { describe, expect, it } from 'vitest';
import { EMPTY_TRANSCRIPT, foldTranscript, type TranscriptEvent } from '@/lib/core/transcript';
import { settledCount } from './settled-count';

function fold(...events: TranscriptEvent[]) {
  const entries = events.map((event, seq) => ({ seq, at: '2026-01-01T00:00:00.000Z', event }));
  return foldTranscript(EMPTY_TRANSCRIPT, entries).items;
}

const tool = (id: string, status: 'running' | 'completed'): TranscriptEvent => ({
  type: 'tool',
  id,
  title: 'npm test',
  kind: 'execute',
  status,
  outputDelta: 'ok\u001b]0;owned\u0007\n',
});

describe('settledCount', () => {
  const said: TranscriptEvent = { type: 'message', id: 'm', text: 'Hi' };

  it('waits with the last entry, which may go on', () => {
    expect(settledCount(fold(said), 0, { forGates: false })).toBe(0);
    expect(settledCount(fold(said, { type: 'paused' }), 0, { forGates: false })).toBe(1);
  });

  it('waits at a call that still runs, so that the order stays', () => {
    const items = fold(said, tool('a', 'running'), tool('b', 'completed'), { type: 'paused' });
    expect(settledCount(items, 0, { forGates: false })).toBe(1);
  });

  it('goes on from where it was', () => {
    const items = fold(said, tool('a', 'completed'), { type: 'paused' });
    expect(settledCount(items, 2, { forGates: false })).toBe(2);
  });

  it('waits at a gate where it matters whether it holds', () => {
    const items = fold({ type: 'step', step: 'gate', name: 'tests', text: 'not ok' }, { type: 'paused' });
    expect(settledCount(items, 0, { forGates: true })).toBe(0);
    expect(settledCount(items, 0, { forGates: false })).toBe(1);
  });
});
