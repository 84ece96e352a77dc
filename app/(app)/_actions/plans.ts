'use server';

import { z } from 'zod';
import type { Result } from '@/lib/core/result';
import type { FileProblem } from '@/lib/schemas/experiment-file';
import { PLAN_KINDS } from '@/lib/schemas/plan/schema';
import { act, idSchema, textSchema } from '@/lib/server/action';
import type { Refusal } from '@/lib/services/bakeoff';

const planSchema = z.object({
  text: textSchema,
  request: z.string().max(100_000),
  kind: z.enum(PLAN_KINDS),
  count: z.number(),
  agent: z.string().max(100),
  model: z.string().min(1).max(200).nullable(),
  existing: z.array(z.object({ id: z.string().max(200), approach: z.string().max(20_000) })).max(100),
});

type Started = Result<{ planId: string }, { problems: FileProblem[] } | Refusal>;

/** Pages have no working folder: a relative project is refused. */
export async function startPlan(input: z.infer<typeof planSchema>): Promise<Started> {
  return act(planSchema, input, (bakeoff, plan) => bakeoff.plans.start({ ...plan, workingDir: null }));
}

export async function cancelPlan(id: string): Promise<Result<null, Refusal>> {
  return act(idSchema, id, (bakeoff, input) => bakeoff.plans.cancel(input));
}
