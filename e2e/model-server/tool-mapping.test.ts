import { describe, expect, test } from 'vitest';
import type { OfferedTool } from '@/e2e/model-server/conversation';
import { actionsOf, mapAction } from '@/e2e/model-server/tool-mapping';

const offered = (name: string, properties: Record<string, unknown> = {}, required: string[] = []): OfferedTool => ({
  name,
  schema: { type: 'object', properties, required },
  isFreeform: false,
  namespace: null,
});
const text = { type: 'string' };
const claude = [
  offered('Read', { file_path: text, limit: { type: 'number' } }, ['file_path']),
  offered('Write', { file_path: text, content: text }, ['file_path', 'content']),
  offered('Edit', { file_path: text, old_string: text, new_string: text, replace_all: { type: 'boolean' } }, [
    'file_path',
    'old_string',
    'new_string',
    'replace_all',
  ]),
  offered('Bash', { command: text, description: text, timeout: { type: 'number' } }, ['command']),
];
const patchTool: OfferedTool = { name: 'apply_patch', schema: undefined, isFreeform: true, namespace: null };
const codex = [offered('exec_command', { cmd: text, workdir: text, tty: { type: 'boolean' } }, ['cmd']), patchTool];

describe('mapAction', () => {
  test('fills the tools of Claude Code with absolute paths', () => {
    expect(mapAction({ type: 'read', path: 'a.js' }, claude, '/w')?.input).toEqual({ file_path: '/w/a.js' });
    expect(mapAction({ type: 'write', path: 'b/c.js', content: 'x' }, claude, '/w')).toEqual({
      name: 'Write',
      namespace: null,
      input: { file_path: '/w/b/c.js', content: 'x' },
    });
    expect(mapAction({ type: 'edit', path: 'a.js', before: 'o', after: 'n' }, claude, '/w')?.input).toEqual({
      file_path: '/w/a.js',
      old_string: 'o',
      new_string: 'n',
      replace_all: false,
    });
  });

  test('writes and edits through the patch tool of Codex', () => {
    expect(mapAction({ type: 'write', path: 'a.txt', content: 'one\ntwo\n' }, codex, '/w')?.input).toBe(
      '*** Begin Patch\n*** Add File: a.txt\n+one\n+two\n*** End Patch\n',
    );
    expect(mapAction({ type: 'edit', path: 'a.txt', before: 'one', after: 'uno\ndos' }, codex, '/w')?.input).toBe(
      '*** Begin Patch\n*** Update File: a.txt\n@@\n-one\n+uno\n+dos\n*** End Patch\n',
    );
  });

  test('puts the patch into the one field of a patch tool with a schema', () => {
    const tools = [offered('apply_patch', { input: text }, ['input'])];
    const call = mapAction({ type: 'write', path: 'a', content: 'x' }, tools, null);
    expect(call?.input).toEqual({ input: '*** Begin Patch\n*** Add File: a\n+x\n*** End Patch\n' });
  });

  test('reads through the shell where there is no tool for reading', () => {
    expect(mapAction({ type: 'read', path: "it's.txt" }, codex, '/w')).toEqual({
      name: 'exec_command',
      namespace: null,
      input: { cmd: `cat 'it'\\''s.txt'` },
    });
  });

  test('writes code for the newer models of Codex, whose tools are functions', () => {
    const exec: OfferedTool = { name: 'exec', schema: undefined, isFreeform: true, namespace: 'functions' };
    const run = mapAction({ type: 'run', command: 'echo "hi"' }, [exec], '/w');
    expect(run).toEqual({
      name: 'exec',
      namespace: 'functions',
      input: 'text(await tools.exec_command({"cmd":"echo \\"hi\\""}));',
    });
    const write = mapAction({ type: 'write', path: 'a', content: 'x' }, [exec], '/w');
    expect(write?.input).toBe(
      'text(await tools.apply_patch("*** Begin Patch\\n*** Add File: a\\n+x\\n*** End Patch\\n"));',
    );
  });

  test('gives an argument list to command tools that want one', () => {
    const tools = [offered('shell', { command: { type: 'array' } }, ['command'])];
    expect(mapAction({ type: 'run', command: 'ls' }, tools, null)?.input).toEqual({ command: ['bash', '-lc', 'ls'] });
  });

  test('fills what a tool requires and a script does not know', () => {
    const tools = [offered('bash', { command: text, mode: { type: 'string', enum: ['fast'] } }, ['command', 'mode'])];
    expect(mapAction({ type: 'run', command: 'ls' }, tools, null)?.input).toEqual({ command: 'ls', mode: 'fast' });
  });

  test('calls a named tool in the namespace that the client gave it', () => {
    const tools = [{ ...offered('report'), namespace: 'mcp__x' }];
    const call = mapAction({ type: 'tool', name: 'report', args: { a: 1 } }, tools, null);
    expect(call).toEqual({ name: 'report', namespace: 'mcp__x', input: { a: 1 } });
  });

  test('gives up on a command when nothing can run it', () => {
    expect(mapAction({ type: 'run', command: 'ls' }, [], null)).toBeNull();
    expect(mapAction({ type: 'read', path: 'a' }, [], null)).toBeNull();
  });
});

test('lists the actions of a turn in reading, writing, editing, running order', () => {
  const turn = {
    run: 'make',
    edit: ['a', 'b', 'c'] as [string, string, string],
    read: 'a',
    write: [
      ['x', '1'],
      ['y', '2'],
    ] as [string, string][],
  };
  expect(actionsOf(turn).map((action) => action.type)).toEqual(['read', 'write', 'write', 'edit', 'run']);
  expect(actionsOf({ write: ['x', '1'] })).toEqual([{ type: 'write', path: 'x', content: '1' }]);
});
