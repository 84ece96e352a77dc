import type { Database, Tx } from '@/lib/db/client';
import { sendSignal } from '@/lib/db/signals';
import { storable } from '@/lib/db/storable';
import { controlLineSchema, type ControlLine } from '@/lib/schemas/runner';

export async function addRunInput(tx: Tx, runId: string, line: ControlLine): Promise<void> {
  await tx.runInput.create({ data: { runId, body: storable(line) } });
  await sendSignal(tx, { type: 'control', runId });
}

export async function listUndeliveredInputs(db: Database, runId: string): Promise<{ id: bigint; line: ControlLine }[]> {
  const rows = await db.prisma.runInput.findMany({ where: { runId, deliveredAt: null }, orderBy: { id: 'asc' } });
  return rows.map((row) => ({ id: row.id, line: controlLineSchema.parse(row.body) }));
}

export async function markInputDelivered(db: Database, id: bigint): Promise<void> {
  await db.prisma.runInput.update({ where: { id }, data: { deliveredAt: new Date() } });
}
