import { describe, expect, it } from 'vitest';
import { createDialect } from './create-dialect';
import { parseRecorded } from './parse-recorded';

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

describe('codex-jsonl', () => {
  it('tells thread, reasoning, commands, edits, message and usage', () => {
    const command = { id: 'i1', type: 'command_execution', command: "bash -lc 'npm test'", aggregated_output: '' };
    const { events, verdict } = parseRecorded('codex-jsonl', [
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
    const { events, verdict } = parseRecorded('codex-jsonl', [
      { type: 'error', message: 'Reconnecting... 1/5' },
      { type: 'turn.completed', usage: {} },
    ]);
    expect(events[0]).toMatchObject({ type: 'notice', text: 'Reconnecting... 1/5' });
    expect(verdict).toEqual({ state: 'success' });
  });
  it('fails when the turn failed', () => {
    const { verdict } = parseRecorded('codex-jsonl', [
      { type: 'turn.failed', error: { message: 'unexpected status 401' } },
    ]);
    expect(verdict).toEqual({ state: 'error', message: 'unexpected status 401', type: null });
  });
  it('turns its todo list into a plan', () => {
    const items = [
      { text: 'one', completed: true },
      { text: 'two', completed: false },
    ];
    expect(parseRecorded('codex-jsonl', [item('item.updated', { id: 'x', type: 'todo_list', items })]).events).toEqual([
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
    const { events, verdict } = parseRecorded('gemini-stream-json', [
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
    const limit = parseRecorded('gemini-stream-json', [
      errorResult({ type: 'FatalTurnLimitedError', message: 'Reached max session turns' }),
    ]);
    expect(limit.verdict).toMatchObject({ state: 'error', type: 'turn_limit' });
    expect(
      parseRecorded('gemini-stream-json', [errorResult({ type: 'Error', message: 'nope' })]).verdict,
    ).toMatchObject({
      message: 'nope',
      type: null,
    });
  });
});

describe('opencode-json', () => {
  it('names its session once, adds its steps up and ends with stop', () => {
    const { events, verdict } = parseRecorded('opencode-json', [
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
    expect(parseRecorded('opencode-json', [step('tool-calls', 1, 0)]).verdict).toEqual({ state: 'none' });
  });
  it('reads the message out of its error', () => {
    const error = {
      type: 'error',
      sessionID: 'ses_1',
      error: { name: 'APIError', data: { message: 'Unauthorized', statusCode: 401 } },
    };
    expect(parseRecorded('opencode-json', [error]).verdict).toEqual({
      state: 'error',
      message: 'Unauthorized',
      type: null,
    });
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
