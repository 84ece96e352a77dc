import { describe, expect, it } from 'vitest';
import { EMPTY_TRANSCRIPT, foldTranscript, type TranscriptEvent } from './transcript';
import { countByFilter, filterTranscript, findFirstFailure, type TranscriptFilter } from './transcript-filter';

const EVENTS: TranscriptEvent[] = [
  { type: 'session', sessionId: null, model: 'm', version: null },
  { type: 'prompt', text: 'Repair it.' },
  { type: 'thought', id: null, text: 'Hm.' },
  { type: 'tool', id: 'read', title: 'Read a.ts', kind: 'read', status: 'failed' },
  { type: 'tool', id: 'test', title: 'npm test', kind: 'execute', status: 'completed' },
  { type: 'tool', id: 'lint', title: 'npm run lint', kind: 'execute', status: 'failed' },
  { type: 'output', stream: 'stderr', text: 'a warning' },
  { type: 'notice', level: 'warning', text: 'slow' },
  { type: 'notice', level: 'error', text: 'broken' },
  { type: 'blocked', host: 'example.com', port: 443 },
  { type: 'message', id: 'm', text: 'Done.' },
  { type: 'step', step: 'gate', name: 'tests', text: 'not ok' },
  { type: 'step', step: 'gate', name: 'types', text: 'ok' },
  { type: 'failure', failure: { type: 'gate_failed', message: 'Gate "tests" failed.', remedy: 'Look.' } },
];

function fold(events: readonly TranscriptEvent[]) {
  return foldTranscript(
    EMPTY_TRANSCRIPT,
    events.map((event, seq) => ({ seq, at: '2026-01-01T00:00:00.000Z', event })),
  ).items;
}

const items = fold(EVENTS);
const facts = { failedGates: ['tests'] };
const keys = (filter: TranscriptFilter | null) => filterTranscript(items, filter, facts).map((item) => item.key);

describe('filterTranscript', () => {
  it.each([
    [null, EVENTS.map((_, index) => index)],
    ['messages', [1, 2, 10]],
    ['tools', [3, 4, 5]],
    ['commands', [4, 5, 6, 11, 12]],
    ['errors', [3, 5, 8, 9, 11, 13]],
  ] as const)('shows of %s only what belongs to it, in order', (filter, expected) => {
    expect(keys(filter)).toEqual(expected);
  });

  it('counts what each filter leaves', () => {
    expect(countByFilter(items, facts)).toEqual({ messages: 3, tools: 3, commands: 5, errors: 6 });
  });

  it('calls a gate an error only where it does not hold', () => {
    const shown = filterTranscript(items, 'errors', { failedGates: [] });
    expect(shown.map((item) => item.key)).not.toContain(11);
  });
});

describe('findFirstFailure', () => {
  it('finds the first failing command, though another kind of error came before', () => {
    expect(findFirstFailure(items, facts)).toEqual({ key: 5, isCommand: true });
  });

  it('takes a red gate for a failing command', () => {
    const without = items.filter((item) => item.key !== 5);
    expect(findFirstFailure(without, facts)).toEqual({ key: 11, isCommand: true });
  });

  it('falls back to the first error where no command failed', () => {
    const without = items.filter((item) => item.key !== 5);
    expect(findFirstFailure(without, { failedGates: [] })).toEqual({ key: 3, isCommand: false });
  });

  it('finds nothing where nothing failed', () => {
    expect(findFirstFailure(fold(EVENTS.slice(0, 3)), facts)).toBeNull();
  });
});
