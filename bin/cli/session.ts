/** Opens the data folder for one command and leaves it as it was found. */
import pg from 'pg';
import { env } from '@/lib/env';
import { homePaths } from '@/lib/paths';
import { openBakeoff, type OpenBakeoff } from '@/workers/container';
import { checkWritable } from '@/workers/supervisor/checks';
import { type ChildSettings, startWorker } from '@/workers/supervisor/children';
import { findEmbeddedDatabase, stopEmbeddedDatabase } from '@/workers/supervisor/down';
import { keepAlive, type Keeper } from '@/workers/supervisor/keeper';
import { readUpState } from '@/workers/supervisor/state';

const WORKER_GRACE_MS = 3000;
const WORKER_LOOK_MS = 1000;

export type Session = OpenBakeoff & {
  home: string;
  /** Progress, on standard error. */
  say: (text: string) => void;
  /** What was started stays up when the command ends. */
  leaveUp: () => void;
};

type Open = { home: string; say: (text: string) => void };

export async function withSession<T>(common: Open, action: (session: Session) => Promise<T>): Promise<T> {
  const { session, end } = await openSession(common);
  try {
    return await action(session);
  } finally {
    await end();
  }
}

/** For what lives longer than one command; `end` leaves the data folder as it was found. */
export async function openSession({ home, say }: Open): Promise<{ session: Session; end: () => Promise<void> }> {
  await checkWritable(home);
  const opened = await open(home);
  let stays = false;
  const end = async (): Promise<void> => {
    await opened.close();
    if (!stays && (await isLast(home, opened.database.url))) await stopEmbeddedDatabase(home);
  };
  return { session: { ...opened, home, say, leaveUp: () => (stays = true) }, end };
}

/** A database that was started for nothing does not stay. */
async function open(home: string): Promise<OpenBakeoff> {
  const before = await findEmbeddedDatabase(home);
  try {
    return await openBakeoff({ home });
  } catch (cause) {
    if (!before && !env().DATABASE_URL) await stopEmbeddedDatabase(home);
    throw cause;
  }
}

/** Runs the action with a worker: one that is up, else one of its own that ends with it. */
export async function withWorker<T>(session: Session, action: () => Promise<T>): Promise<T> {
  const settings = workerSettings(session);
  const own: { worker: Keeper | null; ended: boolean } = { worker: null, ended: false };
  const startWhereNoneIsUp = async (): Promise<void> => {
    if (own.worker || (await session.liveWorkers()) > 0 || own.ended) return;
    own.worker ??= keepAlive({
      start: () => startWorker(settings),
      onDeath: (how) => session.say(`The worker stopped (${how}); starting it again. See ${settings.logs}.`),
    });
  };
  await startWhereNoneIsUp();
  // The one that is up may belong to another command, and end with it. A database that does not answer is asked again.
  const look = setInterval(() => void startWhereNoneIsUp().catch(() => {}), WORKER_LOOK_MS);
  try {
    return await action();
  } finally {
    own.ended = true;
    clearInterval(look);
    await own.worker?.stop(WORKER_GRACE_MS);
  }
}

export function workerSettings({ home, database }: Session): ChildSettings & { logs: string } {
  const { BAKEOFF_HOST: host, BAKEOFF_PORT: port } = env();
  return { mode: 'start', home, host, port, databaseUrl: database.url, logs: homePaths(home).logs };
}

/** Nobody else uses the embedded database: whoever started it, the last one to leave stops it. */
async function isLast(home: string, url: string): Promise<boolean> {
  if (env().DATABASE_URL || (await readUpState(homePaths(home).state))) return false;
  return !(await hasClients(url));
}

async function hasClients(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity
       WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    return (rows[0]?.n ?? 0) > 0;
  } finally {
    await client.end();
  }
}
