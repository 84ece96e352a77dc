import { describe, expect, it } from 'vitest';
import { EMPTY_TRANSCRIPT, foldTranscript, type TranscriptEvent } from './transcript';
import { entryLines } from './transcript-lines';

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

describe('entryLines', () => {
  it('says whose an entry is, and drops what a terminal would obey', () => {
    expect(fold(tool('a', 'completed')).map(entryLines)).toEqual(['\n--- execute, completed\nnpm test\nok\n']);
  });

  it('needs no text below the head', () => {
    expect(fold({ type: 'paused' }).map(entryLines)).toEqual(['\n--- paused\n']);
  });
});
