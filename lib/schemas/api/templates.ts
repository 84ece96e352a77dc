import { z } from 'zod';
import { endpoint, idSchema } from '@/lib/schemas/api/endpoint';
import { MAX_TEXT } from '@/lib/schemas/api/sent-file';
import { templateSchema } from '@/lib/schemas/api/template-object';
import { TEMPLATE_NAME } from '@/lib/schemas/template';

const tag = 'Templates';
const params = z.object({ name: z.string().regex(TEMPLATE_NAME, 'is no name of a template') });

export const listTemplates = endpoint({
  method: 'GET',
  path: '/templates',
  tag,
  summary: 'List what an experiment can begin with',
  description: 'Those that come with Bakeoff, then your own. `/experiments/draft` makes a file of one.',
  answer: z.object({ templates: z.array(templateSchema) }),
});

export const getTemplate = endpoint({
  method: 'GET',
  path: '/templates/{name}',
  tag,
  summary: 'Get a template',
  params,
  answer: templateSchema,
  refusals: [404],
});

export const saveTemplate = endpoint({
  method: 'POST',
  path: '/templates',
  tag,
  summary: 'Save an experiment file as a template of your own',
  description: 'Its name is made from the title; one that is there already is not written over.',
  body: z
    .object({
      title: z.string().min(1).max(120),
      description: z.string().max(2000).default(''),
      text: z.string().max(MAX_TEXT).optional().describe('The experiment file.'),
      experimentId: idSchema.optional().describe('Save the text of this experiment.'),
    })
    .refine(({ text, experimentId }) => (text === undefined) !== (experimentId === undefined), {
      message: 'either `text` or `experimentId` is needed, and not both',
    }),
  answer: templateSchema,
  status: 201,
  refusals: [404, 409, 422],
});

export const deleteTemplate = endpoint({
  method: 'DELETE',
  path: '/templates/{name}',
  tag,
  summary: 'Delete a template of your own',
  params,
  answer: z.object({ name: z.string(), status: z.literal('deleted') }),
  refusals: [404, 422],
});
