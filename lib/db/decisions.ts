import type { Tx } from '@/lib/db/client';
import { newId } from '@/lib/db/ids';

export type NewDecision = {
  experimentId: string;
  runId: string | null;
  by: 'rule' | 'person';
  rule: string;
  reason: string;
  /** Run ids, best first, with what each was ranked by. */
  ranking: { runId: string; value: number | null }[];
};

export async function recordDecision(tx: Tx, input: NewDecision): Promise<void> {
  await tx.decision.create({ data: { id: newId(), ...input } });
}
