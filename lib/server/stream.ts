import 'server-only';
import { listenForSignals, type Signal } from '@/lib/db/signals';
import { env } from '@/lib/env';
import { reportError } from '@/lib/logger';
import type { StreamFrame } from '@/lib/schemas/view';
import { authorise } from '@/lib/server/auth';
import { authorised } from '@/lib/server/use-cases';
import { shutdownSignal } from '@/lib/server/shutdown';
import type { Bakeoff } from '@/lib/services/bakeoff';

const PING_MS = 15_000;
const BATCH = 500;

type Subscriber = (signal: Signal) => void;
type Hub = { subscribers: Set<Subscriber>; listening: Promise<unknown> | null };

/** One LISTEN connection per process, whatever the number of streams. */
const holder = globalThis as typeof globalThis & { bakeoffHub?: Hub };
holder.bakeoffHub ??= { subscribers: new Set(), listening: null };
const hub = holder.bakeoffHub;

async function listen(): Promise<void> {
  hub.listening ??= listenForSignals(env().DATABASE_URL ?? '', (signal) => {
    for (const each of hub.subscribers) each(signal);
  }).catch((cause: unknown) => {
    hub.listening = null;
    throw cause;
  });
  await hub.listening;
}

function subscribe(subscriber: Subscriber): () => void {
  hub.subscribers.add(subscriber);
  return () => hub.subscribers.delete(subscriber);
}

/** Calls back when the experiment changed, until what it returns is called. */
export async function onExperimentChange(id: string, listener: () => void): Promise<() => void> {
  await authorise();
  await listen();
  return subscribe((signal) => {
    if (signal.type === 'resync' || (signal.type === 'experiment' && signal.id === id)) listener();
  });
}

const MAX_TOPICS = 50;

/** `topics=experiments,experiment:ID` and `after=RUN:SEQ,RUN:SEQ`. */
export function openRequestedStream(request: Request): Promise<Response> {
  const search = new URL(request.url).searchParams;
  const topics = new Set((search.get('topics') ?? '').split(',').filter(Boolean).slice(0, MAX_TOPICS));
  const cursors = new Map<string, number>();
  for (const entry of (search.get('after') ?? '').split(',')) {
    const [runId, seq] = entry.split(':');
    if (runId && /^\d{1,9}$/.test(seq ?? '')) cursors.set(runId, Number(seq));
  }
  return openStream({ topics, cursors, signal: request.signal });
}

type StreamRequest = {
  /** `experiments`, `experiment:ID`, `trial:ID`, `agents`, `projects`, `host`, `images`. */
  topics: Set<string>;
  /** Run id to the number of the last event that the browser has. */
  cursors: Map<string, number>;
  signal: AbortSignal;
};

/** Server-sent events: what changed, and the new events of watched runs in order without a gap. */
async function openStream(request: StreamRequest): Promise<Response> {
  const bakeoff = await authorised();
  // Before the answer begins: the browser reads again once it has begun, and what changes after that must reach it.
  await listen();
  const encoder = new TextEncoder();
  let stop: (() => void) | null = null;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string): void => controller.enqueue(encoder.encode(text));
      const send = (frame: StreamFrame): void => write(`data: ${JSON.stringify(frame)}\n\n`);
      const events = new EventFeed({ bakeoff, cursors: request.cursors, send });
      const leave = subscribe((signal) => route({ signal, topics: request.topics, send, events }));
      const ping = setInterval(() => write(': ping\n\n'), PING_MS);
      let closed = false;
      stop = () => {
        if (closed) return;
        closed = true;
        clearInterval(ping);
        leave();
        events.close();
        controller.close();
      };
      request.signal.addEventListener('abort', stop);
      shutdownSignal.addEventListener('abort', stop);
      write('retry: 1000\n: open\n\n');
      events.catchUp();
    },
    cancel() {
      stop?.();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

type Route = { signal: Signal; topics: Set<string>; send: (frame: StreamFrame) => void; events: EventFeed };

function route({ signal, topics, send, events }: Route): void {
  switch (signal.type) {
    case 'events':
      if (topics.has(`experiment:${signal.experimentId}`)) events.read(signal.runId, signal.experimentId);
      return;
    case 'experiment':
      if (topics.has('experiments') || topics.has(`experiment:${signal.id}`)) {
        send({ type: 'changed', entity: 'experiment', id: signal.id });
      }
      return;
    case 'trial':
      if (topics.has(`trial:${signal.id}`)) send({ type: 'changed', entity: 'trial', id: signal.id });
      return;
    case 'project':
      if (topics.has('projects')) send({ type: 'changed', entity: 'project', id: signal.id });
      return;
    case 'agents':
      if (topics.has('agents')) send({ type: 'changed', entity: 'agents', id: signal.id });
      return;
    case 'host':
      if (topics.has('host')) send({ type: 'changed', entity: 'host', id: signal.id });
      return;
    case 'image':
      if (topics.has('images')) send({ type: 'changed', entity: 'image', id: signal.id });
      return;
    case 'resync':
      resync(topics, send);
      events.catchUp();
      return;
    case 'job':
    case 'control':
      return;
  }
}

function resync(topics: Set<string>, send: (frame: StreamFrame) => void): void {
  for (const topic of topics) {
    const [entity, id] = topic.split(':');
    if (id && (entity === 'experiment' || entity === 'trial')) send({ type: 'changed', entity, id });
  }
}

type FeedInput = { bakeoff: Bakeoff; cursors: Map<string, number>; send: (frame: StreamFrame) => void };

/** New events of runs, each run read by one reader at a time, so that its events stay in order. */
class EventFeed {
  readonly #input: FeedInput;
  readonly #experiments = new Map<string, string>();
  readonly #busy = new Set<string>();
  readonly #again = new Set<string>();
  #closed = false;

  constructor(input: FeedInput) {
    this.#input = input;
  }

  read(runId: string, experimentId: string): void {
    this.#experiments.set(runId, experimentId);
    if (this.#busy.has(runId)) {
      this.#again.add(runId);
      return;
    }
    this.#busy.add(runId);
    this.#drain(runId)
      .catch(reportError)
      .finally(() => this.#busy.delete(runId));
  }

  /** What came while the browser was away. */
  catchUp(): void {
    for (const runId of this.#input.cursors.keys()) this.read(runId, this.#experiments.get(runId) ?? '');
  }

  close(): void {
    this.#closed = true;
  }

  async #drain(runId: string): Promise<void> {
    const { bakeoff, cursors, send } = this.#input;
    for (;;) {
      this.#again.delete(runId);
      // A run that the browser has not opened: only what is new from here on.
      const after = cursors.get(runId) ?? (await this.#lastSeen(runId));
      const events = await bakeoff.runs.events({ runId, after, limit: BATCH });
      if (this.#closed) return;
      const last = events.at(-1);
      if (last) {
        cursors.set(runId, last.seq);
        send({ type: 'events', experimentId: this.#experiments.get(runId) ?? '', runId, events });
      }
      if (events.length < BATCH && !this.#again.has(runId)) return;
    }
  }

  async #lastSeen(runId: string): Promise<number> {
    const newest = await this.#input.bakeoff.runs.lastSeq(runId);
    return Math.max(0, newest - 1);
  }
}
