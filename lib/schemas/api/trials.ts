import { z } from 'zod';
import { endpoint, idParams } from '@/lib/schemas/api/endpoint';
import { gateSchema, metricSchema } from '@/lib/schemas/api/objects';
import { sentFile } from '@/lib/schemas/api/sent-file';
import type { TrialView } from '@/lib/schemas/view';

const tag = 'Experiments';

const trialSchema = z
  .object({
    id: z.string(),
    status: z.enum(['queued', 'running', 'done', 'failed']),
    error: z.string().nullable(),
    setup: z.object({ exitCode: z.number().nullable(), output: z.string(), durationMs: z.number() }).nullable(),
    gates: z.array(gateSchema),
    metrics: z.array(metricSchema),
  })
  .meta({ id: 'Trial' }) satisfies z.ZodType<TrialView>;

export const startTrial = endpoint({
  method: 'POST',
  path: '/trials',
  tag,
  summary: 'Try the contract on the base',
  description: 'Runs set-up, gates and metrics of an experiment file on the untouched base; no agent works.',
  body: z.object(sentFile),
  takesYaml: true,
  answer: z.object({ trialId: z.string(), status: z.literal('queued') }),
  status: 201,
});

export const getTrial = endpoint({
  method: 'GET',
  path: '/trials/{id}',
  tag,
  summary: 'Get what the contract says of the base',
  params: idParams,
  answer: trialSchema,
  refusals: [404],
});
