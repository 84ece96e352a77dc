import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StreamFrame } from '@/lib/schemas/view';
import { StreamConnection } from './stream-connection';

type Listener = (event: { data?: unknown }) => void;
type FakeSource = { url: string; closed: boolean; emit: (type: string, data?: string) => void };

function setUp() {
  const sources: FakeSource[] = [];
  const frames: StreamFrame[] = [];
  const onResume = vi.fn<() => void>();
  const connection = new StreamConnection({
    open: (url) => {
      const listeners = new Map<string, Listener>();
      const source: FakeSource = {
        url: decodeURIComponent(url),
        closed: false,
        emit: (type, data) => listeners.get(type)?.({ data }),
      };
      sources.push(source);
      return {
        addEventListener: (type, listener) => listeners.set(type, listener),
        close: () => {
          source.closed = true;
        },
      };
    },
    onFrame: (frame) => frames.push(frame),
    onResume,
    cursors: () => ['r1:7'],
  });
  return { sources, frames, onResume, connection };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('StreamConnection', () => {
  it('opens one stream for all topics of a render, with the cursors of the runs', () => {
    const { sources, connection } = setUp();
    connection.subscribe(['experiments']);
    connection.subscribe(['experiment:e1', 'experiments']);
    vi.advanceTimersByTime(50);
    expect(sources.map((source) => source.url)).toEqual(['/api/stream?topics=experiment:e1,experiments&after=r1:7']);
  });

  it('stays open while one of two subscribers still wants the topic', () => {
    const { sources, connection } = setUp();
    const first = connection.subscribe(['experiments']);
    connection.subscribe(['experiments']);
    vi.advanceTimersByTime(50);
    first();
    vi.advanceTimersByTime(50);
    expect(sources).toHaveLength(1);
    expect(sources[0]?.closed).toBe(false);
  });

  it('reads again what is shown when it opens, as the page was made before', () => {
    const { sources, onResume, connection } = setUp();
    connection.subscribe(['experiments']);
    vi.advanceTimersByTime(50);
    expect(onResume).not.toHaveBeenCalled();
    sources[0]?.emit('open');
    expect(onResume).toHaveBeenCalledTimes(1);
  });

  it('reads again what is shown when topics are added', () => {
    const { sources, onResume, connection } = setUp();
    connection.subscribe(['experiments']);
    vi.advanceTimersByTime(50);
    sources[0]?.emit('open');
    onResume.mockClear();
    connection.subscribe(['trial:t1']);
    vi.advanceTimersByTime(50);
    sources[1]?.emit('open');
    expect(sources[0]?.closed).toBe(true);
    expect(onResume).toHaveBeenCalledTimes(1);
  });

  it('backs off while the server is away and says so', () => {
    const { sources, connection } = setUp();
    connection.subscribe(['experiments']);
    vi.advanceTimersByTime(50);
    sources[0]?.emit('open');
    expect(connection.state()).toBe('live');
    sources[0]?.emit('error');
    expect(connection.state()).toBe('connecting');
    vi.advanceTimersByTime(250);
    sources[1]?.emit('error');
    expect(connection.state()).toBe('offline');
    vi.advanceTimersByTime(250);
    expect(sources).toHaveLength(2);
    vi.advanceTimersByTime(250);
    expect(sources).toHaveLength(3);
    sources[2]?.emit('open');
    expect(connection.state()).toBe('live');
  });

  it('passes frames on and ignores what is not one', () => {
    const { sources, frames, connection } = setUp();
    connection.subscribe(['experiments']);
    vi.advanceTimersByTime(50);
    sources[0]?.emit('message', '{"type":"changed","entity":"experiment","id":"e1"}');
    sources[0]?.emit('message', 'ping');
    sources[0]?.emit('message', '{"type":"other"}');
    expect(frames).toEqual([{ type: 'changed', entity: 'experiment', id: 'e1' }]);
  });

  it('closes when nobody listens any more', () => {
    const { sources, connection } = setUp();
    const leave = connection.subscribe(['experiments']);
    vi.advanceTimersByTime(50);
    leave();
    vi.advanceTimersByTime(50);
    expect(sources[0]?.closed).toBe(true);
  });
});
