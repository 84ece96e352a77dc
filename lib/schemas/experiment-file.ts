/** The experiment file: what the form, the API and the command line all speak, as YAML or JSON. */
import { stringify } from 'yaml';
import { z } from 'zod';
import type { ExperimentSpec } from '@/lib/core/experiment';
import { type FileProblem, plainData, readDocument } from './experiment-file/document';
import { findingsOf, inOrder, toProblems } from './experiment-file/problems';
import { checkRules } from './experiment-file/rules';
import { type ExperimentFile, experimentFileSchema } from './experiment-file/schema';
import { toSpec } from './experiment-file/to-spec';

export type { FilePath, FileProblem } from './experiment-file/document';
export type { ExperimentFile } from './experiment-file/schema';

export type ParsedExperiment = { ok: true; spec: ExperimentSpec } | { ok: false; problems: FileProblem[] };

/** Reads YAML or JSON; reports every problem at once, each with its place. Never throws. */
export function parseExperimentFile(text: string): ParsedExperiment {
  const file = readDocument(text);
  if (!('document' in file) || file.syntax.length > 0) return { ok: false, problems: file.syntax };
  const plain = plainData(file.document);
  if (!plain.ok) return { ok: false, problems: [plain.problem] };
  if (plain.data === null || plain.data === undefined) {
    return refuse('The file is empty; write at least `task` and `variants`.');
  }
  if (typeof plain.data !== 'object' || Array.isArray(plain.data)) {
    return refuse('The file is not an experiment; write it as `key: value` lines, beginning with `task`.');
  }
  const parsed = experimentFileSchema.safeParse(plain.data);
  const findings = [...(parsed.success ? [] : findingsOf(parsed.error.issues)), ...checkRules(plain.data)];
  const problems = inOrder([...file.duplicates, ...toProblems(file, findings)]);
  if (parsed.success && problems.length === 0) return { ok: true, spec: toSpec(parsed.data) };
  return { ok: false, problems };
}

function refuse(message: string): ParsedExperiment {
  return { ok: false, problems: [{ message, path: [], line: 1, column: 1 }] };
}

/** YAML that `parseExperimentFile` reads back as the same data. */
export function stringifyExperiment(file: ExperimentFile): string {
  return stringify(file, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** For editors that complete and check YAML by a JSON Schema. */
export function experimentJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(experimentFileSchema, { io: 'input' }),
    title: 'Bakeoff experiment',
    anyOf: [{ required: ['variants'] }, { required: ['generate'] }],
  };
}
