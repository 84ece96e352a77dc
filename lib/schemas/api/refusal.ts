/** What every call answers instead of data. */
import { z } from 'zod';
import type { FileProblem } from '@/lib/schemas/experiment-file';

export const problemSchema = z
  .object({
    message: z.string(),
    /** Keys and positions that lead to the value: `["variants", 0, "agent"]`. */
    path: z.array(z.union([z.string(), z.number()])),
    /** Place in the text of an experiment file; null where there is none. */
    line: z.number().nullable(),
    column: z.number().nullable(),
  })
  .meta({ id: 'Problem' }) satisfies z.ZodType<FileProblem>;

export const refusalSchema = z
  .object({
    error: z.object({
      type: z.string().describe('A code for programs.'),
      message: z.string().describe('A sentence that says what happened.'),
      remedy: z.string().describe('A sentence that says what to do about it.'),
      files: z.array(z.string()).optional().describe('Files that are in the way, for example conflicts of a merge.'),
      problems: z.array(problemSchema).optional().describe('Every problem of what was sent, each with its place.'),
    }),
  })
  .meta({ id: 'Refusal' });
export type ApiRefusal = z.infer<typeof refusalSchema>['error'];
