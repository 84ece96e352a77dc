import { fromPrisma, PgBoss, type JobWithMetadata } from 'pg-boss';
import { z } from 'zod';
import type { Tx } from '@/lib/db/client';
import { sendSignal } from '@/lib/db/signals';

/** What must happen, as a queue row. Dependencies and competition are decided over our own rows. */
export const jobSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), runId: z.string() }),
  z.object({ type: z.literal('base'), experimentId: z.string() }),
  /** Time has come for what waits: a retry. */
  z.object({ type: z.literal('advance'), experimentId: z.string() }),
  z.object({ type: z.literal('trial'), trialId: z.string() }),
  z.object({ type: z.literal('image'), imageId: z.string() }),
  z.object({ type: z.literal('preview'), previewId: z.string() }),
  /** An experiment's own command writes its variants. */
  z.object({ type: z.literal('generate'), experimentId: z.string() }),
  /** What follows from an experiment's end: a plan is read, its own command makes something of the results. */
  z.object({ type: z.literal('after'), experimentId: z.string() }),
]);
export type JobPayload = z.infer<typeof jobSchema>;

export type QueuedJob = { id: string; attempt: number; payload: JobPayload };

const ANY_HOST = 'work';
const hostQueue = (hostId: string): string => `work-${hostId}`;

/** pg-boss's lowest: a frozen or lost worker's job goes to another after this. */
const HEARTBEAT_S = 10;
/** pg-boss's highest. A job that outlives it is given out again, and its handler goes on from the rows. */
const EXPIRE_S = 24 * 3600 - 1;
/** Each crash of a worker counts as a retry, so this is a ceiling on crashes, not on failures. */
const RETRY_LIMIT = 50;

export type Queue = {
  /** Queues a job in the caller's transaction. With a host only that host's workers take it. */
  send: (tx: Tx, payload: JobPayload, options?: { hostId?: string; startAfter?: Date }) => Promise<void>;
  fetch: (limit: number) => Promise<QueuedJob[]>;
  complete: (job: QueuedJob) => Promise<void>;
  fail: (job: QueuedJob, message: string) => Promise<void>;
  /** Heartbeat of jobs in work. */
  touch: (jobs: QueuedJob[]) => Promise<void>;
  close: () => Promise<void>;
};

/** `supervise`: workers do, the web server and the command line only send. */
export async function openQueue(
  url: string,
  options: { supervise: boolean; hostId: string; onError: (cause: unknown) => void },
): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: url,
    schema: 'pgboss',
    supervise: options.supervise,
    schedule: false,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    max: options.supervise ? 4 : 2,
  });
  boss.on('error', options.onError);
  await boss.start();
  const queueOptions = { heartbeatSeconds: HEARTBEAT_S, expireInSeconds: EXPIRE_S, retryLimit: RETRY_LIMIT };
  const names = [ANY_HOST, hostQueue(options.hostId)];
  for (const name of names) {
    if (!(await boss.getQueue(name))) await boss.createQueue(name, queueOptions);
  }
  /** Which queue a job in work came from. */
  const origin = new Map<string, string>();

  const fetchFrom = async (name: string, batchSize: number): Promise<QueuedJob[]> => {
    const jobs: JobWithMetadata<unknown>[] = await boss.fetch(name, { batchSize, includeMetadata: true });
    return jobs.map((job) => {
      origin.set(job.id, name);
      return { id: job.id, attempt: job.retryCount, payload: jobSchema.parse(job.data) };
    });
  };

  const settle = async (job: QueuedJob, action: (name: string) => Promise<unknown>): Promise<void> => {
    const name = origin.get(job.id) ?? ANY_HOST;
    origin.delete(job.id);
    await action(name);
  };

  return {
    send: async (tx, payload, { hostId, startAfter } = {}) => {
      const later = startAfter ? { startAfter } : {};
      await boss.send(hostId ? hostQueue(hostId) : ANY_HOST, payload, { db: fromPrisma(tx), ...later });
      await sendSignal(tx, { type: 'job' });
    },
    fetch: async (limit) => {
      const own = await fetchFrom(hostQueue(options.hostId), limit);
      const rest = limit - own.length;
      return rest > 0 ? [...own, ...(await fetchFrom(ANY_HOST, rest))] : own;
    },
    complete: (job) => settle(job, (name) => boss.complete(name, key(job))),
    fail: (job, message) => settle(job, (name) => boss.fail(name, key(job), { message })),
    touch: async (jobs) => {
      for (const name of names) {
        const mine = jobs.filter((job) => origin.get(job.id) === name);
        if (mine.length > 0) await boss.touch(name, mine.map(key));
      }
    },
    close: () => boss.stop({ graceful: false }),
  };
}

function key(job: QueuedJob): { id: string; retryCount: number } {
  return { id: job.id, retryCount: job.attempt };
}
