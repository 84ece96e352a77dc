import { z } from 'zod';
import type { Conversation, Message, Protocol, Reply } from '@/e2e/model-server/conversation';
import { callText, pieces } from '@/e2e/model-server/conversation';
import { contentSchema, openAiFailure, textOf } from '@/e2e/model-server/protocols/openai';

const messageSchema = z.object({
  role: z.string(),
  content: contentSchema.nullish(),
  tool_calls: z.array(z.object({ id: z.string() })).nullish(),
});
const bodySchema = z.object({
  model: z.string().default('mock-model'),
  stream: z.boolean().default(false),
  messages: z.array(messageSchema).default([]),
  tools: z
    .array(z.object({ function: z.object({ name: z.string(), parameters: z.unknown().optional() }) }))
    .default([]),
});
type ChatMessage = z.infer<typeof messageSchema>;

const isSystem = (message: ChatMessage): boolean => message.role === 'system' || message.role === 'developer';

function readMessage(message: ChatMessage): Message {
  const isResult = message.role === 'tool';
  return {
    role: message.role === 'assistant' ? 'assistant' : 'user',
    text: isResult ? '' : textOf(message.content ?? ''),
    callIds: (message.tool_calls ?? []).map((call) => call.id),
    resultCount: isResult ? 1 : 0,
  };
}

function read(input: unknown): Conversation {
  const body = bodySchema.parse(input);
  return {
    system: body.messages
      .filter(isSystem)
      .map((message) => textOf(message.content ?? ''))
      .join('\n'),
    messages: body.messages.filter((message) => !isSystem(message)).map(readMessage),
    tools: body.tools.map((tool) => ({
      name: tool.function.name,
      schema: tool.function.parameters,
      isFreeform: false,
      namespace: null,
    })),
    model: body.model,
    isStreaming: body.stream,
  };
}

const usageOf = ({ usage }: Reply): Record<string, unknown> => ({
  prompt_tokens: usage.input,
  completion_tokens: usage.output,
  total_tokens: usage.input + usage.output,
  prompt_tokens_details: { cached_tokens: usage.cached },
});

const finishReason = (reply: Reply): string => (reply.calls.length > 0 ? 'tool_calls' : 'stop');

const envelope = (reply: Reply, object: string): Record<string, unknown> => ({
  id: `chatcmpl-${reply.id}`,
  object,
  created: Math.floor(Date.now() / 1000),
  model: reply.model,
});

type CallDelta = { index: number; id: string; type: 'function'; function: { name: string; arguments: string } };

const callDeltas = (reply: Reply): CallDelta[] =>
  reply.calls.map((call, index) => ({
    index,
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: callText(call) },
  }));

function whole(reply: Reply): unknown {
  const toolCalls = reply.calls.length > 0 ? { tool_calls: callDeltas(reply) } : {};
  const message = { role: 'assistant', content: reply.text || null, ...toolCalls };
  return {
    ...envelope(reply, 'chat.completion'),
    choices: [{ index: 0, message, finish_reason: finishReason(reply) }],
    usage: usageOf(reply),
  };
}

function streamedCall(call: CallDelta): unknown[] {
  const opened = { tool_calls: [{ ...call, function: { name: call.function.name, arguments: '' } }] };
  const rest = pieces(call.function.arguments, 64).map((text) => ({
    tool_calls: [{ index: call.index, function: { arguments: text } }],
  }));
  return [opened, ...rest];
}

function stream(reply: Reply): string[] {
  const base = envelope(reply, 'chat.completion.chunk');
  const frame = (facts: Record<string, unknown>): string => `data: ${JSON.stringify({ ...base, ...facts })}\n\n`;
  const chunk = (delta: unknown, finish: string | null = null): string =>
    frame({ choices: [{ index: 0, delta, finish_reason: finish }] });
  return [
    chunk({ role: 'assistant', content: '' }),
    ...pieces(reply.think).map((text) => chunk({ reasoning_content: text })),
    ...pieces(reply.text).map((content) => chunk({ content })),
    ...callDeltas(reply)
      .flatMap(streamedCall)
      .map((delta) => chunk(delta)),
    chunk({}, finishReason(reply)),
    frame({ choices: [], usage: usageOf(reply) }),
    'data: [DONE]\n\n',
  ];
}

export const chat: Protocol = { read, stream, whole, failure: openAiFailure };
