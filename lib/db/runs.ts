import type { Failure } from '@/lib/core/failure';
import type { DiffStats } from '@/lib/core/repository';
import type { RunStart } from '@/lib/core/schedule/types';
import { RUN_STATUSES, isTerminalRun, statesBefore, type RunStatus } from '@/lib/core/run-status';
import type { Database, Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { newId } from '@/lib/db/ids';
import { sendSignal } from '@/lib/db/signals';
import { storable } from '@/lib/db/storable';
import type { Usage } from '@/lib/schemas/agent-event';

const OPEN = RUN_STATUSES.filter((status) => !isTerminalRun(status));

const WITH_PARENTS = {
  variant: true,
  experiment: { include: { project: true } },
} satisfies Prisma.RunInclude;

export type RunRow = Prisma.RunGetPayload<{ include: typeof WITH_PARENTS }>;

/** The right to write about a run: dies when another worker claims it. */
export type Claim = { runId: string; experimentId: string; fence: number };

export async function getRun(db: Database, id: string): Promise<RunRow | null> {
  return db.prisma.run.findUnique({ where: { id }, include: WITH_PARENTS });
}

/**
 * Takes a run for a worker: a free one, one of our own, or one whose worker no longer holds its lock. Only on the
 * host that launched it. Null: somebody else has it, or it is over.
 */
export async function claimRun(
  db: Database,
  input: { runId: string; hostId: string; workerId: string },
): Promise<Claim | null> {
  const rows = await db.prisma.$queryRaw<{ experiment_id: string; fence: number }[]>`
    UPDATE runs SET host_id = ${input.hostId}, worker_id = ${input.workerId}, fence = fence + 1
    WHERE id = ${input.runId} AND status = ANY(${OPEN})
      AND (host_id IS NULL OR host_id = ${input.hostId})
      AND (worker_id IS NULL OR worker_id = ${input.workerId} OR NOT EXISTS (
        SELECT 1 FROM workers w JOIN pg_locks l
          ON l.locktype = 'advisory' AND l.classid = 4711 AND l.objid = w.lock_key::oid AND l.granted
        WHERE w.id = runs.worker_id))
    RETURNING experiment_id, fence`;
  const row = rows[0];
  return row ? { runId: input.runId, experimentId: row.experiment_id, fence: row.fence } : null;
}

export type RunChange = {
  status?: RunStatus;
  success?: boolean | null;
  startSha?: string;
  forkSha?: string;
  resultSha?: string;
  ref?: string;
  preparingAt?: Date;
  agentStartedAt?: Date | null;
  agentEndedAt?: Date | null;
  gatesEndedAt?: Date;
  stoppedAt?: Date;
  exitCode?: number | null;
  error?: Failure;
  usage?: Usage;
  costUsd?: number | null;
  diffStats?: DiffStats;
  summary?: string | null;
  sessionId?: string | null;
  stdoutTail?: string;
  stderrTail?: string;
  testsPassed?: number | null;
  testsFailed?: number | null;
  testsSkipped?: number | null;
  testDurationMs?: number | null;
  testOutput?: string | null;
  supersededById?: string;
  cancelReason?: string;
  waitReason?: string | null;
};

/**
 * Changes a run as its owner. A new status must be a legal step from the present one. `fenced`: another worker owns
 * it now, or the step is not legal; the caller must stop writing.
 */
export async function changeRun(db: Database, claim: Claim, change: RunChange): Promise<{ fenced: boolean }> {
  return db.prisma.$transaction(async (tx) => {
    const { count } = await tx.run.updateMany({
      where: {
        id: claim.runId,
        fence: claim.fence,
        ...(change.status ? { status: { in: statesBefore(change.status) } } : {}),
      },
      data: storable(change),
    });
    if (count > 0) await sendSignal(tx, { type: 'experiment', id: claim.experimentId });
    return { fenced: count === 0 };
  });
}

/**
 * Ends a run that no worker ever took. False: one did, and where it is lost its agent may still work, so that the next
 * owner has to stop it.
 */
export async function endUnownedRun(
  tx: Tx,
  runId: string,
  change: { status: RunStatus; cancelReason?: string; error?: Failure; notNeeded?: boolean },
): Promise<boolean> {
  const { count } = await tx.run.updateMany({
    where: { id: runId, workerId: null, hostId: null, status: { in: statesBefore(change.status) } },
    data: { ...change, stoppedAt: new Date() },
  });
  return count > 0;
}

export type Dispatch = { startsFrom: RunStart; startSha?: string; forkSha?: string };

export async function markDispatched(tx: Tx, runId: string, change: Dispatch): Promise<boolean> {
  const { count } = await tx.run.updateMany({
    where: { id: runId, dispatchedAt: null, status: 'queued' satisfies RunStatus },
    data: { dispatchedAt: new Date(), ...change },
  });
  return count > 0;
}

/** Asks the owner to stop it. Idempotent; false where it is over already. */
export async function requestCancel(tx: Tx, runId: string, reason: string): Promise<boolean> {
  const { count } = await tx.run.updateMany({
    where: { id: runId, cancelAt: null, status: { in: OPEN } },
    data: { cancelAt: new Date(), cancelReason: reason },
  });
  if (count > 0) await sendSignal(tx, { type: 'control', runId });
  return count > 0;
}

/** What runs came to, in the order that was asked for. */
export async function listResults(
  db: Database,
  ids: readonly string[],
): Promise<{ id: string; key: string; resultSha: string | null; summary: string | null; error: Failure | null }[]> {
  const rows = await db.prisma.run.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, resultSha: true, summary: true, error: true, variant: { select: { key: true } } },
  });
  return ids.flatMap((id) => {
    const row = rows.find((each) => each.id === id);
    if (!row) return [];
    const { resultSha, summary } = row;
    return [{ id, key: row.variant.key, resultSha, summary, error: row.error as Failure | null }];
  });
}

export type FollowingRun = {
  of: { id: string; experimentId: string; variantId: string; repeat: number };
  startSha: string;
  forkSha: string | null;
  message: string | null;
  followsId: string | null;
  startsFrom?: RunStart | null;
  /** Of retries that it makes by itself; a person's start anew. */
  attempt?: number;
  notBefore?: Date;
};

export async function createFollowingRun(tx: Tx, input: FollowingRun): Promise<string> {
  const id = newId();
  await tx.run.create({
    data: {
      id,
      experimentId: input.of.experimentId,
      variantId: input.of.variantId,
      repeat: input.of.repeat,
      startSha: input.startSha,
      forkSha: input.forkSha,
      message: input.message,
      followsId: input.followsId,
      ...(input.startsFrom ? { startsFrom: input.startsFrom } : {}),
      attempt: input.attempt ?? 0,
      notBefore: input.notBefore ?? null,
    },
  });
  await tx.run.update({ where: { id: input.of.id }, data: { supersededById: id } });
  await sendSignal(tx, { type: 'experiment', id: input.of.experimentId });
  return id;
}

/** Runs that use this host now, other than the one that asks. */
export async function countActiveRuns(db: Database, hostId: string, exceptId: string): Promise<number> {
  const status: RunStatus[] = ['preparing', 'running', 'judging'];
  return db.prisma.run.count({ where: { hostId, status: { in: status }, id: { not: exceptId } } });
}

/** Runs of this host whose worker is gone: to be taken over. */
export async function findOrphanedRuns(db: Database, hostId: string): Promise<{ id: string; workerId: string }[]> {
  return db.prisma.$queryRaw<{ id: string; workerId: string }[]>`
    SELECT id, worker_id AS "workerId" FROM runs
    WHERE host_id = ${hostId} AND status = ANY(${OPEN}) AND worker_id IS NOT NULL
      AND NOT EXISTS (
        SELECT 1 FROM workers w JOIN pg_locks l
          ON l.locktype = 'advisory' AND l.classid = 4711 AND l.objid = w.lock_key::oid AND l.granted
        WHERE w.id = runs.worker_id)`;
}

/** False: somebody took it over in between. */
export async function releaseOrphan(tx: Tx, run: { id: string; workerId: string }): Promise<boolean> {
  const { count } = await tx.run.updateMany({ where: run, data: { workerId: null } });
  return count > 0;
}
