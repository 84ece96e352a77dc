import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import type { EventView } from '@/lib/schemas/view';
import { createFrameApplier } from './apply-frame';
import { experimentQuery, experimentsQuery, hostQuery, imagesQuery, runEventsQuery } from './queries';

function event(seq: number): EventView {
  return { seq, at: '2026-11-21T00:00:00.000Z', event: { type: 'turn_end', reason: '' } };
}

function setUp(seqs: number[] | null) {
  const client = new QueryClient();
  const { queryKey } = runEventsQuery('r1');
  if (seqs) client.setQueryData(queryKey, seqs.map(event));
  const send = (...added: number[]) =>
    createFrameApplier(client)({ type: 'events', experimentId: 'e1', runId: 'r1', events: added.map(event) });
  const seen = () => client.getQueryData<EventView[]>(queryKey)?.map((one) => one.seq);
  const isStale = () => client.getQueryState(queryKey)?.isInvalidated;
  return { client, send, seen, isStale };
}

describe('events frame', () => {
  it('appends to the run that is being read, once each', () => {
    const { send, seen, isStale } = setUp([1, 2]);
    send(2, 3);
    expect(seen()).toEqual([1, 2, 3]);
    expect(isStale()).toBe(false);
  });

  it('asks for what is missing when there is a gap', () => {
    const { send, seen, isStale } = setUp([1, 2]);
    send(5);
    expect(seen()).toEqual([1, 2, 5]);
    expect(isStale()).toBe(true);
  });

  it('ignores runs that nobody reads', () => {
    const { send, seen } = setUp(null);
    send(1);
    expect(seen()).toBeUndefined();
  });
});

describe('changed frame', () => {
  it('marks the experiment and every list of experiments as stale, and nothing else', () => {
    const client = new QueryClient();
    const keys: (readonly unknown[])[] = [
      experimentQuery('e1'),
      experimentQuery('e2'),
      experimentsQuery(),
      experimentsQuery({ projectId: 'p' }),
    ].map((query) => query.queryKey);
    for (const key of keys) client.setQueryData(key, {});
    createFrameApplier(client)({ type: 'changed', entity: 'experiment', id: 'e1' });
    expect(keys.map((key) => client.getQueryState(key)?.isInvalidated)).toEqual([true, false, true, true]);
  });

  it('keeps what is said of the computer and of its images apart', () => {
    const client = new QueryClient();
    const keys = [hostQuery().queryKey, imagesQuery().queryKey];
    for (const key of keys) client.setQueryData(key, []);
    createFrameApplier(client)({ type: 'changed', entity: 'image', id: 'i1' });
    expect(keys.map((key) => client.getQueryState(key)?.isInvalidated)).toEqual([false, true]);
  });
});
