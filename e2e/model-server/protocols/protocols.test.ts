import { describe, expect, test } from 'vitest';
import type { Reply } from '@/e2e/model-server/conversation';
import { anthropic } from '@/e2e/model-server/protocols/anthropic';
import { chat } from '@/e2e/model-server/protocols/chat';
import { gemini } from '@/e2e/model-server/protocols/gemini';
import { responses } from '@/e2e/model-server/protocols/responses';

const schema = { type: 'object', properties: { command: { type: 'string' } } };
const conversation = {
  system: 'Be brief.',
  messages: [
    { role: 'user', text: 'Do it', callIds: [], resultCount: 0 },
    { role: 'assistant', text: 'Sure', callIds: ['c1'], resultCount: 0 },
    { role: 'user', text: '', callIds: [], resultCount: 1 },
  ],
  tools: [{ name: 'Bash', schema, isFreeform: false, namespace: null }],
  model: 'some-model',
  isStreaming: true,
};

describe('reading a request', () => {
  test('of Anthropic Messages', () => {
    const body = {
      model: 'some-model',
      stream: true,
      system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
      messages: [
        { role: 'user', content: 'Do it' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 's' },
            { type: 'text', text: 'Sure' },
            { type: 'tool_use', id: 'c1', name: 'Bash', input: { command: 'ls' } },
          ],
        },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: 'out' }] }],
        },
      ],
      tools: [{ name: 'Bash', input_schema: schema }],
    };
    expect(anthropic.read(body, '/v1/messages')).toEqual(conversation);
  });

  test('of OpenAI Responses', () => {
    const body = {
      model: 'some-model',
      stream: true,
      instructions: 'Be brief.',
      input: [
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Do it' }] },
        { type: 'reasoning', id: 'r1', summary: [] },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Sure' }] },
        { type: 'function_call', id: 'f1', call_id: 'c1', name: 'Bash', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c1', output: 'out' },
      ],
      tools: [{ type: 'function', name: 'Bash', parameters: schema }],
    };
    const read = responses.read(body, '/v1/responses');
    expect(read).toEqual({
      ...conversation,
      messages: [
        { role: 'user', text: 'Do it', callIds: [], resultCount: 0 },
        { role: 'assistant', text: 'Sure', callIds: [], resultCount: 0 },
        { role: 'assistant', text: '', callIds: ['c1'], resultCount: 0 },
        { role: 'user', text: '', callIds: [], resultCount: 1 },
      ],
    });
  });

  test('of OpenAI Responses with free-form tools and namespaces', () => {
    const tools = [
      { type: 'custom', name: 'apply_patch', format: { type: 'grammar' } },
      { type: 'namespace', name: 'mcp__x', tools: [{ type: 'function', name: 'report', parameters: schema }] },
      { type: 'web_search' },
    ];
    const read = responses.read({ input: 'Do it', tools }, '/v1/responses');
    expect(read.messages).toEqual([{ role: 'user', text: 'Do it', callIds: [], resultCount: 0 }]);
    expect(read.tools.map(({ name, isFreeform, namespace }) => [name, isFreeform, namespace])).toEqual([
      ['apply_patch', true, null],
      ['report', false, 'mcp__x'],
      ['web_search', false, null],
    ]);
  });

  test('of OpenAI Responses with tools that come in the conversation', () => {
    const exec = { type: 'custom', name: 'exec', description: 'Run JavaScript' };
    const tools = [{ type: 'namespace', name: 'functions', tools: [exec] }];
    const input = [
      { type: 'additional_tools', role: 'developer', tools },
      { type: 'message', role: 'user', content: 'Do it' },
    ];
    const read = responses.read({ input }, '/v1/responses');
    expect(read.tools).toMatchObject([{ name: 'exec', isFreeform: true, namespace: 'functions' }]);
    expect(read.messages).toHaveLength(1);
  });

  test('of OpenAI Chat Completions', () => {
    const body = {
      model: 'some-model',
      stream: true,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Do it' }] },
        { role: 'assistant', content: 'Sure', tool_calls: [{ id: 'c1', type: 'function' }] },
        { role: 'tool', tool_call_id: 'c1', content: 'out' },
      ],
      tools: [{ type: 'function', function: { name: 'Bash', parameters: schema } }],
    };
    expect(chat.read(body, '/v1/chat/completions')).toEqual(conversation);
  });

  test('of Gemini', () => {
    const body = {
      systemInstruction: { role: 'user', parts: [{ text: 'Be brief.' }] },
      contents: [
        { role: 'user', parts: [{ text: 'Do it' }] },
        {
          role: 'model',
          parts: [{ text: 'Sure' }, { functionCall: { id: 'c1', name: 'Bash', args: {} } }],
        },
        { role: 'user', parts: [{ functionResponse: { id: 'c1', name: 'Bash', response: { output: 'out' } } }] },
      ],
      tools: [{ functionDeclarations: [{ name: 'Bash', parametersJsonSchema: schema }] }],
    };
    const read = gemini.read(body, '/v1beta/models/some-model:streamGenerateContent');
    const trimmed = read.messages.map((message) => ({ ...message, text: message.text.trim() }));
    expect({ ...read, messages: trimmed }).toEqual(conversation);
  });
});

const reply: Reply = {
  id: 'r1',
  model: 'some-model',
  think: 'Let me think about this for a while.',
  text: 'I will list the files of this folder now.',
  calls: [{ id: 'c1', name: 'Bash', namespace: null, input: { command: 'ls' } }],
  usage: { input: 120, output: 7, cached: 100 },
};

/** The JSON of each frame of a stream. */
const dataOf = (frames: string[]): Record<string, unknown>[] =>
  frames
    .flatMap((frame) => frame.split('\n'))
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)) as Record<string, unknown>);

const joined = (values: unknown[]): string => values.filter((value) => typeof value === 'string').join('');

describe('streaming a reply', () => {
  test('in Anthropic Messages: blocks in order, whole after joining, total usage at the end', () => {
    const events = dataOf(anthropic.stream(reply));
    const deltas = events.flatMap((event) => (event.delta ? [event.delta as Record<string, unknown>] : []));
    expect(events[0]).toMatchObject({
      type: 'message_start',
      message: { usage: { input_tokens: 20, output_tokens: 1 } },
    });
    expect(joined(deltas.map((delta) => delta.thinking))).toBe(reply.think);
    expect(joined(deltas.map((delta) => delta.text))).toBe(reply.text);
    expect(JSON.parse(joined(deltas.map((delta) => delta.partial_json)))).toEqual({ command: 'ls' });
    expect(events.at(-2)).toMatchObject({ delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 7 } });
    expect(events.at(-1)).toEqual({ type: 'message_stop' });
  });

  test('in OpenAI Responses: numbered events that end in the whole response', () => {
    const events = dataOf(responses.stream(reply));
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
    const text = events.filter((event) => event.type === 'response.output_text.delta');
    expect(joined(text.map((event) => event.delta))).toBe(reply.text);
    expect(events.at(-1)).toMatchObject({
      type: 'response.completed',
      response: {
        output: [
          { type: 'reasoning' },
          { type: 'message', content: [{ text: reply.text }] },
          { type: 'function_call', call_id: 'c1', name: 'Bash', arguments: '{"command":"ls"}' },
        ],
        usage: { input_tokens: 120, output_tokens: 7, input_tokens_details: { cached_tokens: 100 } },
      },
    });
  });

  test('in OpenAI Responses: free-form calls carry their text, namespaced calls their namespace', () => {
    const calls = [
      { id: 'c1', name: 'exec', namespace: 'functions', input: 'text(1)' },
      { id: 'c2', name: 'report', namespace: 'mcp__x', input: {} },
    ];
    expect(responses.whole({ ...reply, think: '', text: '', calls })).toMatchObject({
      output: [
        { type: 'custom_tool_call', name: 'exec', namespace: 'functions', input: 'text(1)' },
        { type: 'function_call', name: 'report', namespace: 'mcp__x', arguments: '{}' },
      ],
    });
  });

  test('in OpenAI Chat Completions: deltas, finish reason, usage, end mark', () => {
    const frames = chat.stream(reply);
    const chunks = dataOf(frames) as { choices: { delta: Record<string, unknown>; finish_reason: unknown }[] }[];
    const deltas = chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.delta));
    expect(joined(deltas.map((delta) => delta.content))).toBe(reply.text);
    const calls = deltas.flatMap((delta) => (delta.tool_calls ?? []) as { function: { arguments: string } }[]);
    expect(calls[0]).toMatchObject({ id: 'c1', function: { name: 'Bash', arguments: '' } });
    expect(joined(calls.map((call) => call.function.arguments))).toBe('{"command":"ls"}');
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('tool_calls');
    expect(chunks.at(-1)).toMatchObject({ usage: { prompt_tokens: 120, completion_tokens: 7 } });
    expect(frames.at(-1)).toBe('data: [DONE]\n\n');
  });

  test('in Gemini: parts, and the calls in the chunk that finishes', () => {
    type Chunk = { candidates: { content: { parts: { text?: string; thought?: boolean }[] } }[] };
    const chunks = dataOf(gemini.stream(reply)) as Chunk[];
    const parts = chunks.flatMap((chunk) => chunk.candidates.flatMap((candidate) => candidate.content.parts));
    expect(joined(parts.filter((part) => part.thought).map((part) => part.text))).toBe(reply.think);
    expect(joined(parts.filter((part) => !part.thought).map((part) => part.text))).toBe(reply.text);
    expect(chunks.at(-1)).toMatchObject({
      candidates: [
        {
          finishReason: 'STOP',
          content: { parts: [{ functionCall: { id: 'c1', name: 'Bash', args: { command: 'ls' } } }] },
        },
      ],
      usageMetadata: { promptTokenCount: 120, candidatesTokenCount: 7 },
    });
  });
});

const failure = (status: number) => ({ status, type: null, message: null });

describe('failing', () => {
  test('uses the usual words of each vendor', () => {
    expect(anthropic.failure(failure(401))).toMatchObject({ error: { type: 'authentication_error' } });
    expect(anthropic.failure(failure(529))).toMatchObject({ error: { type: 'overloaded_error' } });
    expect(responses.failure(failure(429))).toMatchObject({ error: { code: 'rate_limit_exceeded' } });
    expect(chat.failure(failure(500))).toMatchObject({ error: { type: 'server_error' } });
    expect(gemini.failure(failure(429))).toMatchObject({ error: { code: 429, status: 'RESOURCE_EXHAUSTED' } });
  });

  test('uses the words of the script where it has some', () => {
    const scripted = { status: 400, type: 'billing_error', message: 'No credit left' };
    expect(anthropic.failure(scripted)).toEqual({
      type: 'error',
      error: { type: 'billing_error', message: 'No credit left' },
    });
    expect(responses.failure(scripted)).toMatchObject({ error: { type: 'billing_error', message: 'No credit left' } });
  });
});
