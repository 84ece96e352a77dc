import { z } from 'zod';
import type { Conversation, Message, ModelFailure, Protocol, Reply } from '@/e2e/model-server/conversation';
import { pieces } from '@/e2e/model-server/conversation';
import { assertNever } from '@/lib/core/assert-never';

const partSchema = z.object({ type: z.string(), text: z.string().optional(), id: z.string().optional() });
const contentSchema = z.union([z.string(), z.array(partSchema)]);
const bodySchema = z.object({
  model: z.string().default('mock-model'),
  stream: z.boolean().default(false),
  system: contentSchema.default(''),
  messages: z.array(z.object({ role: z.string(), content: contentSchema })).default([]),
  tools: z.array(z.object({ name: z.string(), input_schema: z.unknown().optional() })).default([]),
});
type Content = z.infer<typeof contentSchema>;

const ERROR_TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

const parts = (content: Content): z.infer<typeof partSchema>[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content;

const textOf = (content: Content): string =>
  parts(content)
    .flatMap((part) => (part.type === 'text' ? [part.text ?? ''] : []))
    .join('\n');

function readMessage(message: { role: string; content: Content }): Message {
  const all = parts(message.content);
  return {
    role: message.role === 'assistant' ? 'assistant' : 'user',
    text: textOf(message.content),
    callIds: all.flatMap((part) => (part.type === 'tool_use' ? [part.id ?? ''] : [])),
    resultCount: all.filter((part) => part.type === 'tool_result').length,
  };
}

function read(input: unknown): Conversation {
  const body = bodySchema.parse(input);
  const inline = body.messages.filter((message) => message.role === 'system').map((message) => textOf(message.content));
  return {
    system: [textOf(body.system), ...inline].join('\n'),
    messages: body.messages.filter((message) => message.role !== 'system').map(readMessage),
    tools: body.tools.map((tool) => ({
      name: tool.name,
      schema: tool.input_schema,
      isFreeform: false,
      namespace: null,
    })),
    model: body.model,
    isStreaming: body.stream,
  };
}

type Block =
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: unknown };

function blocks(reply: Reply): Block[] {
  const found: Block[] = [];
  if (reply.think) found.push({ type: 'thinking', thinking: reply.think, signature: 'c2lnbmVk' });
  if (reply.text) found.push({ type: 'text', text: reply.text });
  for (const call of reply.calls) found.push({ type: 'tool_use', id: call.id, name: call.name, input: call.input });
  return found;
}

/** The first event of a stream knows the input only, as with the real service. */
const usageOf = (reply: Reply, outputTokens: number): Record<string, unknown> => ({
  input_tokens: reply.usage.input - reply.usage.cached,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: reply.usage.cached,
  output_tokens: outputTokens,
  service_tier: 'standard',
});

const stopReason = (reply: Reply): string => (reply.calls.length > 0 ? 'tool_use' : 'end_turn');

function whole(reply: Reply): Record<string, unknown> {
  return {
    id: `msg_${reply.id}`,
    type: 'message',
    role: 'assistant',
    model: reply.model,
    content: blocks(reply),
    stop_reason: stopReason(reply),
    stop_sequence: null,
    usage: usageOf(reply, reply.usage.output),
  };
}

function deltas(block: Block): Record<string, unknown>[] {
  switch (block.type) {
    case 'thinking':
      return [
        ...pieces(block.thinking).map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: block.signature },
      ];
    case 'text':
      return pieces(block.text).map((text) => ({ type: 'text_delta', text }));
    case 'tool_use':
      return pieces(JSON.stringify(block.input), 64).map((json) => ({ type: 'input_json_delta', partial_json: json }));
    default:
      return assertNever(block);
  }
}

function emptied(block: Block): Block {
  switch (block.type) {
    case 'thinking':
      return { ...block, thinking: '', signature: '' };
    case 'text':
      return { ...block, text: '' };
    case 'tool_use':
      return { ...block, input: {} };
    default:
      return assertNever(block);
  }
}

const frame = (type: string, facts: Record<string, unknown>): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...facts })}\n\n`;

function stream(reply: Reply): string[] {
  const message = { ...whole(reply), content: [], stop_reason: null, usage: usageOf(reply, 1) };
  const body = blocks(reply).flatMap((block, index) => [
    frame('content_block_start', { index, content_block: emptied(block) }),
    ...deltas(block).map((delta) => frame('content_block_delta', { index, delta })),
    frame('content_block_stop', { index }),
  ]);
  const delta = { stop_reason: stopReason(reply), stop_sequence: null };
  return [
    frame('message_start', { message }),
    frame('ping', {}),
    ...body,
    frame('message_delta', { delta, usage: usageOf(reply, reply.usage.output) }),
    frame('message_stop', {}),
  ];
}

const failure = ({ status, type, message }: ModelFailure): unknown => ({
  type: 'error',
  error: { type: type ?? ERROR_TYPES[status] ?? 'api_error', message: message ?? `scripted failure ${status}` },
});

export const anthropic: Protocol = { read, stream, whole, failure };
