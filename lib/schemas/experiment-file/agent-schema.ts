/** A preset agent that is changed, or one of the person's own. */
import { z } from 'zod';
import { strict } from './strict';
import { choice, line, notText } from './values';

const variableName = line(200)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of an environment variable')
  .refine((value) => !value.startsWith('BAKEOFF_'), 'is a variable that belongs to Bakeoff; choose another name');

export const agent = strict('an agent', {
  driver: choice('a driver', ['acp', 'command']).optional(),
  executable: line(1000).optional(),
  command: z
    .array(z.string({ error: ({ input }) => notText(input) }).max(10_000), {
      error: 'is not a list; write the program and each argument as an entry',
    })
    .min(1, 'is empty; name at least the program')
    .max(100, 'has more than 100 entries')
    .optional(),
  output: choice('an output format', [
    'text',
    'claude-stream-json',
    'codex-jsonl',
    'gemini-stream-json',
    'opencode-json',
  ]).optional(),
  model: line(200).optional(),
  env: z
    .record(variableName, z.string({ error: ({ input }) => notText(input) }), {
      error: 'is not a mapping of names to texts',
    })
    .default({}),
  passEnv: z
    .array(variableName, { error: 'is not a list of variable names' })
    .max(100, 'has more than 100 entries')
    .default([]),
});
