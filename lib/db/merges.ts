import type { MergeMethod } from '@/lib/core/repository';
import type { Database } from '@/lib/db/client';
import type { Merge } from '@/lib/db/generated/client';
import { newId } from '@/lib/db/ids';
import { sendSignal } from '@/lib/db/signals';

export type NewMerge = {
  experimentId: string;
  runId: string;
  target: string;
  method: MergeMethod;
  previousSha: string;
  commitSha: string;
};

export async function recordMerge(db: Database, input: NewMerge): Promise<Merge> {
  return db.prisma.$transaction(async (tx) => {
    const merge = await tx.merge.create({ data: { id: newId(), status: 'merged', ...input } });
    await sendSignal(tx, { type: 'experiment', id: input.experimentId });
    return merge;
  });
}

export async function findMerge(db: Database, id: string) {
  return db.prisma.merge.findUnique({ where: { id }, include: { experiment: { include: { project: true } } } });
}

export async function recordUndo(db: Database, id: string): Promise<Merge> {
  return db.prisma.$transaction(async (tx) => {
    const merge = await tx.merge.update({ where: { id }, data: { status: 'undone', undoneAt: new Date() } });
    await sendSignal(tx, { type: 'experiment', id: merge.experimentId });
    return merge;
  });
}
