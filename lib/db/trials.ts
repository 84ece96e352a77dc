import type { Contract, SandboxSpec } from '@/lib/core/experiment';
import type { Database, Tx } from '@/lib/db/client';
import { newId } from '@/lib/db/ids';
import { sendSignal } from '@/lib/db/signals';
import { storable } from '@/lib/db/storable';
import type { TrialView } from '@/lib/schemas/view';

export type TrialRequest = { contract: Contract; sandbox: SandboxSpec };
export type TrialResult = Omit<TrialView, 'id' | 'status'>;

export async function createTrial(
  tx: Tx,
  input: { projectId: string; baseSha: string; request: TrialRequest },
): Promise<string> {
  const id = newId();
  await tx.trial.create({ data: { id, status: 'queued', ...input } });
  return id;
}

export async function getTrial(db: Database, id: string) {
  return db.prisma.trial.findUnique({ where: { id }, include: { project: true } });
}

export async function updateTrial(
  db: Database,
  id: string,
  change: { status: TrialView['status']; result?: TrialResult },
): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    const ended = change.status === 'done' || change.status === 'failed';
    await tx.trial.updateMany({
      where: { id },
      data: { ...storable(change), ...(ended ? { endedAt: new Date() } : {}) },
    });
    await sendSignal(tx, { type: 'trial', id });
  });
}
