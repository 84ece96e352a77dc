/**
 * What a run emits while it lives. Drivers translate their vendor's stream into this union; nothing else of a vendor's
 * format gets past `lib/adapters/agent`. Texts are untrusted and may hold terminal escapes.
 */
import { z } from 'zod';
import { FAILURE_TYPES } from '@/lib/core/failure';

export const failureSchema = z.object({
  type: z.enum(FAILURE_TYPES),
  message: z.string(),
  remedy: z.string(),
});

export const toolKindSchema = z.enum([
  'read',
  'edit',
  'delete',
  'move',
  'execute',
  'search',
  'fetch',
  'think',
  'other',
]);
export const toolStatusSchema = z.enum(['pending', 'running', 'completed', 'failed']);

export const toolContentSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('diff'), path: z.string(), oldText: z.string().nullable(), newText: z.string() }),
]);

export const permissionOptionSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['allow_once', 'allow_always', 'reject_once', 'reject_always']),
});

/** Totals since the run began, never increments. Null: the agent did not say. */
export const usageSchema = z.object({
  inputTokens: z.number().nullable(),
  outputTokens: z.number().nullable(),
  cachedTokens: z.number().nullable(),
  costUsd: z.number().nullable(),
});

export const agentEventSchema = z.discriminatedUnion('type', [
  /** The agent is up: its session (for follow-ups), model and version where it says so. */
  z.object({
    type: z.literal('session'),
    sessionId: z.string().nullable(),
    model: z.string().nullable(),
    version: z.string().nullable(),
  }),
  /** What was sent to the agent: the first prompt or a follow-up message. */
  z.object({ type: z.literal('prompt'), text: z.string() }),
  /** A piece of the agent's answer. Pieces with the same id belong together, in order. */
  z.object({ type: z.literal('message'), id: z.string().nullable(), text: z.string() }),
  z.object({ type: z.literal('thought'), id: z.string().nullable(), text: z.string() }),
  z.object({
    type: z.literal('plan'),
    entries: z.array(z.object({ text: z.string(), status: z.enum(['pending', 'in_progress', 'completed']) })),
  }),
  /** Created and changed by the same event: later ones with the same id replace the fields they carry. */
  z.object({
    type: z.literal('tool'),
    id: z.string(),
    title: z.string().optional(),
    kind: toolKindSchema.optional(),
    status: toolStatusSchema.optional(),
    input: z.string().optional(),
    content: z.array(toolContentSchema).optional(),
    /** Output to append to what is already there. */
    outputDelta: z.string().optional(),
  }),
  z.object({ type: z.literal('usage'), usage: usageSchema, source: z.enum(['agent', 'driver']) }),
  z.object({
    type: z.literal('permission'),
    id: z.string(),
    title: z.string(),
    kind: toolKindSchema,
    input: z.string().nullable(),
    options: z.array(permissionOptionSchema),
  }),
  z.object({
    type: z.literal('permission_answer'),
    id: z.string(),
    optionId: z.string().nullable(),
    by: z.enum(['policy', 'person']),
  }),
  /** Plain output of a command agent, or what an agent wrote outside its protocol. */
  z.object({ type: z.literal('output'), stream: z.enum(['stdout', 'stderr']), text: z.string() }),
  z.object({ type: z.literal('notice'), level: z.enum(['info', 'warning', 'error']), text: z.string() }),
  z.object({ type: z.literal('turn_end'), reason: z.string() }),
  z.object({ type: z.literal('failure'), failure: failureSchema }),
]);
export type AgentEvent = z.infer<typeof agentEventSchema>;
export type Usage = z.infer<typeof usageSchema>;
export type ToolContent = z.infer<typeof toolContentSchema>;

export const resourceSampleSchema = z.object({
  cpuMs: z.number(),
  memoryBytes: z.number(),
  pids: z.number(),
  diskBytes: z.number(),
  sentBytes: z.number(),
  receivedBytes: z.number(),
});

/** What the product itself reports about a run, in the same stream. */
export const runEventSchema = z.discriminatedUnion('type', [
  ...agentEventSchema.options,
  z.object({ type: z.literal('status'), status: z.string() }),
  /** Output of the product's own steps: set-up, gates, metrics. */
  z.object({
    type: z.literal('step'),
    step: z.enum(['setup', 'gate', 'metric', 'capture', 'system']),
    name: z.string(),
    text: z.string(),
  }),
  /** What the run used, looked at every few seconds while its agent works. */
  z.object({ type: z.literal('resources'), ...resourceSampleSchema.shape }),
  /** The network policy refused an address; told once for each. */
  z.object({ type: z.literal('blocked'), host: z.string(), port: z.number() }),
  z.object({ type: z.literal('paused') }),
  z.object({ type: z.literal('resumed') }),
  z.object({
    type: z.literal('diffstat'),
    filesChanged: z.number(),
    linesAdded: z.number(),
    linesRemoved: z.number(),
  }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;

/** One line of a runner's events file. `at` is milliseconds since 1970. */
export const eventLineSchema = z.object({ at: z.number(), event: runEventSchema });
export type EventLine = z.infer<typeof eventLineSchema>;
