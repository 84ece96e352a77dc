import { asObject, count, jsonLines, text, textOrNull } from './dialect';
import type { Dialect, JsonObject, Verdict } from './dialect';
import { diffsOf, toolEnd, toolStart } from './tools';
import type { AgentEvent } from '@/lib/schemas/agent-event';

/** `gemini --output-format stream-json`. */
export function geminiDialect(): Dialect {
  let verdict: Verdict = { state: 'none' };
  let messages = 0;
  let inMessage = false;
  const edits = new Set<string>();
  const message = (value: JsonObject): AgentEvent[] => {
    if (value.role !== 'assistant') return [];
    // Pieces carry no id: those between two tools are one message.
    if (!inMessage) messages++;
    inMessage = true;
    return [{ type: 'message', id: `m${messages}`, text: text(value.content) }];
  };
  return jsonLines({
    line: (value) => {
      if (value.type === 'message') return message(value);
      inMessage = false;
      switch (value.type) {
        case 'init':
          return [
            { type: 'session', sessionId: textOrNull(value.session_id), model: textOrNull(value.model), version: null },
          ];
        case 'tool_use':
          if (diffsOf(asObject(value.parameters) ?? {}).length > 0) edits.add(text(value.tool_id));
          return [toolStart({ id: text(value.tool_id), name: text(value.tool_name), input: value.parameters })];
        case 'tool_result':
          return [resultEvent(value, edits)];
        case 'error':
          return [{ type: 'notice', level: 'warning', text: text(value.message) }];
        case 'result':
          verdict = verdictOf(value);
          return [
            { type: 'usage', usage: usageOf(asObject(value.stats) ?? {}), source: 'agent' },
            { type: 'turn_end', reason: text(value.status) },
          ];
        default:
          return [];
      }
    },
    verdict: () => verdict,
  });
}

function resultEvent(value: JsonObject, edits: ReadonlySet<string>): AgentEvent {
  const id = text(value.tool_id);
  const output = text(value.output) || text(asObject(value.error)?.message);
  return toolEnd({ id, failed: value.status === 'error', output, keepContent: edits.has(id) });
}

function verdictOf(value: JsonObject): Verdict {
  if (value.status === 'success') return { state: 'success' };
  const error = asObject(value.error) ?? {};
  const isTurnLimit = error.type === 'FatalTurnLimitedError';
  const message = text(error.message) || text(error.type) || 'It reported an error without a message.';
  return { state: 'error', message, type: isTurnLimit ? 'turn_limit' : null };
}

function usageOf(stats: JsonObject): Extract<AgentEvent, { type: 'usage' }>['usage'] {
  return {
    inputTokens: count(stats.input_tokens),
    outputTokens: count(stats.output_tokens),
    cachedTokens: count(stats.cached),
    costUsd: null,
  };
}
