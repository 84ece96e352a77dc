import type * as acp from '@agentclientprotocol/sdk/unstable';
import type { AgentEvent, ToolContent, Usage } from '@/lib/schemas/agent-event';

type ToolEvent = Extract<AgentEvent, { type: 'tool' }>;
type ToolFields = Partial<Omit<acp.ToolCallUpdate, 'toolCallId'>> & { toolCallId: string };

const STATUS: Record<acp.ToolCallStatus, NonNullable<ToolEvent['status']>> = {
  pending: 'pending',
  in_progress: 'running',
  completed: 'completed',
  failed: 'failed',
};

const KIND: Record<acp.ToolKind, NonNullable<ToolEvent['kind']>> = {
  read: 'read',
  edit: 'edit',
  delete: 'delete',
  move: 'move',
  search: 'search',
  execute: 'execute',
  think: 'think',
  fetch: 'fetch',
  switch_mode: 'other',
  other: 'other',
};

export function toolKindOf(kind: acp.ToolKind | null | undefined): NonNullable<ToolEvent['kind']> {
  return (kind && KIND[kind]) ?? 'other';
}

/** Translates one session's updates. Keeps what is needed to tell pieces apart: the text blocks and the tools' output. */
export class UpdateTranslator {
  private block = 0;
  private lastText: string | null = null;
  private readonly withText = new Set<string>();
  private costUsd: number | null = null;
  private tokens: Omit<Usage, 'costUsd'> = { inputTokens: null, outputTokens: null, cachedTokens: null };

  translate(update: acp.SessionUpdate): AgentEvent[] {
    switch (update.sessionUpdate) {
      case 'agent_message_chunk':
        return this.piece('message', update);
      case 'agent_thought_chunk':
        return this.piece('thought', update);
      case 'tool_call':
      case 'tool_call_update':
        this.lastText = null;
        return this.tool(update);
      case 'plan':
        return [{ type: 'plan', entries: update.entries.map(({ content, status }) => ({ text: content, status })) }];
      case 'usage_update':
        return this.cost(update.cost);
      default:
        // Our own prompt replayed, commands, modes and titles: nothing that a transcript shows.
        return [];
    }
  }

  /** What comes after a prompt is a message of its own, also where the agent gives its messages no ids. */
  beginTurn(): void {
    this.lastText = null;
  }

  /** The usage that a finished turn reported. Each turn of a session adds to the total. */
  turnUsage(response: acp.PromptResponse): AgentEvent[] {
    const usage = response.usage ?? quotaUsage(response);
    if (!usage) return [];
    const cached = usage.cachedReadTokens ?? null;
    this.tokens = {
      inputTokens: plus(this.tokens.inputTokens, usage.inputTokens + (cached ?? 0) + (usage.cachedWriteTokens ?? 0)),
      outputTokens: plus(this.tokens.outputTokens, usage.outputTokens),
      cachedTokens: cached === null ? this.tokens.cachedTokens : plus(this.tokens.cachedTokens, cached),
    };
    return [this.usageEvent()];
  }

  private usageEvent(): AgentEvent {
    return { type: 'usage', usage: { ...this.tokens, costUsd: this.costUsd }, source: 'agent' };
  }

  private cost(cost: acp.Cost | null | undefined): AgentEvent[] {
    if (!cost || cost.currency.toUpperCase() !== 'USD' || cost.amount === this.costUsd) return [];
    this.costUsd = cost.amount;
    return [this.usageEvent()];
  }

  private piece(type: 'message' | 'thought', chunk: acp.ContentChunk): AgentEvent[] {
    const text = contentText(chunk.content);
    if (text === '') return [];
    if (this.lastText !== type) this.block++;
    this.lastText = type;
    // A message that a tool interrupted goes on as a new one, so that the order on the page is that of the work.
    return [{ type, id: `${chunk.messageId ?? type}#${this.block}`, text }];
  }

  private tool(call: ToolFields): AgentEvent[] {
    const event: ToolEvent = { type: 'tool', id: call.toolCallId };
    if (call.title) event.title = call.title;
    if (call.kind) event.kind = toolKindOf(call.kind);
    if (call.status) event.status = STATUS[call.status];
    const input = inputText(call.rawInput);
    if (input !== null) event.input = input;
    const content = this.content(call);
    if (content.length > 0) event.content = content;
    const delta = terminalDelta(call);
    if (delta === null) return Object.keys(event).length > 2 ? [event] : [];
    this.withText.add(call.toolCallId);
    const output: ToolEvent = { type: 'tool', id: call.toolCallId, outputDelta: delta };
    return Object.keys(event).length > 2 ? [event, output] : [output];
  }

  private content(call: ToolFields): ToolContent[] {
    const content = (call.content ?? []).flatMap(toolContent);
    if (content.length > 0) {
      this.withText.add(call.toolCallId);
      return content;
    }
    const ended = call.status === 'completed' || call.status === 'failed';
    if (!ended || this.withText.has(call.toolCallId)) return [];
    const text = outputText(call.rawOutput);
    return text === '' ? [] : [{ type: 'text', text }];
  }
}

function plus(total: number | null, more: number): number {
  return (total ?? 0) + more;
}

/** What to show of a tool call that a permission request describes. */
export function permissionTool(call: acp.ToolCallUpdate): { title: string; input: string | null } {
  return { title: call.title ?? call.name ?? 'Use a tool', input: inputText(call.rawInput) };
}

function contentText(content: acp.ContentBlock): string {
  if (content.type === 'text') return content.text;
  return content.type === 'resource_link' ? content.uri : '';
}

function toolContent(content: acp.ToolCallContent): ToolContent[] {
  if (content.type === 'diff') {
    return [{ type: 'diff', path: content.path, oldText: content.oldText ?? null, newText: content.newText }];
  }
  if (content.type !== 'content') return [];
  const text = contentText(content.content);
  return text === '' ? [] : [{ type: 'text', text }];
}

function inputText(input: unknown): string | null {
  if (input === undefined || input === null) return null;
  if (typeof input === 'string') return input;
  const text = JSON.stringify(input);
  return text === '{}' ? null : text;
}

const OUTPUT_KEYS = ['output', 'formatted_output', 'aggregated_output', 'stdout', 'text', 'error'];

function outputText(output: unknown): string {
  if (typeof output === 'string') return output;
  if (typeof output !== 'object' || output === null) return '';
  const values = output as Record<string, unknown>;
  const found = OUTPUT_KEYS.map((key) => values[key]).find((value) => typeof value === 'string' && value !== '');
  return typeof found === 'string' ? found : '';
}

type WithMeta = { _meta?: Record<string, unknown> | null | undefined };

/** Command output that codex-acp sends beside the protocol, piece by piece. */
function terminalDelta({ _meta: meta }: WithMeta): string | null {
  const delta = meta?.terminal_output_delta;
  const data = typeof delta === 'object' && delta !== null ? (delta as { data?: unknown }).data : null;
  return typeof data === 'string' && data !== '' ? data : null;
}

type TurnUsage = Pick<acp.Usage, 'inputTokens' | 'outputTokens' | 'cachedReadTokens' | 'cachedWriteTokens'>;

/** Gemini's own place for the tokens of a turn. */
function quotaUsage({ _meta: meta }: WithMeta): TurnUsage | null {
  const quota = meta?.quota as { token_count?: { input_tokens?: unknown; output_tokens?: unknown } } | null | undefined;
  const { input_tokens: input, output_tokens: output } = quota?.token_count ?? {};
  return typeof input === 'number' && typeof output === 'number' ? { inputTokens: input, outputTokens: output } : null;
}
