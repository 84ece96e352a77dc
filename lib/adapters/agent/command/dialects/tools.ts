import { asObject, objects, text, type JsonObject } from './dialect';
import type { AgentEvent, ToolContent } from '@/lib/schemas/agent-event';

type ToolEvent = Extract<AgentEvent, { type: 'tool' }>;
type ToolKind = NonNullable<ToolEvent['kind']>;

const KINDS: [RegExp, ToolKind][] = [
  [/^(bash|shell|run_shell_command|execute|command|exec)/i, 'execute'],
  [/(edit|write|replace|patch|create)/i, 'edit'],
  [/^(delete|remove)/i, 'delete'],
  [/^(move|rename)/i, 'move'],
  [/(fetch|web|browse)/i, 'fetch'],
  [/(grep|glob|search|find|list|^ls$)/i, 'search'],
  [/(read|view|cat$)/i, 'read'],
  [/(think|plan|todo)/i, 'think'],
];

/** Guesses from a vendor's tool name what the tool does. */
export function toolKind(name: string): ToolKind {
  return KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
}

/** One line for a person: the tool and what it works on. */
export function toolTitle(name: string, input: JsonObject): string {
  const subject = ['command', 'file_path', 'filePath', 'path', 'pattern', 'query', 'url', 'description']
    .map((key) => text(input[key]))
    .find((value) => value !== '');
  return subject === undefined ? name : `${name}: ${subject.split('\n')[0] ?? ''}`;
}

/** The change that an editing tool was asked for, as far as its input tells; other tools have none. */
export function diffsOf(input: JsonObject): ToolContent[] {
  const path = text(input.file_path) || text(input.filePath) || text(input.path);
  if (path === '') return [];
  const edits = objects(input.edits).length > 0 ? objects(input.edits) : [input];
  return edits.flatMap((edit) => {
    const oldText = edit.old_string ?? edit.oldString;
    const newText = edit.new_string ?? edit.newString;
    if (typeof oldText === 'string' && typeof newText === 'string') return [diff(path, oldText, newText)];
    return typeof edit.content === 'string' ? [diff(path, null, edit.content)] : [];
  });
}

function diff(path: string, oldText: string | null, newText: string): ToolContent {
  return { type: 'diff', path, oldText, newText };
}

/** A tool that begins. */
export function toolStart(call: { id: string; name: string; input: unknown }): ToolEvent {
  const input = asObject(call.input) ?? {};
  const diffs = diffsOf(input);
  return {
    type: 'tool',
    id: call.id,
    title: toolTitle(call.name, input),
    kind: toolKind(call.name),
    status: 'running',
    input: JSON.stringify(input),
    ...(diffs.length > 0 ? { content: diffs } : {}),
  };
}

/** A tool that ended. The result of an edit says less than its diff, which therefore stays. */
export function toolEnd(result: { id: string; failed: boolean; output: string; keepContent: boolean }): ToolEvent {
  const status = result.failed ? 'failed' : 'completed';
  if (result.output === '' || (result.keepContent && !result.failed)) return { type: 'tool', id: result.id, status };
  return { type: 'tool', id: result.id, status, content: [{ type: 'text', text: result.output }] };
}
