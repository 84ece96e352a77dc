import type * as acp from '@agentclientprotocol/sdk/unstable';
import { describe, expect, it } from 'vitest';
import { UpdateTranslator } from './updates';
import { agentEventSchema, type AgentEvent } from '@/lib/schemas/agent-event';

const chunk = (sessionUpdate: 'agent_message_chunk' | 'agent_thought_chunk', text: string): acp.SessionUpdate => ({
  sessionUpdate,
  content: { type: 'text', text },
});

function translate(...updates: acp.SessionUpdate[]): AgentEvent[] {
  const translator = new UpdateTranslator();
  const events = updates.flatMap((update) => translator.translate(update));
  for (const event of events) agentEventSchema.parse(event);
  return events;
}

describe('UpdateTranslator', () => {
  it('gives pieces of one message one id, and another after a tool', () => {
    const events = translate(
      chunk('agent_message_chunk', 'I '),
      chunk('agent_message_chunk', 'look.'),
      { sessionUpdate: 'tool_call', toolCallId: 't', title: 'Read a.js', kind: 'read', status: 'pending' },
      chunk('agent_message_chunk', 'Done.'),
    );
    const ids = events.flatMap((event) => (event.type === 'message' ? [event.id] : []));
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });
  it('keeps thoughts and messages apart', () => {
    const events = translate(chunk('agent_thought_chunk', 'hm'), chunk('agent_message_chunk', 'ok'));
    expect(events.map((event) => event.type)).toEqual(['thought', 'message']);
  });
  it('changes only the fields of a tool call that an update carries', () => {
    const events = translate(
      {
        sessionUpdate: 'tool_call',
        toolCallId: 't',
        title: 'npm test',
        kind: 'execute',
        status: 'in_progress',
        rawInput: { command: 'npm test' },
      },
      { sessionUpdate: 'tool_call_update', toolCallId: 't', status: 'completed' },
    );
    expect(events).toEqual([
      { type: 'tool', id: 't', title: 'npm test', kind: 'execute', status: 'running', input: '{"command":"npm test"}' },
      { type: 'tool', id: 't', status: 'completed' },
    ]);
  });
  it('drops an update that changes nothing', () => {
    expect(translate({ sessionUpdate: 'tool_call_update', toolCallId: 't', rawInput: {} })).toEqual([]);
  });
  it('shows diffs, and for a new file no old text', () => {
    const content: acp.ToolCallContent[] = [
      { type: 'diff', path: '/w/a.js', oldText: 'a', newText: 'b' },
      { type: 'diff', path: '/w/new.js', newText: 'c' },
    ];
    expect(translate({ sessionUpdate: 'tool_call_update', toolCallId: 't', content })).toEqual([
      {
        type: 'tool',
        id: 't',
        content: [
          { type: 'diff', path: '/w/a.js', oldText: 'a', newText: 'b' },
          { type: 'diff', path: '/w/new.js', oldText: null, newText: 'c' },
        ],
      },
    ]);
  });
  it('appends command output that comes in pieces, and does not repeat it at the end', () => {
    const piece = (data: string): acp.SessionUpdate => ({
      sessionUpdate: 'tool_call_update',
      toolCallId: 't',
      _meta: { terminal_output_delta: { data, terminal_id: 't' } },
    });
    const end: acp.SessionUpdate = {
      sessionUpdate: 'tool_call_update',
      toolCallId: 't',
      status: 'failed',
      rawOutput: { formatted_output: 'one\ntwo\n', exit_code: 1 },
    };
    expect(translate(piece('one\n'), piece('two\n'), end)).toEqual([
      { type: 'tool', id: 't', outputDelta: 'one\n' },
      { type: 'tool', id: 't', outputDelta: 'two\n' },
      { type: 'tool', id: 't', status: 'failed' },
    ]);
  });
  it('takes the raw output of a tool that showed nothing else', () => {
    const end = { sessionUpdate: 'tool_call_update', toolCallId: 't', status: 'completed' } as const;
    const shown = (rawOutput: unknown): unknown => translate({ ...end, rawOutput })[0];
    expect(shown('text')).toMatchObject({ content: [{ type: 'text', text: 'text' }] });
    expect(shown({ formatted_output: 'out' })).toMatchObject({ content: [{ type: 'text', text: 'out' }] });
    expect(shown({ nested: {} })).toEqual({ type: 'tool', id: 't', status: 'completed' });
  });
  it('adds up the tokens of turns and keeps the latest cost', () => {
    const translator = new UpdateTranslator();
    const usage = { inputTokens: 10, outputTokens: 5, cachedReadTokens: 100, totalTokens: 115 };
    translator.turnUsage({ stopReason: 'end_turn', usage });
    const cost = { amount: 0.25, currency: 'USD' };
    const events = translator.translate({ sessionUpdate: 'usage_update', used: 1, size: 2, cost });
    expect(events).toEqual([
      {
        type: 'usage',
        source: 'agent',
        usage: { inputTokens: 110, outputTokens: 5, cachedTokens: 100, costUsd: 0.25 },
      },
    ]);
    expect(translator.translate({ sessionUpdate: 'usage_update', used: 1, size: 2, cost })).toEqual([]);
    expect(translator.turnUsage({ stopReason: 'end_turn', usage })[0]).toMatchObject({
      usage: { inputTokens: 220, outputTokens: 10, cachedTokens: 200, costUsd: 0.25 },
    });
  });
  it('leaves unknown what an agent does not tell, and a cost in another currency', () => {
    const translator = new UpdateTranslator();
    expect(translator.turnUsage({ stopReason: 'end_turn' })).toEqual([]);
    const cost = { amount: 1, currency: 'EUR' };
    expect(translator.translate({ sessionUpdate: 'usage_update', used: 1, size: 2, cost })).toEqual([]);
  });
  it("finds Gemini's tokens where it puts them", () => {
    const meta = { quota: { token_count: { input_tokens: 7, output_tokens: 3 } } };
    expect(new UpdateTranslator().turnUsage({ stopReason: 'end_turn', _meta: meta })[0]).toMatchObject({
      usage: { inputTokens: 7, outputTokens: 3, cachedTokens: null, costUsd: null },
    });
  });
  it('passes plans on and drops what a transcript does not show', () => {
    expect(
      translate(
        { sessionUpdate: 'plan', entries: [{ content: 'one', priority: 'high', status: 'in_progress' }] },
        { sessionUpdate: 'user_message_chunk', content: { type: 'text', text: 'replayed' } },
        { sessionUpdate: 'current_mode_update', currentModeId: 'yolo' },
      ),
    ).toEqual([{ type: 'plan', entries: [{ text: 'one', status: 'in_progress' }] }]);
  });
});
