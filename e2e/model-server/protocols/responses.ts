import { z } from 'zod';
import type { Conversation, Message, OfferedTool, Protocol, Reply, ToolCall } from '@/e2e/model-server/conversation';
import { callText, pieces } from '@/e2e/model-server/conversation';
import { contentSchema, openAiFailure, textOf } from '@/e2e/model-server/protocols/openai';

const namedToolSchema = z.object({
  type: z.string(),
  name: z.string().optional(),
  parameters: z.unknown().optional(),
});
const toolSchema = namedToolSchema.extend({ tools: z.array(namedToolSchema).optional() });
const itemSchema = z.object({
  type: z.string().optional(),
  role: z.string().optional(),
  content: contentSchema.nullish(),
  id: z.string().optional(),
  call_id: z.string().optional(),
  /** Newer models of Codex get their tools in the conversation (`additional_tools`). */
  tools: z.array(toolSchema).optional(),
});
const bodySchema = z.object({
  model: z.string().default('mock-model'),
  stream: z.boolean().default(false),
  instructions: z.string().nullish(),
  input: z.union([z.string(), z.array(itemSchema)]).default([]),
  tools: z.array(toolSchema).default([]),
});
type Item = z.infer<typeof itemSchema>;

const isSystem = (item: Item): boolean => item.role === 'system' || item.role === 'developer';

function readItem(item: Item): Message[] {
  if (item.role !== undefined) {
    const role = item.role === 'assistant' ? 'assistant' : 'user';
    return [{ role, text: textOf(item.content ?? ''), callIds: [], resultCount: 0 }];
  }
  if (item.type?.endsWith('_call')) {
    return [{ role: 'assistant', text: '', callIds: [item.call_id ?? item.id ?? ''], resultCount: 0 }];
  }
  if (item.type?.endsWith('_output')) return [{ role: 'user', text: '', callIds: [], resultCount: 1 }];
  return [];
}

const namedTool = (tool: z.infer<typeof namedToolSchema>, namespace: string | null): OfferedTool => ({
  name: tool.name ?? tool.type,
  schema: tool.parameters,
  isFreeform: tool.type === 'custom',
  namespace,
});

function readTool(tool: z.infer<typeof toolSchema>): OfferedTool[] {
  if (tool.type !== 'namespace') return [namedTool(tool, null)];
  return (tool.tools ?? []).map((each) => namedTool(each, tool.name ?? null));
}

function read(input: unknown): Conversation {
  const body = bodySchema.parse(input);
  const items: Item[] = typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : body.input;
  const added = items.flatMap((item) => item.tools ?? []);
  const inline = items.filter(isSystem).map((item) => textOf(item.content ?? ''));
  return {
    system: [body.instructions ?? '', ...inline].join('\n'),
    messages: items.filter((item) => !isSystem(item)).flatMap(readItem),
    tools: [...body.tools, ...added].flatMap(readTool),
    model: body.model,
    isStreaming: body.stream,
  };
}

function callItem(call: ToolCall): Record<string, unknown> {
  const namespace = call.namespace === null ? {} : { namespace: call.namespace };
  const common = { call_id: call.id, name: call.name, ...namespace, status: 'completed' };
  if (typeof call.input === 'string') {
    return { type: 'custom_tool_call', id: `ctc_${call.id}`, ...common, input: call.input };
  }
  return { type: 'function_call', id: `fc_${call.id}`, ...common, arguments: callText(call) };
}

const reasoningItem = (reply: Reply): Record<string, unknown> => ({
  type: 'reasoning',
  id: `rs_${reply.id}`,
  summary: [{ type: 'summary_text', text: reply.think }],
  encrypted_content: 'c2NyaXB0ZWQ=',
});
const textPart = (text: string): Record<string, unknown> => ({ type: 'output_text', text, annotations: [] });
const messageItem = (reply: Reply): Record<string, unknown> => ({
  type: 'message',
  id: `msg_${reply.id}`,
  role: 'assistant',
  status: 'completed',
  content: [textPart(reply.text)],
});

function whole(reply: Reply): Record<string, unknown> {
  const { input, output, cached } = reply.usage;
  return {
    id: `resp_${reply.id}`,
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    model: reply.model,
    status: 'completed',
    output: [
      ...(reply.think ? [reasoningItem(reply)] : []),
      ...(reply.text ? [messageItem(reply)] : []),
      ...reply.calls.map(callItem),
    ],
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: cached },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input + output,
    },
    error: null,
    incomplete_details: null,
    parallel_tool_calls: true,
    tools: [],
    tool_choice: 'auto',
    metadata: {},
  };
}

type Event = { type: string } & Record<string, unknown>;

function reasoningEvents(reply: Reply, place: Record<string, unknown>): Event[] {
  const item = reasoningItem(reply);
  const at = { ...place, item_id: item.id, summary_index: 0 };
  const part = { type: 'summary_text', text: reply.think };
  return [
    { type: 'response.output_item.added', ...place, item: { ...item, summary: [] } },
    { type: 'response.reasoning_summary_part.added', ...at, part: { ...part, text: '' } },
    ...pieces(reply.think).map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...at, delta })),
    { type: 'response.reasoning_summary_text.done', ...at, text: reply.think },
    { type: 'response.reasoning_summary_part.done', ...at, part },
    { type: 'response.output_item.done', ...place, item },
  ];
}

function messageEvents(reply: Reply, place: Record<string, unknown>): Event[] {
  const item = messageItem(reply);
  const at = { ...place, item_id: item.id, content_index: 0 };
  return [
    { type: 'response.output_item.added', ...place, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...at, part: textPart('') },
    ...pieces(reply.text).map((delta) => ({ type: 'response.output_text.delta', ...at, delta })),
    { type: 'response.output_text.done', ...at, text: reply.text },
    { type: 'response.content_part.done', ...at, part: textPart(reply.text) },
    { type: 'response.output_item.done', ...place, item },
  ];
}

function callEvents(call: ToolCall, place: Record<string, unknown>): Event[] {
  const item = callItem(call);
  const at = { ...place, item_id: item.id };
  const isFreeform = typeof call.input === 'string';
  const field = isFreeform ? 'input' : 'arguments';
  const base = isFreeform ? 'response.custom_tool_call_input' : 'response.function_call_arguments';
  return [
    { type: 'response.output_item.added', ...place, item: { ...item, status: 'in_progress', [field]: '' } },
    ...pieces(callText(call), 64).map((delta) => ({ type: `${base}.delta`, ...at, delta })),
    { type: `${base}.done`, ...at, [field]: callText(call) },
    { type: 'response.output_item.done', ...place, item },
  ];
}

function stream(reply: Reply): string[] {
  const full = whole(reply);
  const makers: ((place: Record<string, unknown>) => Event[])[] = [];
  if (reply.think) makers.push((place) => reasoningEvents(reply, place));
  if (reply.text) makers.push((place) => messageEvents(reply, place));
  for (const call of reply.calls) makers.push((place) => callEvents(call, place));
  const events: Event[] = [
    { type: 'response.created', response: { ...full, status: 'in_progress', output: [], usage: null } },
    ...makers.flatMap((make, index) => make({ output_index: index })),
    { type: 'response.completed', response: full },
  ];
  return events.map(
    (event, index) => `event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number: index })}\n\n`,
  );
}

export const responses: Protocol = { read, stream, whole, failure: openAiFailure };
