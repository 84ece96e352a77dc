import type { Database, Tx } from '@/lib/db/client';
import type { Preview, Prisma } from '@/lib/db/generated/client';
import { newId } from '@/lib/db/ids';
import { sendSignal } from '@/lib/db/signals';
import { storable } from '@/lib/db/storable';

export type PreviewRow = Preview;

const OPEN = ['queued', 'starting', 'ready'];
const WITH_RUN = {
  run: { include: { experiment: { include: { project: true } } } },
} satisfies Prisma.PreviewInclude;

export async function createPreview(tx: Tx, run: { id: string; experimentId: string }): Promise<PreviewRow> {
  const row = await tx.preview.create({ data: { id: newId(), runId: run.id } });
  await sendSignal(tx, { type: 'experiment', id: run.experimentId });
  return row;
}

export async function findOpenPreview(tx: Tx, runId: string): Promise<PreviewRow | null> {
  return tx.preview.findFirst({ where: { runId, status: { in: OPEN }, stopAt: null } });
}

export async function getPreview(db: Database, id: string) {
  return db.prisma.preview.findUnique({ where: { id }, include: WITH_RUN });
}

/** False: it was over already. */
export async function updatePreview(
  db: Database,
  preview: { id: string; experimentId: string },
  change: { status?: string; url?: string | null; error?: string | null; output?: string; endedAt?: Date },
): Promise<boolean> {
  return db.prisma.$transaction(async (tx) => {
    const { count } = await tx.preview.updateMany({
      where: { id: preview.id, status: { in: OPEN } },
      data: storable(change),
    });
    if (count > 0) await sendSignal(tx, { type: 'experiment', id: preview.experimentId });
    return count > 0;
  });
}

/** One that no worker has taken yet ends at once; of the others their owner hears. */
export async function stopPreviews(tx: Tx, run: { id: string; experimentId: string }): Promise<number> {
  const now = new Date();
  const waiting = await tx.preview.updateMany({
    where: { runId: run.id, status: 'queued' },
    data: { status: 'stopped', stopAt: now, endedAt: now },
  });
  const working = await tx.preview.updateMany({
    where: { runId: run.id, status: { in: OPEN }, stopAt: null },
    data: { stopAt: now },
  });
  await sendSignal(tx, { type: 'experiment', id: run.experimentId });
  return waiting.count + working.count;
}
