import { z } from 'zod';
import { endpoint, idParams } from '@/lib/schemas/api/endpoint';
import { planSchema } from '@/lib/schemas/api/plan-object';
import { allowsProcess, sentFile } from '@/lib/schemas/api/sent-file';
import { PLAN_KINDS } from '@/lib/schemas/plan/schema';

const tag = 'Plans';
const params = idParams;

export const startPlan = endpoint({
  method: 'POST',
  path: '/plans',
  tag,
  summary: 'Ask an agent for a plan',
  description:
    'It works in a sandbox on the base and proposes variants; nothing of what it plans is started. `experiment` is the start of a file: project, base, agents and sandbox are those of the plan, and the plan is put into it.',
  body: z.object({
    ...sentFile,
    allowProcess: allowsProcess,
    request: z.string().min(1).max(50_000),
    kind: z.enum(PLAN_KINDS).default('approaches').describe('To one task, or tasks that depend on each other.'),
    count: z.number().int().optional().describe('So many approaches (3), or so many subtasks at most (10).'),
    agent: z.string().min(1).max(200).optional().describe('Default: that of the first variant of `experiment`.'),
    model: z.string().min(1).max(200).nullable().default(null),
    existing: z
      .array(z.object({ id: z.string().max(200), approach: z.string().max(20_000) }))
      .max(200)
      .default([])
      .describe('Approaches that it must differ from.'),
  }),
  answer: z.object({ planId: z.string(), status: z.literal('working') }),
  status: 201,
  refusals: [422],
});

export const getPlan = endpoint({
  method: 'GET',
  path: '/plans/{id}',
  tag,
  summary: 'Get a plan',
  description:
    '`file` is the experiment file with the plan in it, once `status` is `ready`. It was written by an agent: read it before you launch it. The run that plans is `runId`; `DELETE /experiments/{id}` removes the plan.',
  params,
  answer: planSchema,
  refusals: [404],
});

export const waitForPlan = endpoint({
  method: 'GET',
  path: '/plans/{id}/wait',
  tag,
  summary: 'Wait until a plan is there, or none will be',
  description: 'Answers at the latest after `timeout`: go on while `status` is `working`.',
  params,
  query: z.object({ timeout: z.coerce.number().min(0).max(60).default(30).describe('Seconds.') }),
  answer: planSchema,
  refusals: [404],
});

export const cancelPlan = endpoint({
  method: 'POST',
  path: '/plans/{id}/cancel',
  tag,
  summary: 'Stop planning',
  params,
  answer: z.object({ planId: z.string(), status: z.literal('cancelling') }),
  refusals: [404, 409],
});
