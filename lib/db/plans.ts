import type { AnswerPiece } from '@/lib/core/answer';
import type { Database, Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { sendSignal } from '@/lib/db/signals';
import { storable } from '@/lib/db/storable';
import type { PlanOutcome, PlanRequest } from '@/lib/schemas/plan/schema';

/** The end of a long transcript is where its answer is. */
const LAST_EVENTS = 20_000;

export type PlanRow = {
  request: PlanRequest;
  /** The run whose answer the outcome is about. */
  runId: string | null;
  outcome: PlanOutcome | null;
};

export async function createPlan(tx: Tx, experimentId: string, request: PlanRequest): Promise<void> {
  await tx.plan.create({ data: { experimentId, request: storable(request) } });
}

export async function getPlan(db: Database, experimentId: string): Promise<PlanRow | null> {
  const row = await db.prisma.plan.findUnique({ where: { experimentId } });
  if (!row) return null;
  return {
    request: row.request as PlanRequest,
    runId: row.runId,
    outcome: row.outcome as PlanOutcome | null,
  };
}

export async function savePlanOutcome(
  db: Database,
  experimentId: string,
  change: { runId: string; outcome: PlanOutcome },
): Promise<void> {
  const outcome = storable(change.outcome) as Prisma.InputJsonObject;
  await db.prisma.$transaction(async (tx) => {
    await tx.plan.updateMany({ where: { experimentId }, data: { runId: change.runId, outcome } });
    await sendSignal(tx, { type: 'experiment', id: experimentId });
  });
}

/** What the agent of a run said, piece by piece, and where something came between. */
export async function listAnswer(db: Database, runId: string): Promise<AnswerPiece[]> {
  const rows = await db.prisma.event.findMany({
    where: { runId, type: { in: ['message', 'output', 'tool', 'prompt', 'turn_end'] } },
    orderBy: { seq: 'desc' },
    take: LAST_EVENTS,
    select: { id: true, type: true },
  });
  const texts = await textsOf(db, runId);
  return rows.toReversed().map((row): AnswerPiece => texts.get(row.id) ?? { type: 'cut' });
}

async function textsOf(db: Database, runId: string): Promise<Map<bigint, AnswerPiece>> {
  const rows = await db.prisma.event.findMany({
    where: { runId, type: { in: ['message', 'output'] } },
    orderBy: { seq: 'desc' },
    take: LAST_EVENTS,
    select: { id: true, body: true },
  });
  return new Map(rows.map((row) => [row.id, row.body as AnswerPiece]));
}
