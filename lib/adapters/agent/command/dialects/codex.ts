import { asObject, count, jsonLines, objects, text, textOrNull } from './dialect';
import type { Dialect, JsonObject, Verdict } from './dialect';
import type { AgentEvent } from '@/lib/schemas/agent-event';

/** `codex exec --json`. */
export function codexDialect(): Dialect {
  let verdict: Verdict = { state: 'none' };
  return jsonLines({
    line: (value) => {
      switch (value.type) {
        case 'thread.started':
          return [{ type: 'session', sessionId: textOrNull(value.thread_id), model: null, version: null }];
        case 'item.started':
        case 'item.updated':
        case 'item.completed':
          return itemEvents(asObject(value.item) ?? {}, value.type === 'item.completed');
        case 'turn.completed':
          verdict = { state: 'success' };
          return [
            { type: 'usage', usage: usageOf(asObject(value.usage) ?? {}), source: 'agent' },
            { type: 'turn_end', reason: 'completed' },
          ];
        case 'turn.failed':
          verdict = { state: 'error', message: text(asObject(value.error)?.message), type: null };
          return [{ type: 'turn_end', reason: 'failed' }];
        case 'error':
          // Also says "Reconnecting... 1/5", after which the turn may well succeed.
          return [{ type: 'notice', level: 'warning', text: text(value.message) }];
        default:
          return [];
      }
    },
    verdict: () => verdict,
  });
}

function usageOf(usage: JsonObject): Extract<AgentEvent, { type: 'usage' }>['usage'] {
  return {
    inputTokens: count(usage.input_tokens),
    outputTokens: count(usage.output_tokens),
    cachedTokens: count(usage.cached_input_tokens),
    costUsd: null,
  };
}

function itemEvents(item: JsonObject, ended: boolean): AgentEvent[] {
  const id = text(item.id);
  switch (item.type) {
    case 'agent_message':
      return ended ? [{ type: 'message', id, text: text(item.text) }] : [];
    case 'reasoning':
      return ended ? [{ type: 'thought', id, text: text(item.text) }] : [];
    case 'error':
      return [{ type: 'notice', level: 'warning', text: text(item.message) }];
    case 'todo_list':
      return [{ type: 'plan', entries: objects(item.items).map(planEntry) }];
    case 'command_execution':
    case 'file_change':
    case 'mcp_tool_call':
    case 'web_search':
      return [toolEvent(item, id)];
    default:
      return [];
  }
}

function planEntry(entry: JsonObject): { text: string; status: 'completed' | 'pending' } {
  return { text: text(entry.text), status: entry.completed === true ? 'completed' : 'pending' };
}

function toolEvent(item: JsonObject, id: string): AgentEvent {
  const status = toolStatus(item);
  const base = { type: 'tool' as const, id, status };
  switch (item.type) {
    case 'command_execution': {
      const output = text(item.aggregated_output);
      const content = output === '' ? {} : { content: [{ type: 'text' as const, text: output }] };
      return { ...base, kind: 'execute', title: text(item.command), input: text(item.command), ...content };
    }
    case 'file_change': {
      const changes = objects(item.changes).map((change) => `${text(change.kind)} ${text(change.path)}`);
      return { ...base, kind: 'edit', title: changes.join(', ') || 'Edit', input: changes.join('\n') };
    }
    case 'web_search':
      return { ...base, kind: 'fetch', title: `Search: ${text(item.query)}` };
    default:
      return { ...base, kind: 'other', title: `${text(item.server)} ${text(item.tool)}`.trim() };
  }
}

function toolStatus(item: JsonObject): 'running' | 'completed' | 'failed' {
  if (item.status === 'failed' || item.status === 'declined') return 'failed';
  return item.status === 'in_progress' ? 'running' : 'completed';
}
