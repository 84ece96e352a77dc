import { expect, test } from 'vitest';
import { eventText } from '@/lib/schemas/event-text';

test('keeps pieces of one message together', () => {
  const pieces = ['Hel', 'lo\n'].map((text) => eventText({ type: 'message', id: 'm', text }));
  expect(pieces.join('')).toBe('Hello\n');
});

test('shows tools, failures and state changes on lines of their own', () => {
  expect(eventText({ type: 'tool', id: 't', title: 'run\nls', outputDelta: 'a.txt\n' })).toBe('\n* run ls\na.txt\n');
  expect(eventText({ type: 'status', status: 'judging' })).toBe('\n--- judging\n');
  const failure = { type: 'agent_missing' as const, message: 'No claude.', remedy: 'Install it.' };
  expect(eventText({ type: 'failure', failure })).toBe('\nNo claude.\nInstall it.\n');
});

test('drops escapes and what nobody reads', () => {
  expect(eventText({ type: 'output', stream: 'stdout', text: '\u001b[2Jx' })).toBe('x');
  expect(eventText({ type: 'thought', id: null, text: 'hm' })).toBeNull();
  expect(eventText({ type: 'tool', id: 't', status: 'completed' })).toBeNull();
});

test('says what the network refused and when a run stood still, and leaves samples out', () => {
  expect(eventText({ type: 'blocked', host: 'registry.example', port: 443 })).toBe(
    '\nwanted registry.example:443; the network policy refused it\n',
  );
  expect(eventText({ type: 'paused' })).toBe('\n--- paused\n');
  const sample = { cpuMs: 1, memoryBytes: 1, pids: 1, diskBytes: 1, sentBytes: 0, receivedBytes: 0 };
  expect(eventText({ type: 'resources', ...sample })).toBeNull();
});
