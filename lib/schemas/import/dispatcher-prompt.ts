/** What the dispatcher's agents `coder` and `debug` are asked, with every field of their input. Pure. */
import type { CoderTask, DebugTask } from './dispatcher-schema';

export type Paths = {
  /** The output path as it is inside the checkout. */
  output: string | null;
  /** Context or affected files. */
  files: readonly string[];
  /** Fields that the dispatcher does not define, as `name: value`. */
  others: readonly string[];
};

const VALIDATION: Record<CoderTask['input_data']['validation_level'], string> = {
  strict:
    'Check every statement of the description against what you wrote, with tests where the project has any, and leave nothing open.',
  moderate: 'Check that it runs and that it does what the description says.',
  lenient: 'A first version is enough; say at the end what is missing.',
};

const DEPTH: Record<DebugTask['input_data']['analysis_depth'], string> = {
  quick: 'Look only at what is most likely, and say what you did not look at.',
  standard: 'Find the cause, and show the evidence for it in the code.',
  deep: 'Follow every lead: find the cause, prove it by a way to reproduce it, and name what else is affected.',
};

export function coderPrompt({ description, input_data: input }: CoderTask, paths: Paths): string {
  return joined([
    description,
    section('What it must do', input.contract_description),
    section(
      'Constraints',
      list([
        `Type of node: ${input.node_type}`,
        ...(paths.output === null ? [] : [`Write the result into the file ${paths.output}`]),
        `Validation: ${input.validation_level}. ${VALIDATION[input.validation_level]}`,
        ...paths.others,
      ]),
    ),
    section('Read these files first', list(paths.files)),
  ]);
}

export function debugPrompt({ description, input_data: input }: DebugTask, paths: Paths): string {
  return joined([
    description,
    section('Problem', input.problem_description),
    section('Affected files', list(paths.files)),
    section('Error traces', input.error_traces.map(fenced).join('\n\n')),
    section('Hypothesis to test first', input.hypothesis ?? ''),
    section('Depth', joined([`${input.analysis_depth}. ${DEPTH[input.analysis_depth]}`, list(paths.others)])),
    'Investigate and report: the cause, the evidence, and what should be done. Change no code.',
  ]);
}

function joined(parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');
}

function section(title: string, text: string): string {
  return text.trim() === '' ? '' : `## ${title}\n\n${text.trim()}`;
}

function list(entries: readonly string[]): string {
  return entries.map((entry) => `- ${entry}`).join('\n');
}

/** A trace may hold anything, also the end of a fence. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/~+/g)].map((match) => match[0].length));
  const fence = '~'.repeat(longest + 1);
  return `${fence}\n${text.trim()}\n${fence}`;
}
