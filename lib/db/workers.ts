import { randomInt } from 'node:crypto';
import { Client } from 'pg';
import type { Database } from '@/lib/db/client';
import { newId } from '@/lib/db/ids';

/** First key of the advisory locks by which workers show that they live. */
const LOCK_CLASS = 4711;

export type WorkerLease = {
  id: string;
  hostId: string;
  release: () => Promise<void>;
};

/**
 * Registers a worker and holds an advisory lock on a connection of its own for as long as it lives: a killed worker
 * is seen within a second, without waiting for a heartbeat to run out. `onLost` is called when the connection breaks.
 */
export async function registerWorker(db: Database, hostId: string, onLost: () => void): Promise<WorkerLease> {
  const client = new Client({ connectionString: db.url, keepAlive: true, keepAliveInitialDelayMillis: 2000 });
  await client.connect();
  const lockKey = randomInt(1, 2 ** 31 - 1);
  await client.query('SELECT pg_advisory_lock($1, $2)', [LOCK_CLASS, lockKey]);
  const id = newId();
  await db.prisma.$executeRaw`DELETE FROM workers w WHERE NOT EXISTS (SELECT 1 FROM pg_locks l
    WHERE l.locktype = 'advisory' AND l.classid = 4711 AND l.objid = w.lock_key::oid AND l.granted)`;
  await db.prisma.worker.create({ data: { id, hostId, pid: process.pid, lockKey } });
  let released = false;
  const lost = (): void => {
    if (!released) onLost();
  };
  client.on('error', lost);
  client.on('end', lost);
  return {
    id,
    hostId,
    release: async () => {
      released = true;
      await db.prisma.worker.deleteMany({ where: { id } });
      await client.end();
    },
  };
}

/** Workers that hold their lock right now. */
export async function countLiveWorkers(db: Database): Promise<number> {
  const rows = await db.prisma.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM workers w JOIN pg_locks l
      ON l.locktype = 'advisory' AND l.classid = 4711 AND l.objid = w.lock_key::oid AND l.granted`;
  return rows[0]?.n ?? 0;
}
