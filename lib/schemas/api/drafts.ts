/** What an experiment begins with when nobody writes the file: a template, an experiment, a document of another system. */
import { z } from 'zod';
import { endpoint, idSchema } from '@/lib/schemas/api/endpoint';
import { problemSchema } from '@/lib/schemas/api/refusal';
import { MAX_TEXT, workingDirSchema } from '@/lib/schemas/api/sent-file';
import { FORMATS, type ImportedTask, type ImportNote } from '@/lib/schemas/import';
import { TEMPLATE_NAME } from '@/lib/schemas/template';

const tag = 'Experiments';
const project = z.string().min(1).max(4096).optional();
const agentName = z.string().min(1).max(200);

export const getDraft = endpoint({
  method: 'POST',
  path: '/experiments/draft',
  tag,
  summary: 'Begin with a template, or with an experiment that was run before',
  description:
    'Answers the text of an experiment file and starts nothing: read it, change it, send it to `/experiments`.',
  body: z
    .object({
      template: z.string().regex(TEMPLATE_NAME, 'is no name of a template').optional(),
      again: idSchema.optional().describe('Id of an experiment.'),
      changes: z
        .array(z.string().max(300))
        .max(50)
        .default([])
        .describe('What is different this time: `memory:8g`, `timeout:30m`, `timeout:30m:VARIANT`.'),
      project: project.describe(
        'Where it is to run. A template is then given the agents that are ready on this host in place of `demo`.',
      ),
    })
    .refine(({ template, again }) => (template === undefined) !== (again === undefined), {
      message: 'either `template` or `again` is needed, and not both',
    }),
  answer: z.object({ experiment: z.string().describe('The text of the file (YAML).') }),
  refusals: [404, 422],
});

const noteSchema = z.object({
  what: z.string().describe('Keys and numbers of list entries, joined by dots.'),
  where: z.object({ line: z.number(), column: z.number() }).nullable(),
  said: z.string().describe('A sentence.'),
}) satisfies z.ZodType<ImportNote>;

const taskSchema = z.object({
  taskId: z.string(),
  variant: z.string().describe('What it became.'),
  kind: z.string().describe('The agent type or worker as the document has it.'),
  outputPath: z.string().nullable(),
}) satisfies z.ZodType<ImportedTask>;

export const convertForeign = endpoint({
  method: 'POST',
  path: '/experiments/convert',
  tag,
  summary: 'Make an experiment file of a document of another system',
  description:
    'Answers 200 whether the document can be read or not; starts nothing. Send `experiment` to `/experiments`.',
  body: z.object({
    document: z.string().max(MAX_TEXT),
    format: z.enum(FORMATS).optional().describe('Default: by its keys. A `bakeoff` file stays as it is.'),
    agents: z
      .object({
        all: agentName.nullable().default(null).describe('For all that `byKind` does not name.'),
        byKind: z.record(z.string().max(200), agentName).default({}).describe('`{ "coder": "claude" }`'),
      })
      .default({ all: null, byKind: {} })
      .describe('Agents that do the work of those of the document.'),
    project: project.describe('The project of the experiment; paths below it are relative to it.'),
    workingDir: workingDirSchema,
    acceptRepair: z
      .boolean()
      .default(false)
      .describe('Take the reading in `repaired` of a document that is not valid as it stands.'),
  }),
  answer: z.object({
    format: z.enum(FORMATS),
    experiment: z.string().nullable().describe('The text of an experiment file; null: it can not be read.'),
    problems: z.array(problemSchema),
    notes: z.array(noteSchema).describe('What has no counterpart, or was read in another way than it was written.'),
    tasks: z.array(taskSchema),
    repaired: z.string().nullable().describe('The reading that is proposed, or was accepted, in place of the text.'),
  }),
});
