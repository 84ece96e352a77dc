import { z } from 'zod';
import { EXPERIMENT_STATUSES } from '@/lib/core/run-status';
import { comparedExperimentsSchema } from '@/lib/schemas/api/compared-experiments';
import { comparisonSchema } from '@/lib/schemas/api/comparison';
import { endpoint, idParams, idSchema } from '@/lib/schemas/api/endpoint';
import { experimentSchema } from '@/lib/schemas/api/experiment-object';
import { experimentSummarySchema } from '@/lib/schemas/api/objects';
import { problemSchema } from '@/lib/schemas/api/refusal';
import { allowsProcess, sentFile } from '@/lib/schemas/api/sent-file';

const tag = 'Experiments';

export const launchExperiment = endpoint({
  method: 'POST',
  path: '/experiments',
  tag,
  summary: 'Launch an experiment',
  description:
    'The body is JSON, or the file itself with `content-type: application/yaml`. Nothing starts while the file has a problem: 400 lists all of them with their places.',
  body: z.object({
    ...sentFile,
    allowProcess: allowsProcess,
  }),
  takesYaml: true,
  takesKey: true,
  answer: z.object({ experimentId: z.string(), status: z.literal('queued') }),
  status: 201,
});

export const validateExperiment = endpoint({
  method: 'POST',
  path: '/experiments/validate',
  tag,
  summary: 'Check an experiment file',
  description: 'Answers 200 whether it is valid or not; starts nothing.',
  body: z.object(sentFile),
  takesYaml: true,
  answer: z.object({ valid: z.boolean(), problems: z.array(problemSchema) }),
});

export const listExperiments = endpoint({
  method: 'GET',
  path: '/experiments',
  tag,
  summary: 'List experiments, newest first',
  query: z.object({
    project: idSchema.optional(),
    status: z.enum(EXPERIMENT_STATUSES).optional(),
    search: z
      .string()
      .max(500)
      .default('')
      .describe('Words that must all be found in name, task, project, variants or metadata (`ticket:RL-7`).'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    after: idSchema.optional().describe('Go on behind this experiment: `next` of the answer before.'),
  }),
  answer: z.object({
    experiments: z.array(experimentSummarySchema),
    next: z.string().nullable().describe('Cursor of the next page; null: there is none.'),
  }),
});

export const getExperiment = endpoint({
  method: 'GET',
  path: '/experiments/{id}',
  tag,
  summary: 'Get an experiment with its runs',
  description: 'Runs that a retry or a follow-up replaced are left out.',
  params: idParams,
  answer: experimentSchema,
  refusals: [404],
});

export const waitForExperiment = endpoint({
  method: 'GET',
  path: '/experiments/{id}/wait',
  tag,
  summary: 'Wait until an experiment is settled',
  description: 'Answers when it is over or waits for a person, at the latest after `timeout`: look at `settled`.',
  params: idParams,
  query: z.object({ timeout: z.coerce.number().min(0).max(60).default(30).describe('Seconds.') }),
  answer: experimentSchema,
  refusals: [404],
});

export const cancelExperiment = endpoint({
  method: 'POST',
  path: '/experiments/{id}/cancel',
  tag,
  summary: 'Stop an experiment with all its runs',
  params: idParams,
  answer: z.object({
    experimentId: z.string(),
    status: z.enum(['cancelled', 'cancelling']).describe('`cancelling`: runs are still being stopped.'),
  }),
  refusals: [404, 409],
});

export const deleteExperiment = endpoint({
  method: 'DELETE',
  path: '/experiments/{id}',
  tag,
  summary: 'Delete an experiment with all it kept',
  description: 'What was merged stays merged.',
  params: idParams,
  answer: z.object({ experimentId: z.string(), status: z.literal('deleted') }),
  refusals: [404, 409],
});

export const pickWinner = endpoint({
  method: 'POST',
  path: '/experiments/{id}/winner',
  tag,
  summary: 'Pick the winner',
  description: 'Recorded as the decision of a person.',
  params: idParams,
  body: z.object({ runId: idSchema, reason: z.string().max(2000).default('') }),
  answer: experimentSchema,
  refusals: [404, 422],
});

export const getComparison = endpoint({
  method: 'GET',
  path: '/experiments/{id}/comparison',
  tag,
  summary: 'Get the scoreboard',
  description: 'The rows of the comparison page as data: gates, tests, metrics and effort; the base and each run.',
  params: idParams,
  answer: comparisonSchema,
  refusals: [404],
});

export const compareExperiments = endpoint({
  method: 'GET',
  path: '/experiments/{id}/comparison/{other}',
  tag,
  summary: 'Compare an experiment with another one',
  description: 'Only where the same contract judged both: `contractHash` is the same. Else it is refused with 422.',
  params: idParams.extend({ other: idSchema }),
  answer: comparedExperimentsSchema,
  refusals: [404, 422],
});
