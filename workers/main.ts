/** The worker: takes jobs, drives runs, and takes over what a dead worker of this host left. */
import { setTimeout as sleep } from 'node:timers/promises';
import { assertNever } from '@/lib/core/assert-never';
import { compose, type Composed } from '@/lib/compose';
import type { JobPayload, QueuedJob } from '@/lib/db/queue';
import { listOpenExperiments } from '@/lib/db/experiments';
import { findOrphanedRuns, releaseOrphan } from '@/lib/db/runs';
import { listenForSignals } from '@/lib/db/signals';
import { registerWorker, type WorkerLease } from '@/lib/db/workers';
import { dataHome, env } from '@/lib/env';
import { logger, reportError } from '@/lib/logger';
import { advanceExperiment, wakeExperiment } from '@/lib/services/advance/advance';
import { performAfter } from '@/lib/services/after-end';
import { measureBase, runTrial } from '@/lib/services/base';
import { generateVariants } from '@/lib/services/generate';
import { buildImage } from '@/lib/services/images';
import { servePreview } from '@/lib/services/previews';
import { reapLeftovers } from '@/lib/services/reap';
import { executeRun } from '@/lib/services/run/execute';
import { writeTraceIndexes } from '@/lib/services/traces/trace-index';
import { RunControls } from '@/workers/jobs/controls';
import { JobLoop } from '@/workers/jobs/job-loop';

const TAKE_OVER_EVERY_MS = 1000;
const NEVER = new AbortController().signal;
/** How long a stopping worker waits for what it is taking down; the next start removes the rest. */
const TAKE_DOWN_MS = 2500;

async function main(): Promise<void> {
  const databaseUrl = env().DATABASE_URL;
  if (!databaseUrl) throw new Error('The worker needs DATABASE_URL; `bakeoff up` and `bakeoff worker` set it.');
  const composed = await compose({ home: dataHome(), databaseUrl, role: 'worker' });
  const { deps, bakeoff } = composed;
  const lease = await registerWorker(deps.db, deps.hostId, () => {
    // Others take our runs over from here on: writing on would only be fenced off.
    logger.error('The connection that shows that this worker lives is lost; it ends and is started again.');
    process.exit(1);
  });
  const controls = new RunControls(deps.db);
  const previews = new AbortController();
  const loop = new JobLoop({
    queue: deps.queue,
    places: env().BAKEOFF_MAX_RUNS,
    handler: (job) => handle({ composed, lease, controls, shutdown: previews.signal }, job),
  });
  const signals = await listenForSignals(databaseUrl, (signal) => {
    if (signal.type === 'job' || signal.type === 'resync') loop.wake();
    controls.receive(signal).catch(reportError);
  });
  await recover(composed);
  const spare = deps.sandboxes.keepSpareRunner();
  loop.start();
  const takeOver = setInterval(() => {
    takeOverOrphans(composed).catch(reportError);
  }, TAKE_OVER_EVERY_MS);
  bakeoff.agents.refresh().catch(reportError);
  logger.info({ worker: lease.id, host: lease.hostId }, 'worker ready');

  const stop = async (): Promise<void> => {
    clearInterval(takeOver);
    spare.stop();
    await loop.stop();
    previews.abort();
    const ending = [...openPreviews, ...(await handlersOfEndedRuns(deps))];
    await Promise.race([Promise.allSettled(ending), sleep(TAKE_DOWN_MS)]);
    const measured = loop.inWork().flatMap((job) => measuredIn(job.payload) ?? []);
    await writeTraceIndexes();
    await signals.close();
    await lease.release();
    await composed.close();
    // After the database: that a command was ended here must not be written down as its result.
    await Promise.all(measured.map((id) => deps.sandboxes.sweep(id)));
    process.exit(0);
  };
  let stopping = false;
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      if (stopping) process.exit(1);
      stopping = true;
      stop().catch((cause: unknown) => {
        reportError(cause);
        process.exit(1);
      });
    });
  }
}

type Work = { composed: Composed; lease: WorkerLease; controls: RunControls; shutdown: AbortSignal };

/** The queue gives out a job again whose heartbeat it missed; what works on here goes on. Runs have a claim for that. */
const working = new Set<string>();
const openPreviews = new Set<Promise<void>>();
const runHandlers = new Map<string, Promise<void>>();

/** Runs that are over, and whose sandboxes are just being taken down. */
async function handlersOfEndedRuns({ db }: Composed['deps']): Promise<Promise<void>[]> {
  const rows = await db.prisma.run.findMany({
    where: { id: { in: [...runHandlers.keys()] }, stoppedAt: { not: null } },
    select: { id: true },
  });
  return rows.flatMap(({ id }) => runHandlers.get(id) ?? []);
}

async function trackPreview(preview: Promise<void>): Promise<void> {
  openPreviews.add(preview);
  await preview.finally(() => openPreviews.delete(preview));
}

async function handle(work: Work, job: QueuedJob): Promise<void> {
  const key = JSON.stringify(job.payload);
  if (job.payload.type !== 'run' && working.has(key)) return;
  working.add(key);
  try {
    await perform(work, job);
  } finally {
    working.delete(key);
  }
}

async function perform({ composed, lease, controls, shutdown }: Work, job: QueuedJob): Promise<void> {
  const { deps } = composed;
  const { payload } = job;
  switch (payload.type) {
    case 'run': {
      const { runId } = payload;
      const control = await controls.open(runId);
      if (!control) return;
      const done = driveRun({ composed, lease, controls, shutdown }, { runId, control });
      runHandlers.set(runId, done);
      return done.finally(() => runHandlers.delete(runId));
    }
    case 'base':
      return measureBase(deps, payload.experimentId);
    case 'advance':
      return wakeExperiment(deps, payload.experimentId);
    case 'trial':
      return runTrial(deps, payload.trialId, NEVER);
    case 'image':
      return buildImage(deps, payload.imageId);
    case 'preview':
      return trackPreview(servePreview(deps, payload.previewId, shutdown));
    case 'generate':
      return generateVariants(deps, payload.experimentId);
    case 'after':
      return performAfter(deps, payload.experimentId);
    default:
      return assertNever(payload);
  }
}

type Drive = { runId: string; control: NonNullable<Awaited<ReturnType<RunControls['open']>>> };

async function driveRun({ composed, lease, controls }: Work, { runId, control }: Drive): Promise<void> {
  const { deps } = composed;
  let isOver = false;
  try {
    ({ isOver } = await executeRun(deps, { runId, workerId: lease.id, control }));
  } finally {
    controls.close(runId);
  }
  // Not before: another job for the run must find that nobody drives it any more.
  if (isOver) await deps.sandboxes.destroy(runId);
}

/** The sandbox in which a job's commands are this worker's own children: nobody hears their output once it is gone. */
function measuredIn(payload: JobPayload): string | null {
  switch (payload.type) {
    case 'run':
      return `${payload.runId}-judge`;
    case 'base':
      return `${payload.experimentId}-base`;
    case 'trial':
      return `${payload.trialId}-trial`;
    case 'generate':
      return `${payload.experimentId}-generate`;
    case 'after':
      return `${payload.experimentId}-aggregate`;
    // None leaves a command behind: the engine builds, and a preview ends itself.
    case 'image':
    case 'preview':
    case 'advance':
      return null;
    default:
      return assertNever(payload);
  }
}

/** A crash may have come between a run's end and the decision that follows from it. */
async function recover(composed: Composed): Promise<void> {
  const { deps } = composed;
  for (const id of await listOpenExperiments(deps.db)) await advanceExperiment(deps, id);
  await takeOverOrphans(composed);
  // Beside the work: a broken engine must not keep a worker from starting.
  reapLeftovers(deps).catch(reportError);
}

/** Runs of this host whose worker no longer holds its lock get a new job; claiming decides who drives them. */
async function takeOverOrphans({ deps }: Composed): Promise<void> {
  for (const orphan of await findOrphanedRuns(deps.db, deps.hostId)) {
    logger.warn({ runId: orphan.id }, 'taking over a run of a worker that is gone');
    await deps.db.prisma.$transaction(async (tx) => {
      if (await releaseOrphan(tx, orphan))
        await deps.queue.send(tx, { type: 'run', runId: orphan.id }, { hostId: deps.hostId });
    });
  }
}

main().catch((cause: unknown) => {
  reportError(cause);
  process.exit(1);
});
