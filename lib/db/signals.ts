/** Signals between processes through PostgreSQL's NOTIFY: what changed, never the change itself. */
import { Client } from 'pg';
import type { Tx } from '@/lib/db/client';

const CHANNEL = 'bakeoff';
const RECONNECT_MS = 500;

export type Signal =
  | { type: 'experiment'; id: string }
  | { type: 'events'; experimentId: string; runId: string }
  | { type: 'project'; id: string }
  | { type: 'trial'; id: string }
  | { type: 'agents'; id: string }
  | { type: 'host'; id: string }
  | { type: 'image'; id: string }
  /** A job was queued. */
  | { type: 'job' }
  /** A run has something for its owner: a cancel, a message, an answer. */
  | { type: 'control'; runId: string }
  /** The connection was lost and is back: anything may have changed. */
  | { type: 'resync' };

/** Delivered when the transaction commits. */
export async function sendSignal(tx: Tx, signal: Signal): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${CHANNEL}, ${JSON.stringify(signal)})`;
}

export type SignalListener = { close: () => Promise<void> };

/** Listens on a connection of its own and comes back after a lost one. */
export async function listenForSignals(url: string, onSignal: (signal: Signal) => void): Promise<SignalListener> {
  let closed = false;
  let client: Client | null = null;

  const connect = async (): Promise<void> => {
    const next = new Client({ connectionString: url, keepAlive: true });
    next.on('notification', (message) => {
      if (message.payload) onSignal(JSON.parse(message.payload) as Signal);
    });
    // A lost connection tells it twice, and a refused one tells it here and by its rejection.
    next.on('error', () => lose(next));
    next.on('end', () => lose(next));
    try {
      await next.connect();
      await next.query(`LISTEN ${CHANNEL}`);
    } catch (cause) {
      await next.end().catch(() => {});
      throw cause;
    }
    if (closed) return next.end();
    client = next;
  };

  const lose = (lost: Client): void => {
    if (client !== lost) return;
    client = null;
    reconnectLater();
  };

  const reconnectLater = (): void => {
    if (closed) return;
    setTimeout(() => {
      if (closed) return;
      connect().then(() => onSignal({ type: 'resync' }), reconnectLater);
    }, RECONNECT_MS).unref();
  };

  await connect();
  return {
    close: async () => {
      closed = true;
      await client?.end();
    },
  };
}
