/** A plan as the API gives it. */
import { z } from 'zod';
import { integrationContracts } from '@/lib/schemas/experiment-file/variant-schema';
import { PLAN_KINDS } from '@/lib/schemas/plan/schema';
import type { PlanView } from '@/lib/schemas/plan/view';

const plannedVariant = z.object({
  id: z.string(),
  approach: z.string().optional(),
  task: z.string().optional(),
  agent: z.string().optional(),
  dependsOn: z.array(z.string()).optional(),
  reportOnly: z.boolean().optional(),
});

export const planSchema = z
  .object({
    id: z.string(),
    status: z
      .enum(['working', 'ready', 'invalid', 'failed', 'cancelled'])
      .describe('`invalid`: its last answer could not be used, and `problems` say why.'),
    kind: z.enum(PLAN_KINDS),
    request: z.string(),
    attempts: z.number().describe('How often it was asked: an answer that can not be used is sent back.'),
    problems: z.array(z.string()),
    plan: z
      .object({
        kind: z.enum(PLAN_KINDS),
        variants: z.array(plannedVariant),
        integrationContracts,
        notes: z.string().nullable().describe('What a person should know. Text of an agent.'),
      })
      .nullable(),
    file: z.string().nullable().describe('The experiment file with the plan in it (YAML). Text of an agent.'),
    rawText: z.string().nullable().describe('What it answered, where that is no plan.'),
    experimentId: z.string(),
    runId: z.string().nullable(),
  })
  .meta({ id: 'Plan' }) satisfies z.ZodType<PlanView>;
