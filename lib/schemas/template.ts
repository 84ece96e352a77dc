/** An experiment file that others begin with: what its first comment says of it, and how it is made one's own. Pure. */
import { parseExperimentFile } from './experiment-file';
import { entriesOf, fieldOf, readField, writeField } from './experiment-file/draft';

export type TemplateText = { title: string; description: string };

const MAX_TITLE = 120;
const MAX_DESCRIPTION = 2000;

/** Whatever YAML, or an editor, takes for the end of a line, and with it of a comment. */
const LINE_END = /[\r\n\u0085\u2028\u2029]+/g;

/** Names of templates are names of files. */
export const TEMPLATE_NAME = /^[a-z0-9][a-z0-9-]{0,59}$/;

/**
 * The comment that a file begins with: its first line is the title, the lines up to an empty one describe it. Without
 * one, the file's own `name` and `task` speak for it.
 */
export function describeTemplate(text: string, name: string): TemplateText {
  const lines = frontComment(text);
  const [first = ''] = lines;
  const end = lines.indexOf('', 1);
  const rest = lines.slice(1, end === -1 ? undefined : end).join(' ');
  const own = (path: string): string => {
    const value = readField(text, [path]);
    return typeof value === 'string' ? value : '';
  };
  return {
    title: (first || own('name') || name).slice(0, MAX_TITLE),
    description: (first === '' ? own('task').trim() : rest).slice(0, MAX_DESCRIPTION),
  };
}

/** The same file with another first comment. */
export function withDescription(text: string, { title, description }: TemplateText): string {
  const lines = `${title.replaceAll(LINE_END, ' ')}\n${description}`.split(LINE_END).map((line) => line.trim());
  const comment = lines.flatMap((line) => (line === '' ? [] : [`# ${line}`])).join('\n');
  // JSON has no comments, and its first brace is where YAML may have one.
  return `${comment}\n${text.slice(frontLength(text)).replace(/^\n+/, '')}`;
}

/** `Fast & small!` becomes `fast-small`; empty where nothing of it can be in a name. */
export function templateName(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
}

type Fit = {
  /** Where it is to run; null: where the file says. */
  project: string | null;
  /** Agents that are there, in turn for those that only the demo has. */
  agents: readonly string[];
};

/** A template for another project: the demo's own agent works on the demo only. */
export function fitTemplate(text: string, { project, agents }: Fit): string {
  if (project === null) return text;
  const moved = writeField(text, ['project'], project);
  return agents.length === 0 ? moved : giveAgents(moved, agents);
}

function giveAgents(text: string, agents: readonly string[]): string {
  let result = text;
  let turn = 0;
  for (const list of variantLists(text)) {
    for (const [index, variant] of entriesOf({ root: readField(text, list) }, ['root']).entries()) {
      if (fieldOf(variant, ['agent']) !== 'demo') continue;
      result = writeField(result, [...list, index, 'agent'], agents[turn % agents.length]);
      turn += 1;
    }
  }
  const summary = readField(text, ['summarize', 'agent']);
  return summary === 'demo' ? writeField(result, ['summarize', 'agent'], agents[0]) : result;
}

function variantLists(text: string): (string | number)[][] {
  const stages = readField(text, ['stages']);
  const later = Array.isArray(stages) ? stages.map((_, index) => ['stages', index, 'variants']) : [];
  return [['variants'], ...later];
}

/** Problems that keep a text from being a template; empty where it is one. */
export function templateProblems(text: string): string[] {
  const parsed = parseExperimentFile(text);
  return parsed.ok ? [] : parsed.problems.map((problem) => problem.message);
}

function frontComment(text: string): string[] {
  const comment = text.slice(0, frontLength(text)).trimEnd();
  return comment === '' ? [] : comment.split('\n').map((line) => line.replace(/^#+ ?/, '').trim());
}

/** Where the comment that the text begins with ends. */
function frontLength(text: string): number {
  const found = /^(?:#[^\n]*(?:\n|$))+/.exec(text);
  return found ? found[0].length : 0;
}
