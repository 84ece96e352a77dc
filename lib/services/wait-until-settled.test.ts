import { expect, test } from 'vitest';
import { isSettled } from '@/lib/schemas/result';
import { waitUntilSettled } from '@/lib/services/wait-until-settled';
import { sampleExperiment } from '@/lib/testing/sample-view';

const never = new AbortController().signal;

function world() {
  const state = { status: 'running' as 'running' | 'done', listeners: new Set<() => void>() };
  return {
    state,
    ring: () => state.listeners.forEach((listener) => listener()),
    read: async () => sampleExperiment({ status: state.status }),
    onChange: async (listener: () => void) => {
      state.listeners.add(listener);
      return () => void state.listeners.delete(listener);
    },
  };
}

test('answers as soon as the experiment is settled, and listens no longer', async () => {
  const { state, ring, read, onChange } = world();
  const waiting = waitUntilSettled({ read, isSettled, onChange, timeoutMs: 60_000, signal: never });
  await new Promise(setImmediate);
  ring();
  state.status = 'done';
  ring();
  expect((await waiting)?.status).toBe('done');
  expect(state.listeners.size).toBe(0);
});

test('answers as it is when the time is over', async () => {
  const { read, onChange } = world();
  expect((await waitUntilSettled({ read, isSettled, onChange, timeoutMs: 20, signal: never }))?.status).toBe('running');
  expect((await waitUntilSettled({ read, isSettled, onChange, timeoutMs: 0, signal: never }))?.status).toBe('running');
});

test('ends when nobody waits any more, or the experiment is gone', async () => {
  const { read, onChange } = world();
  const gone = new AbortController();
  const waiting = waitUntilSettled({ read, isSettled, onChange, timeoutMs: 60_000, signal: gone.signal });
  gone.abort();
  expect((await waiting)?.status).toBe('running');
  expect(
    await waitUntilSettled({ read: async () => null, isSettled, onChange, timeoutMs: 60_000, signal: never }),
  ).toBeNull();
});
