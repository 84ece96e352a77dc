import type { Database, Tx } from '@/lib/db/client';
import type { Image } from '@/lib/db/generated/client';
import { newId } from '@/lib/db/ids';
import { sendSignal } from '@/lib/db/signals';
import { storable } from '@/lib/db/storable';

export type ImageRow = Image;

export type ImageChange = {
  status?: 'building' | 'ready' | 'failed';
  output?: string;
  error?: string | null;
  reference?: string;
  sizeBytes?: bigint | null;
  endedAt?: Date;
};

/** Takes the place of what was known of the same name. */
export async function createImage(
  tx: Tx,
  input: { hostId: string; name: string; projectId: string | null },
): Promise<ImageRow> {
  await tx.image.deleteMany({ where: { ...input, status: { not: 'building' } } });
  const row = await tx.image.create({ data: { id: newId(), status: 'building', ...input } });
  await sendSignal(tx, { type: 'image', id: row.id });
  return row;
}

export async function findBuilding(
  tx: Tx,
  input: { hostId: string; name: string; projectId: string | null },
): Promise<ImageRow | null> {
  return tx.image.findFirst({ where: { ...input, status: 'building' } });
}

export async function getImage(db: Database, id: string): Promise<ImageRow | null> {
  return db.prisma.image.findUnique({ where: { id } });
}

export async function listImages(db: Database, hostId: string): Promise<ImageRow[]> {
  return db.prisma.image.findMany({ where: { hostId }, orderBy: { createdAt: 'desc' }, take: 100 });
}

export async function updateImage(db: Database, id: string, change: ImageChange): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    const { sizeBytes, ...rest } = change;
    await tx.image.updateMany({
      where: { id },
      data: { ...storable(rest), ...(sizeBytes === undefined ? {} : { sizeBytes }) },
    });
    await sendSignal(tx, { type: 'image', id });
  });
}
