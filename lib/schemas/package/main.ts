/** What scripts import as `bakeoff/schema`: experiment files as data, checked before anything is started. */
import { parseExperimentFile, type FileProblem } from '@/lib/schemas/experiment-file';

export { experimentJsonSchema, stringifyExperiment } from '@/lib/schemas/experiment-file';
export { planJsonSchema } from '@/lib/schemas/plan/schema';

/** Everything that is wrong with a file (YAML or JSON), each with its place; nothing of the project is looked at. */
export function validateExperiment(text: string): FileProblem[] {
  const parsed = parseExperimentFile(text);
  return parsed.ok ? [] : parsed.problems;
}
