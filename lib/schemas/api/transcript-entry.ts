/** An entry of a transcript as the API gives it. */
import { z } from 'zod';
import type { TranscriptItem } from '@/lib/core/transcript';
import { failureSchema, permissionOptionSchema, toolContentSchema, toolStatusSchema } from '@/lib/schemas/agent-event';
import { timeSchema } from '@/lib/schemas/api/objects';

const key = z.number().describe('Number of the event that began it.');
const at = timeSchema;
const text = z.string();

export const entrySchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('session'), key, at, model: text.nullable(), version: text.nullable() }),
    z.object({ type: z.literal('prompt'), key, at, text }),
    z.object({ type: z.literal('message'), key, at, id: text.nullable(), text }),
    z.object({ type: z.literal('thought'), key, at, id: text.nullable(), text }),
    z.object({
      type: z.literal('plan'),
      key,
      at,
      entries: z.array(z.object({ text, status: z.enum(['pending', 'in_progress', 'completed']) })),
    }),
    z.object({
      type: z.literal('tool'),
      key,
      at,
      id: text,
      title: text,
      kind: text,
      status: toolStatusSchema,
      input: text.nullable(),
      content: z.array(toolContentSchema),
      output: text,
    }),
    z.object({
      type: z.literal('permission'),
      key,
      at,
      id: text,
      title: text,
      input: text.nullable(),
      options: z.array(permissionOptionSchema.extend({ kind: text })),
      answer: z.object({ optionId: text.nullable(), by: z.enum(['policy', 'person']) }).nullable(),
    }),
    z.object({ type: z.literal('output'), key, at, stream: z.enum(['stdout', 'stderr']), text }),
    z.object({ type: z.literal('notice'), key, at, level: z.enum(['info', 'warning', 'error']), text }),
    z.object({ type: z.literal('turn_end'), key, at, reason: text }),
    z.object({ type: z.literal('failure'), key, at, failure: failureSchema }),
    z.object({ type: z.literal('status'), key, at, status: text }),
    z.object({ type: z.literal('blocked'), key, at, host: text, port: z.number() }),
    z.object({ type: z.literal('paused'), key, at }),
    z.object({ type: z.literal('resumed'), key, at }),
    z.object({ type: z.literal('step'), key, at, step: text, name: text, text }),
  ])
  .meta({ id: 'TranscriptEntry' }) satisfies z.ZodType<TranscriptItem>;
