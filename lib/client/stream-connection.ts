/**
 * The one event stream of a browser tab (browsers allow six connections to a host, so components share it). Topics are
 * counted; a change of topics or a broken connection opens it anew, and what may have been missed is read again.
 */
import { z } from 'zod';
import type { StreamFrame } from '@/lib/schemas/view';

export type ConnectionState = 'connecting' | 'live' | 'offline';

/** The part of EventSource that is used; `open`, `error` and `message` events. */
export type StreamSource = {
  addEventListener: (type: 'open' | 'error' | 'message', listener: (event: { data?: unknown }) => void) => void;
  close: () => void;
};

export type StreamDeps = {
  open: (url: string) => StreamSource;
  onFrame: (frame: StreamFrame) => void;
  /** Called whenever the stream opens: what is shown was read before, and changes in between told nobody. */
  onResume: () => void;
  /** `run:seq` of each run whose events are here, so that the server can go on from there. */
  cursors: () => string[];
};

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 10_000;
/** Topics of one render arrive one by one. */
const SETTLE_MS = 20;

/** The event itself was checked when the server took it in; here only the envelope is. */
const frameSchema = z.union([
  z.object({ type: z.literal('changed'), entity: z.string(), id: z.string() }),
  z.object({ type: z.literal('events'), experimentId: z.string(), runId: z.string(), events: z.array(z.unknown()) }),
]);

export class StreamConnection {
  private readonly deps: StreamDeps;
  private readonly topics = new Map<string, number>();
  private readonly listeners = new Set<() => void>();
  private source: StreamSource | null = null;
  private opened = '';
  private timer: ReturnType<typeof setTimeout> | null = null;
  private failures = 0;
  private current: ConnectionState = 'connecting';

  constructor(deps: StreamDeps) {
    this.deps = deps;
  }

  state = (): ConnectionState => this.current;

  onState = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Returns the function that gives the topics back. */
  subscribe(topics: readonly string[]): () => void {
    for (const topic of topics) this.topics.set(topic, (this.topics.get(topic) ?? 0) + 1);
    this.schedule(SETTLE_MS);
    return () => {
      for (const topic of topics) this.release(topic);
      this.schedule(SETTLE_MS);
    };
  }

  close(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.source?.close();
    this.source = null;
    this.opened = '';
  }

  private release(topic: string): void {
    const count = this.topics.get(topic) ?? 0;
    if (count > 1) this.topics.set(topic, count - 1);
    else this.topics.delete(topic);
  }

  private schedule(delayMs: number): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), delayMs);
  }

  private settle(): void {
    this.timer = null;
    const wanted = [...this.topics.keys()].sort().join(',');
    if (wanted === this.opened && this.source) return;
    this.source?.close();
    this.source = null;
    this.opened = wanted;
    if (wanted === '') return;
    this.connect(wanted);
  }

  private connect(topics: string): void {
    const search = new URLSearchParams({ topics });
    const cursors = this.deps.cursors();
    if (cursors.length > 0) search.set('after', cursors.join(','));
    const source = this.deps.open(`/api/stream?${search.toString()}`);
    this.source = source;
    source.addEventListener('open', () => this.handleOpen());
    source.addEventListener('message', (message) => this.handleMessage(message.data));
    source.addEventListener('error', () => this.handleError(source));
  }

  private handleOpen(): void {
    this.failures = 0;
    this.setState('live');
    this.deps.onResume();
  }

  private handleMessage(data: unknown): void {
    const parsed = frameSchema.safeParse(parseJson(String(data)));
    if (parsed.success) this.deps.onFrame(parsed.data as StreamFrame);
  }

  /** The browser's own retry would use the old cursors and give up on an HTTP error, so the connection is made anew. */
  private handleError(source: StreamSource): void {
    if (source !== this.source) return;
    source.close();
    this.source = null;
    this.failures += 1;
    this.setState(this.failures > 1 ? 'offline' : 'connecting');
    this.schedule(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.failures - 1)));
  }

  private setState(next: ConnectionState): void {
    if (next === this.current) return;
    this.current = next;
    for (const listener of this.listeners) listener();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A frame that is not JSON is not ours.
    return null;
  }
}
