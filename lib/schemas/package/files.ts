/** Files that the build puts beside the module `bakeoff/schema`: its types, and JSON Schemas for editors. */
import { experimentJsonSchema } from '@/lib/schemas/experiment-file';
import { planJsonSchema } from '@/lib/schemas/plan/schema';
import { declareType } from './declare-type';

export function packageFiles(): Record<string, string> {
  return {
    'experiment.schema.json': `${JSON.stringify(experimentJsonSchema(), null, 2)}\n`,
    'schema.d.mts': declarations(),
  };
}

function declarations(): string {
  return `/** An experiment file, as \`bakeoff run\` reads it. */
export type ExperimentFile = ${declareType(experimentJsonSchema())};

/** What an agent answers when it is asked for different approaches to one task. */
export type ApproachesPlan = ${declareType(planJsonSchema('approaches'))};

/** What an agent answers when it is asked for subtasks. */
export type SubtasksPlan = ${declareType(planJsonSchema('subtasks'))};

/** What a \`generate\` command reads on its standard input. */
export type GenerateInput = {
  task: string;
  /** How many variants are wanted. */
  count: number;
  /** Those that the file has already. */
  variants: NonNullable<ExperimentFile['variants']>;
  project: { name: string; location: string };
  base: { ref: string | null; sha: string };
};

export type Problem = { message: string; path: Array<string | number>; line: number | null; column: number | null };

/** Everything that is wrong with a file (YAML or JSON), each with its place; nothing of the project is looked at. */
export declare function validateExperiment(text: string): Problem[];
/** YAML of a file. */
export declare function stringifyExperiment(file: ExperimentFile): string;
export declare function experimentJsonSchema(): Record<string, unknown>;
export declare function planJsonSchema(kind: 'approaches' | 'subtasks'): Record<string, unknown>;
`;
}
