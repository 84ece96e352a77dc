import { describe, expect, it } from 'vitest';
import { parseRecorded } from './parse-recorded';

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

describe('claude-stream-json', () => {
  it('tells session, thoughts, messages, tools and usage in order', () => {
    const { events, verdict } = parseRecorded('claude-stream-json', [
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
    const { events } = parseRecorded('claude-stream-json', [
      assistant({ type: 'text', text: 'a' }),
      assistant({ type: 'text', text: 'b' }),
    ]);
    expect(new Set(events.map((event) => 'id' in event && event.id)).size).toBe(2);
  });
  it('takes the usage of this run, not that of the whole session', () => {
    const { events } = parseRecorded('claude-stream-json', [claudeResult]);
    expect(events[0]).toEqual({
      type: 'usage',
      source: 'agent',
      usage: { inputTokens: 115, outputTokens: 20, cachedTokens: 100, costUsd: 0.012 },
    });
  });
  it('shows edits as diffs and keeps them when the tool has ended', () => {
    const edit = { file_path: '/w/a.js', old_string: 'old', new_string: 'new' };
    const { events } = parseRecorded('claude-stream-json', [
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
    const { events } = parseRecorded('claude-stream-json', [
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
    const { verdict } = parseRecorded('claude-stream-json', [
      { ...claudeResult, is_error: true, result: 'API Error: 401 …' },
    ]);
    expect(verdict).toEqual({ state: 'error', message: 'API Error: 401 …', type: null });
  });
  it('knows its turn limit', () => {
    const limit = {
      ...claudeResult,
      subtype: 'error_max_turns',
      result: undefined,
      errors: ['Reached maximum number of turns (3)'],
    };
    expect(parseRecorded('claude-stream-json', [limit]).verdict).toMatchObject({ state: 'error', type: 'turn_limit' });
  });
  it('has no verdict when it ends without a result', () => {
    expect(parseRecorded('claude-stream-json', [claudeInit]).verdict).toEqual({ state: 'none' });
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
    expect(parseRecorded('claude-stream-json', [retry]).events).toEqual([
      { type: 'notice', level: 'warning', text: 'Trying again (1): overloaded' },
    ]);
  });
  it('shows lines that are no JSON, and survives hostile ones', () => {
    const { events } = parseRecorded('claude-stream-json', [
      'warning: something',
      '[1,2]',
      'null',
      '{"type":"assistant"}',
      '{"type":"user","message":{"content":7}}',
    ]);
    expect(events.map((event) => event.type)).toEqual(['output', 'output', 'output']);
  });
});
