/** A template as the API gives it. */
import { z } from 'zod';
import type { PipelineShape } from '@/lib/core/pipeline-shape';
import type { TemplateView } from '@/lib/schemas/template-files';

const shapeSchema = z.object({
  stages: z.array(
    z.object({
      name: z.string(),
      layers: z.number(),
      rows: z.number().describe('Nodes of its fullest layer.'),
      nodes: z.array(
        z.object({
          id: z.string(),
          letter: z.string().describe('Of its variant; empty for what Bakeoff adds.'),
          kind: z.enum(['task', 'report', 'combine']),
          isConditional: z.boolean(),
          layer: z.number(),
          row: z.number(),
        }),
      ),
      edges: z.array(z.object({ from: z.string(), to: z.string(), kind: z.enum(['depends', 'order']) })),
      from: z.object({ stage: z.string(), take: z.enum(['winner', 'merged']) }).nullable(),
    }),
  ),
}) satisfies z.ZodType<PipelineShape>;

export const templateSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    origin: z.enum(['built-in', 'own']),
    text: z.string().describe('The experiment file.'),
    shape: shapeSchema.nullable().describe('What starts from what; null: it is not valid, and `problems` say why.'),
    facts: z.array(z.string()).describe('How it runs and what judges it, in a few words.'),
    problems: z.array(z.string()),
  })
  .meta({ id: 'Template' }) satisfies z.ZodType<TemplateView>;
