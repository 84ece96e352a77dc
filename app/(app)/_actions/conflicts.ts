'use server';

import { z } from 'zod';
import type { Result } from '@/lib/core/result';
import { act, idSchema } from '@/lib/server/action';
import type { Refusal } from '@/lib/services/bakeoff';

type Started = Result<{ runId: string }, Refusal>;

const resolveSchema = z.object({ runId: idSchema, agent: z.string().min(1).max(200).nullable() });

/** Without an agent it is that of the run, or for a combination that of the last result in it. */
export async function resolveByAgent(input: z.infer<typeof resolveSchema>): Promise<Started> {
  return act(resolveSchema, input, (bakeoff, choice) => bakeoff.runs.resolve(choice));
}

const continueSchema = z.object({ runId: idSchema, ref: z.string().trim().min(1).max(500) });

export async function continueFromRef(input: z.infer<typeof continueSchema>): Promise<Started> {
  return act(continueSchema, input, (bakeoff, choice) => bakeoff.runs.continueFrom(choice));
}
