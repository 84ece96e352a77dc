'use server';

import { z } from 'zod';
import type { Result } from '@/lib/core/result';
import { act, idSchema } from '@/lib/server/action';
import type { CheckoutResult, Refusal } from '@/lib/services/bakeoff';

export async function cancelRun(id: string): Promise<Result<null, Refusal>> {
  return act(idSchema, id, (bakeoff, input) => bakeoff.runs.cancel(input));
}

export async function retryRun(id: string): Promise<Result<{ runId: string }, Refusal>> {
  return act(idSchema, id, (bakeoff, input) => bakeoff.runs.retry(input));
}

const followUpSchema = z.object({ runId: idSchema, text: z.string().min(1).max(100_000) });

export async function followUpRun(input: z.infer<typeof followUpSchema>): Promise<Result<{ runId: string }, Refusal>> {
  return act(followUpSchema, input, (bakeoff, message) => bakeoff.runs.followUp(message));
}

const answerSchema = z.object({
  runId: idSchema,
  requestId: z.string().max(500),
  optionId: z.string().max(500).nullable(),
});

export async function answerPermission(input: z.infer<typeof answerSchema>): Promise<Result<null, Refusal>> {
  return act(answerSchema, input, (bakeoff, answer) => bakeoff.runs.answerPermission(answer));
}

const checkoutSchema = z.object({ runId: idSchema, dir: z.string().min(1).max(4096).nullable() });

export async function checkoutRun(input: z.infer<typeof checkoutSchema>): Promise<Result<CheckoutResult, Refusal>> {
  return act(checkoutSchema, input, (bakeoff, checkout) => bakeoff.runs.checkout(checkout));
}
