import { describe, expect, it } from 'vitest';
import { createDialect } from './create-dialect';
import type { OutputDialect } from '@/lib/core/experiment';
import { agentEventSchema, type AgentEvent } from '@/lib/schemas/agent-event';

/** Parses recorded lines, once whole and once cut into small pieces: both must tell the same. */
function parse(name: OutputDialect, lines: unknown[]): { events: AgentEvent[]; verdict: unknown } {
  const stream = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const whole = createDialect(name);
  const events = [...whole.push(stream), ...whole.end()];
  const pieces = createDialect(name);
  const pieceEvents = (stream.match(/[\s\S]{1,7}/g) ?? []).flatMap((piece) => pieces.push(piece));
  pieceEvents.push(...pieces.end());
  expect(pieceEvents).toEqual(events);
  for (const event of events) agentEventSchema.parse(event);
  return { events, verdict: whole.verdict() };
}

const claudeInit = {
  type: 'system',
  subtype: 'init',
  cwd: '/x',
  session_id: 's-1',
  tools: ['Bash'],
  model: 'claude-sonnet-4-5',
  permissionMode: 'bypassPermissions',
  claude_code_version: '2.1.329',
};
const assistant = (...content: object[]): object => ({
  type: 'assistant',
  message: { id: 'msg_1', content, usage: { input_tokens: 9, output_tokens: 1 } },
  session_id: 's-1',
});
const toolResult = (id: string, content: unknown, isError = false): object => ({
  type: 'user',
  message: { content: [{ type: 'tool_result', tool_use_id: id, content, is_error: isError }] },
});
const claudeResult = {
  type: 'result',
  subtype: 'success',
  is_error: false,
  result: 'Done.',
  num_turns: 2,
  total_cost_usd: 0.012,
  usage: { input_tokens: 10, cache_read_input_tokens: 100, cache_creation_input_tokens: 5, output_tokens: 20 },
  modelUsage: { m: { inputTokens: 9999, outputTokens: 9999 } },
  terminal_reason: 'completed',
};

const piece = (content: string): object => ({ type: 'message', role: 'assistant', content, delta: true });
const errorResult = (error: object): object => ({ type: 'result', status: 'error', error, stats: {} });
const item = (type: string, value: object): object => ({ type, item: value });
const opencodeEvent = (type: string, part: object): object => ({ type, timestamp: 1, sessionID: 'ses_1', part });
const step = (reason: string, input: number, cost: number): object =>
  opencodeEvent('step_finish', {
    reason,
    tokens: { input, output: 5, reasoning: 1, cache: { read: 2, write: 0 } },
    cost,
  });

describe('claude-stream-json', () => {
  it('tells session, thoughts, messages, tools and usage in order', () => {
    const { events, verdict } = parse('claude-stream-json', [
      claudeInit,
      assistant({ type: 'thinking', thinking: 'hm' }),
      assistant({ type: 'text', text: 'I look.' }),
      assistant({ type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'npm test' } }),
      toolResult('t1', [{ type: 'text', text: 'ok 3' }]),
      assistant({ type: 'text', text: 'Done.' }),
      claudeResult,
    ]);
    expect(events.map((event) => event.type)).toEqual([
      'session',
      'thought',
      'message',
      'tool',
      'tool',
      'message',
      'usage',
      'turn_end',
    ]);
    expect(events[0]).toEqual({ type: 'session', sessionId: 's-1', model: 'claude-sonnet-4-5', version: '2.1.329' });
    expect(events[3]).toMatchObject({ id: 't1', title: 'Bash: npm test', kind: 'execute', status: 'running' });
    expect(events[4]).toEqual({
      type: 'tool',
      id: 't1',
      status: 'completed',
      content: [{ type: 'text', text: 'ok 3' }],
    });
    expect(verdict).toEqual({ state: 'success' });
  });
  it('keeps two texts of one message apart', () => {
    const { events } = parse('claude-stream-json', [
      assistant({ type: 'text', text: 'a' }),
      assistant({ type: 'text', text: 'b' }),
    ]);
    expect(new Set(events.map((event) => 'id' in event && event.id)).size).toBe(2);
  });
  it('takes the usage of this run, not that of the whole session', () => {
    const { events } = parse('claude-stream-json', [claudeResult]);
    expect(events[0]).toEqual({
      type: 'usage',
      source: 'agent',
      usage: { inputTokens: 115, outputTokens: 20, cachedTokens: 100, costUsd: 0.012 },
    });
  });
  it('shows edits as diffs and keeps them when the tool has ended', () => {
    const edit = { file_path: '/w/a.js', old_string: 'old', new_string: 'new' };
    const { events } = parse('claude-stream-json', [
      assistant({ type: 'tool_use', id: 't1', name: 'Edit', input: edit }),
      toolResult('t1', 'The file has been updated.'),
      assistant({ type: 'tool_use', id: 't2', name: 'Write', input: { file_path: '/w/b.js', content: 'x' } }),
      toolResult('t2', 'EACCES', true),
    ]);
    expect(events[0]).toMatchObject({
      kind: 'edit',
      content: [{ type: 'diff', path: '/w/a.js', oldText: 'old', newText: 'new' }],
    });
    expect(events[1]).toEqual({ type: 'tool', id: 't1', status: 'completed' });
    expect(events[2]).toMatchObject({ content: [{ type: 'diff', path: '/w/b.js', oldText: null, newText: 'x' }] });
    expect(events[3]).toMatchObject({ status: 'failed', content: [{ type: 'text', text: 'EACCES' }] });
  });
  it('turns its todo list into a plan', () => {
    const todos = [
      { content: 'one', status: 'completed' },
      { content: 'two', status: 'in_progress' },
    ];
    const { events } = parse('claude-stream-json', [
      assistant({ type: 'tool_use', id: 't', name: 'TodoWrite', input: { todos } }),
    ]);
    expect(events).toEqual([
      {
        type: 'plan',
        entries: [
          { text: 'one', status: 'completed' },
          { text: 'two', status: 'in_progress' },
        ],
      },
    ]);
  });
  it('is not fooled by an API error that calls itself a success', () => {
    const { verdict } = parse('claude-stream-json', [{ ...claudeResult, is_error: true, result: 'API Error: 401 …' }]);
    expect(verdict).toEqual({ state: 'error', message: 'API Error: 401 …', type: null });
  });
  it('knows its turn limit', () => {
    const limit = {
      ...claudeResult,
      subtype: 'error_max_turns',
      result: undefined,
      errors: ['Reached maximum number of turns (3)'],
    };
    expect(parse('claude-stream-json', [limit]).verdict).toMatchObject({ state: 'error', type: 'turn_limit' });
  });
  it('has no verdict when it ends without a result', () => {
    expect(parse('claude-stream-json', [claudeInit]).verdict).toEqual({ state: 'none' });
  });
  it('reports retries', () => {
    const retry = {
      type: 'system',
      subtype: 'api_retry',
      attempt: 1,
      max_retries: 3,
      error_status: 529,
      error: 'overloaded',
    };
    expect(parse('claude-stream-json', [retry]).events).toEqual([
      { type: 'notice', level: 'warning', text: 'Trying again (1): overloaded' },
    ]);
  });
  it('shows lines that are no JSON, and survives hostile ones', () => {
    const { events } = parse('claude-stream-json', [
      'warning: something',
      '[1,2]',
      'null',
      '{"type":"assistant"}',
      '{"type":"user","message":{"content":7}}',
    ]);
    expect(events.map((event) => event.type)).toEqual(['output', 'output', 'output']);
  });
});

describe('codex-jsonl', () => {
  it('tells thread, reasoning, commands, edits, message and usage', () => {
    const command = { id: 'i1', type: 'command_execution', command: "bash -lc 'npm test'", aggregated_output: '' };
    const { events, verdict } = parse('codex-jsonl', [
      { type: 'thread.started', thread_id: '0199' },
      { type: 'turn.started' },
      item('item.completed', { id: 'i0', type: 'reasoning', text: 'think' }),
      item('item.started', { ...command, status: 'in_progress', exit_code: null }),
      item('item.completed', { ...command, aggregated_output: 'boom\n', exit_code: 1, status: 'failed' }),
      item('item.completed', {
        id: 'i2',
        type: 'file_change',
        changes: [{ path: 'a.js', kind: 'update' }],
        status: 'completed',
      }),
      item('item.completed', { id: 'i3', type: 'agent_message', text: 'Done.' }),
      {
        type: 'turn.completed',
        usage: { input_tokens: 50, cached_input_tokens: 40, output_tokens: 7, reasoning_output_tokens: 2 },
      },
    ]);
    expect(events[0]).toEqual({ type: 'session', sessionId: '0199', model: null, version: null });
    expect(events[2]).toMatchObject({ type: 'tool', id: 'i1', kind: 'execute', status: 'running' });
    expect(events[3]).toMatchObject({ id: 'i1', status: 'failed', content: [{ type: 'text', text: 'boom\n' }] });
    expect(events[4]).toMatchObject({ kind: 'edit', title: 'update a.js', status: 'completed' });
    expect(events[5]).toEqual({ type: 'message', id: 'i3', text: 'Done.' });
    expect(events[6]).toMatchObject({ usage: { inputTokens: 50, cachedTokens: 40, outputTokens: 7, costUsd: null } });
    expect(verdict).toEqual({ state: 'success' });
  });
  it('does not take a reconnect for the end', () => {
    const { events, verdict } = parse('codex-jsonl', [
      { type: 'error', message: 'Reconnecting... 1/5' },
      { type: 'turn.completed', usage: {} },
    ]);
    expect(events[0]).toMatchObject({ type: 'notice', text: 'Reconnecting... 1/5' });
    expect(verdict).toEqual({ state: 'success' });
  });
  it('fails when the turn failed', () => {
    const { verdict } = parse('codex-jsonl', [{ type: 'turn.failed', error: { message: 'unexpected status 401' } }]);
    expect(verdict).toEqual({ state: 'error', message: 'unexpected status 401', type: null });
  });
  it('turns its todo list into a plan', () => {
    const items = [
      { text: 'one', completed: true },
      { text: 'two', completed: false },
    ];
    expect(parse('codex-jsonl', [item('item.updated', { id: 'x', type: 'todo_list', items })]).events).toEqual([
      {
        type: 'plan',
        entries: [
          { text: 'one', status: 'completed' },
          { text: 'two', status: 'pending' },
        ],
      },
    ]);
  });
});

describe('gemini-stream-json', () => {
  it('joins pieces between two tools to one message and leaves out what the user said', () => {
    const { events, verdict } = parse('gemini-stream-json', [
      { type: 'init', session_id: 'g', model: 'gemini-2.5-flash' },
      { type: 'message', role: 'user', content: 'task' },
      piece('I '),
      piece('look.'),
      { type: 'tool_use', tool_name: 'run_shell_command', tool_id: 'r1', parameters: { command: 'ls' } },
      { type: 'tool_result', tool_id: 'r1', status: 'success', output: 'a.js' },
      piece('Done.'),
      {
        type: 'result',
        status: 'success',
        stats: { total_tokens: 30, input_tokens: 20, output_tokens: 10, cached: 3 },
      },
    ]);
    const messages = events.filter((event) => event.type === 'message').map((event) => [event.id, event.text]);
    expect(messages).toEqual([
      ['m1', 'I '],
      ['m1', 'look.'],
      ['m2', 'Done.'],
    ]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'tool', id: 'r1', kind: 'execute', status: 'running' }),
    );
    expect(verdict).toEqual({ state: 'success' });
  });
  it('knows its turn limit and other errors', () => {
    const limit = parse('gemini-stream-json', [
      result({ type: 'FatalTurnLimitedError', message: 'Reached max session turns' }),
    ]);
    expect(limit.verdict).toMatchObject({ state: 'error', type: 'turn_limit' });
    expect(parse('gemini-stream-json', [errorResult({ type: 'Error', message: 'nope' })]).verdict).toMatchObject({
      message: 'nope',
      type: null,
    });
  });
});

describe('opencode-json', () => {
  it('names its session once, adds its steps up and ends with stop', () => {
    const { events, verdict } = parse('opencode-json', [
      opencodeEvent('step_start', {}),
      opencodeEvent('tool_use', {
        tool: 'bash',
        callID: 'c1',
        state: { status: 'completed', input: { command: 'false' }, output: 'x', metadata: { exit: 3 } },
      }),
      step('tool-calls', 10, 0.01),
      opencodeEvent('text', { id: 'p1', text: 'Done.' }),
      step('stop', 20, 0.02),
    ]);
    expect(events.filter((e) => e.type === 'session')).toHaveLength(1);
    expect(events[1]).toMatchObject({ type: 'tool', id: 'c1', kind: 'execute', status: 'running' });
    expect(events[2]).toMatchObject({ id: 'c1', status: 'failed' });
    expect(events.at(-2)).toMatchObject({
      type: 'usage',
      usage: { inputTokens: 34, outputTokens: 12, cachedTokens: 4, costUsd: 0.03 },
    });
    expect(verdict).toEqual({ state: 'success' });
  });
  it('does not call a step that wants tools the end', () => {
    expect(parse('opencode-json', [step('tool-calls', 1, 0)]).verdict).toEqual({ state: 'none' });
  });
  it('reads the message out of its error', () => {
    const error = {
      type: 'error',
      sessionID: 'ses_1',
      error: { name: 'APIError', data: { message: 'Unauthorized', statusCode: 401 } },
    };
    expect(parse('opencode-json', [error]).verdict).toEqual({ state: 'error', message: 'Unauthorized', type: null });
  });
});

describe('text', () => {
  it('passes output on as it comes and leaves the verdict to the exit code', () => {
    const dialect = createDialect('text');
    expect(dialect.push('half a li')).toEqual([{ type: 'output', stream: 'stdout', text: 'half a li' }]);
    expect(dialect.end()).toEqual([]);
    expect(dialect.verdict()).toEqual({ state: 'none' });
  });
});
