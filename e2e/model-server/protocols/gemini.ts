import { z } from 'zod';
import type { Conversation, Message, ModelFailure, Protocol, Reply } from '@/e2e/model-server/conversation';
import { pieces } from '@/e2e/model-server/conversation';

const partSchema = z.object({
  text: z.string().optional(),
  thought: z.boolean().optional(),
  functionCall: z.object({ id: z.string().optional(), name: z.string() }).optional(),
  functionResponse: z.object({ name: z.string() }).optional(),
});
const contentSchema = z.object({ role: z.string().optional(), parts: z.array(partSchema).default([]) });
const functionSchema = z.object({
  name: z.string(),
  parameters: z.unknown().optional(),
  parametersJsonSchema: z.unknown().optional(),
});
const bodySchema = z.object({
  systemInstruction: contentSchema.optional(),
  contents: z.array(contentSchema).default([]),
  tools: z.array(z.object({ functionDeclarations: z.array(functionSchema).default([]) })).default([]),
});
type Content = z.infer<typeof contentSchema>;

const ERROR_STATUSES: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
};

const textOf = (content: Content): string =>
  content.parts.flatMap((part) => (part.thought ? [] : [part.text ?? ''])).join('\n');

function readMessage(content: Content): Message {
  return {
    role: content.role === 'model' ? 'assistant' : 'user',
    text: textOf(content),
    callIds: content.parts.flatMap((part) => (part.functionCall ? [part.functionCall.id ?? ''] : [])),
    resultCount: content.parts.filter((part) => part.functionResponse).length,
  };
}

function read(input: unknown, path: string): Conversation {
  const body = bodySchema.parse(input);
  return {
    system: body.systemInstruction ? textOf(body.systemInstruction) : '',
    messages: body.contents.map(readMessage),
    tools: body.tools
      .flatMap((tool) => tool.functionDeclarations)
      .map((tool) => ({
        name: tool.name,
        schema: tool.parametersJsonSchema ?? tool.parameters,
        isFreeform: false,
        namespace: null,
      })),
    model: /models\/([^:/]+):/.exec(path)?.[1] ?? 'mock-model',
    isStreaming: path.includes(':stream'),
  };
}

type Part = Record<string, unknown>;

function envelope(reply: Reply, parts: Part[], isLast: boolean): Record<string, unknown> {
  const { input, output, cached } = reply.usage;
  const finish = isLast ? { finishReason: 'STOP' } : {};
  return {
    candidates: [{ content: { role: 'model', parts }, index: 0, ...finish }],
    usageMetadata: {
      promptTokenCount: input,
      candidatesTokenCount: output,
      totalTokenCount: input + output,
      cachedContentTokenCount: cached,
    },
    modelVersion: reply.model,
    responseId: reply.id,
  };
}

const callParts = (reply: Reply): Part[] =>
  reply.calls.map((call) => ({ functionCall: { id: call.id, name: call.name, args: call.input } }));

function whole(reply: Reply): unknown {
  return envelope(reply, [...(reply.text ? [{ text: reply.text }] : []), ...callParts(reply)], true);
}

function stream(reply: Reply): string[] {
  const calls = callParts(reply);
  const chunks = [
    ...pieces(reply.think).map((text) => envelope(reply, [{ text, thought: true }], false)),
    ...pieces(reply.text).map((text) => envelope(reply, [{ text }], false)),
    envelope(reply, calls.length > 0 ? calls : [{ text: '' }], true),
  ];
  return chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`);
}

const failure = ({ status, type, message }: ModelFailure): unknown => ({
  error: {
    code: status,
    message: message ?? `scripted failure ${status}`,
    status: type ?? ERROR_STATUSES[status] ?? 'UNAVAILABLE',
  },
});

export const gemini: Protocol = { read, stream, whole, failure };
