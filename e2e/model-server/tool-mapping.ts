import path from 'node:path';
import type { OfferedTool } from '@/e2e/model-server/conversation';
import type { Turn } from '@/e2e/model-server/script';
import type { Known } from '@/e2e/model-server/tool-input';
import { fillInput } from '@/e2e/model-server/tool-input';
import { assertNever } from '@/lib/core/assert-never';

/** What a script wants done, in no client's words. */
export type Action =
  | { type: 'read'; path: string }
  | { type: 'write'; path: string; content: string }
  | { type: 'edit'; path: string; before: string; after: string }
  | { type: 'run'; command: string }
  | { type: 'tool'; name: string; args: Record<string, unknown> };

export type PlannedCall = { name: string; namespace: string | null; input: string | Record<string, unknown> };

/** Tool names of the clients we know, best first. */
const NAMES = {
  read: ['Read', 'read_file', 'read', 'view'],
  write: ['Write', 'write_file', 'write', 'create_file', 'create', 'apply_patch'],
  edit: ['Edit', 'replace', 'edit', 'str_replace', 'apply_patch'],
  run: ['Bash', 'run_shell_command', 'bash', 'exec_command', 'shell_command', 'shell', 'execute_command'],
} as const;

/** Newer models of Codex write JavaScript for its one tool `exec`, in which these are functions. */
const CODE_TOOLS: OfferedTool[] = [
  { name: 'exec_command', schema: { properties: { cmd: {} } }, isFreeform: false, namespace: null },
  { name: 'apply_patch', schema: null, isFreeform: true, namespace: null },
];

const PATH = /^(file_?path|path|absolute_path|filename)$/;

export function actionsOf(turn: Turn): Action[] {
  const actions: Action[] = [];
  if (turn.read !== undefined) actions.push({ type: 'read', path: turn.read });
  for (const [file, content] of writesOf(turn)) actions.push({ type: 'write', path: file, content });
  if (turn.edit) actions.push({ type: 'edit', path: turn.edit[0], before: turn.edit[1], after: turn.edit[2] });
  if (turn.run !== undefined) actions.push({ type: 'run', command: turn.run });
  if (turn.tool) actions.push({ type: 'tool', ...turn.tool });
  return actions;
}

/** The call by which this client does the action; null where it offers nothing for it. */
export function mapAction(action: Action, tools: OfferedTool[], cwd: string | null): PlannedCall | null {
  if (action.type === 'tool') {
    const namespace = tools.find((tool) => tool.name === action.name)?.namespace ?? null;
    return { name: action.name, namespace, input: action.args };
  }
  const code = tools.find((each) => each.name === 'exec' && each.isFreeform);
  if (code) {
    const nested = mapAction(action, CODE_TOOLS, cwd);
    return nested && named(code, `text(await tools.${nested.name}(${JSON.stringify(nested.input)}));`);
  }
  const tool = pick(tools, NAMES[action.type]);
  if (!tool) return action.type === 'run' ? null : mapAction({ type: 'run', command: asShell(action) }, tools, cwd);
  if (tool.name === 'apply_patch' && (action.type === 'write' || action.type === 'edit')) {
    const patch = asPatch(action);
    return named(tool, tool.isFreeform ? patch : fillInput(tool, [[/^(input|patch|patch_?text)$/, patch]]));
  }
  const absolute = (file: string): string => (cwd === null ? file : path.resolve(cwd, file));
  return named(tool, fillInput(tool, knownValues(action, absolute)));
}

function writesOf(turn: Turn): [string, string][] {
  const { write } = turn;
  if (!write) return [];
  return isPair(write) ? [write] : write;
}

const isPair = (write: NonNullable<Turn['write']>): write is [string, string] => typeof write[0] === 'string';

const named = (tool: OfferedTool, input: PlannedCall['input']): PlannedCall => ({
  name: tool.name,
  namespace: tool.namespace,
  input,
});

function pick(tools: OfferedTool[], names: readonly string[]): OfferedTool | null {
  for (const name of names) {
    const found = tools.find((tool) => tool.name === name);
    if (found) return found;
  }
  return null;
}

function knownValues(action: Exclude<Action, { type: 'tool' }>, absolute: (file: string) => string): Known[] {
  switch (action.type) {
    case 'read':
      return [[PATH, absolute(action.path)]];
    case 'write':
      return [
        [PATH, absolute(action.path)],
        [/^(content|contents|file_text|text)$/, action.content],
      ];
    case 'edit':
      return [
        [PATH, absolute(action.path)],
        [/^(old_?str(ing)?|old_text)$/, action.before],
        [/^(new_?str(ing)?|new_text)$/, action.after],
      ];
    case 'run':
      return [
        [/^(command|cmd|script)$/, action.command],
        [/^description$/, 'Scripted command'],
      ];
    default:
      return assertNever(action);
  }
}

const withSign = (text: string, sign: string): string =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `${sign}${line}\n`)
    .join('');

function asPatch(action: Extract<Action, { type: 'write' | 'edit' }>): string {
  const body =
    action.type === 'write'
      ? `*** Add File: ${action.path}\n${withSign(action.content, '+')}`
      : `*** Update File: ${action.path}\n@@\n${withSign(action.before, '-')}${withSign(action.after, '+')}`;
  return `*** Begin Patch\n${body}*** End Patch\n`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const REPLACE_ONCE =
  'const [file, before, after] = process.argv.slice(1); const fs = require("node:fs");' +
  'fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(before, () => after))';

function asShell(action: Extract<Action, { type: 'read' | 'write' | 'edit' }>): string {
  const file = quoted(action.path);
  switch (action.type) {
    case 'read':
      return `cat ${file}`;
    case 'write':
      return `mkdir -p ${quoted(path.posix.dirname(action.path))} && printf %s ${quoted(action.content)} > ${file}`;
    case 'edit':
      return `node -e ${quoted(REPLACE_ONCE)} ${file} ${quoted(action.before)} ${quoted(action.after)}`;
    default:
      return assertNever(action);
  }
}
