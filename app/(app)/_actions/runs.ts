'use server';

import { z } from 'zod';
import type { Result } from '@/lib/core/result';
import type { PreviewView } from '@/lib/schemas/view';
import { act, idSchema } from '@/lib/server/action';
import type { CheckoutResult, Refusal } from '@/lib/services/bakeoff';

export async function cancelRun(id: string): Promise<Result<null, Refusal>> {
  return act(idSchema, id, (bakeoff, input) => bakeoff.runs.cancel(input));
}

export async function pauseRun(id: string): Promise<Result<null, Refusal>> {
  return act(idSchema, id, (bakeoff, input) => bakeoff.runs.pause(input));
}

export async function resumeRun(id: string): Promise<Result<null, Refusal>> {
  return act(idSchema, id, (bakeoff, input) => bakeoff.runs.resume(input));
}

export async function startPreview(runId: string): Promise<Result<PreviewView, Refusal>> {
  return act(idSchema, runId, (bakeoff, input) => bakeoff.previews.start(input));
}

export async function stopPreview(runId: string): Promise<Result<null, Refusal>> {
  return act(idSchema, runId, (bakeoff, input) => bakeoff.previews.stop(input));
}

export async function retryRun(id: string): Promise<Result<{ runId: string }, Refusal>> {
  return act(idSchema, id, (bakeoff, input) => bakeoff.runs.retry(input));
}

/** An agent brings the results together that the run starts from: that of the run, else that of the last of them. */
export async function resolveConflict(runId: string): Promise<Result<{ runId: string }, Refusal>> {
  return act(idSchema, runId, (bakeoff, id) => bakeoff.runs.resolve({ runId: id, agent: null }));
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
