'use server';

import { z } from 'zod';
import type { Result } from '@/lib/core/result';
import type { MergeView } from '@/lib/schemas/view';
import { act, idSchema } from '@/lib/server/action';
import type { Refusal } from '@/lib/services/bakeoff';

const mergeSchema = z.object({
  runId: idSchema,
  target: z.string().min(1).max(500).nullable(),
  method: z.enum(['squash', 'merge', 'rebase']),
});

export async function mergeRun(input: z.infer<typeof mergeSchema>): Promise<Result<MergeView, Refusal>> {
  return act(mergeSchema, input, (bakeoff, merge) => bakeoff.merges.merge(merge));
}

export async function undoMerge(id: string): Promise<Result<MergeView, Refusal>> {
  return act(idSchema, id, (bakeoff, input) => bakeoff.merges.undo(input));
}

const pushSchema = z.object({ runId: idSchema, branch: z.string().min(1).max(500) });

export async function pushRun(
  input: z.infer<typeof pushSchema>,
): Promise<Result<{ remote: string; branch: string }, Refusal>> {
  return act(pushSchema, input, (bakeoff, push) => bakeoff.merges.push(push));
}
