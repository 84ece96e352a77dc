/** An experiment file as a call carries it. */
import { z } from 'zod';

export const MAX_TEXT = 1_000_000;

export const workingDirSchema = z
  .string()
  .max(4096)
  .regex(/^\//, 'is not an absolute path')
  .optional()
  .describe('Folder of this host that a relative `project` starts from. Without it relative ones are refused.');

export const sentFile = {
  experiment: z
    .union([z.string().max(MAX_TEXT), z.record(z.string(), z.unknown())])
    .describe('The experiment file: its text (YAML or JSON), or the same as an object.'),
  workingDir: workingDirSchema,
};

export const allowsProcess = z
  .boolean()
  .optional()
  .describe('You agree, once for the project, that its agents run without isolation where nothing here isolates.');
