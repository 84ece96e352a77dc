/** How instruction files, task and approach become what the agent is asked. */

export type PromptParts = {
  /** In the order in which the experiment names them, read afresh at the start of the run. */
  instructions: readonly { path: string; text: string }[];
  task: string;
  approach: string | null;
  /** A follow-up to a finished run: it replaces the task, which the agent has worked on already. */
  message: string | null;
};

const CLOSING =
  'Work in the current folder and change the files there. Nobody can answer questions: decide for yourself, and say at the end in a few sentences what you did.';

export function composePrompt(parts: PromptParts): string {
  const instructions = parts.instructions
    .filter((file) => file.text.trim() !== '')
    .map((file) => section(`Instructions from ${file.path}`, file.text));
  const ask =
    parts.message === null
      ? [section('Task', parts.task), approachSection(parts.approach)]
      : [section('Follow-up', parts.message), section('The task so far', parts.task), approachSection(parts.approach)];
  return [...instructions, ...ask, CLOSING].filter((part) => part !== '').join('\n\n');
}

function approachSection(approach: string | null): string {
  return approach === null || approach.trim() === '' ? '' : section('Approach', approach);
}

function section(title: string, text: string): string {
  return `# ${title}\n\n${text.trim()}`;
}
