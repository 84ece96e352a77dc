import { asObject, count, jsonLines, sum, text, textOrNull } from './dialect';
import type { Dialect, JsonObject, Verdict } from './dialect';
import { diffsOf, toolEnd, toolStart } from './tools';
import type { AgentEvent, Usage } from '@/lib/schemas/agent-event';

/** `opencode run --format json`. It has no final event: the end is a step that finished with `stop`. */
export function opencodeDialect(): Dialect {
  let verdict: Verdict = { state: 'none' };
  let sessionId: string | null = null;
  let usage: Usage = { inputTokens: null, outputTokens: null, cachedTokens: null, costUsd: null };
  const sessionEvents = (value: JsonObject): AgentEvent[] => {
    if (sessionId !== null || typeof value.sessionID !== 'string') return [];
    sessionId = value.sessionID;
    return [{ type: 'session', sessionId, model: null, version: null }];
  };
  const finishStep = (part: JsonObject): AgentEvent[] => {
    usage = addStep(usage, part);
    const stopped = part.reason === 'stop';
    verdict = stopped ? { state: 'success' } : { state: 'none' };
    const event: AgentEvent = { type: 'usage', usage, source: 'agent' };
    return stopped ? [event, { type: 'turn_end', reason: 'stop' }] : [event];
  };
  const parse = (value: JsonObject): AgentEvent[] => {
    const part = asObject(value.part) ?? {};
    switch (value.type) {
      case 'text':
        return [{ type: 'message', id: textOrNull(part.id), text: text(part.text) }];
      case 'reasoning':
        return [{ type: 'thought', id: textOrNull(part.id), text: text(part.text) }];
      case 'tool_use':
        return toolEvents(part);
      case 'step_finish':
        return finishStep(part);
      case 'error':
        verdict = { state: 'error', message: errorText(value), type: null };
        return [];
      default:
        return [];
    }
  };
  return jsonLines({ line: (value) => [...sessionEvents(value), ...parse(value)], verdict: () => verdict });
}

/** Tools arrive once, when they have ended. */
function toolEvents(part: JsonObject): AgentEvent[] {
  const state = asObject(part.state) ?? {};
  const id = text(part.callID) || text(part.id);
  const input = asObject(state.input) ?? {};
  const exit = count(asObject(state.metadata)?.exit);
  const failed = state.status === 'error' || (exit !== null && exit !== 0);
  const output = text(state.output) || text(state.error);
  const start = toolStart({ id, name: text(part.tool), input });
  return [start, toolEnd({ id, failed, output, keepContent: diffsOf(input).length > 0 })];
}

function addStep(before: Usage, part: JsonObject): Usage {
  const tokens = asObject(part.tokens) ?? {};
  const cache = asObject(tokens.cache) ?? {};
  const cached = count(cache.read);
  return {
    inputTokens: sum(before.inputTokens, count(tokens.input), cached, count(cache.write)),
    outputTokens: sum(before.outputTokens, count(tokens.output), count(tokens.reasoning)),
    cachedTokens: sum(before.cachedTokens, cached),
    costUsd: sum(before.costUsd, count(part.cost)),
  };
}

function errorText(value: JsonObject): string {
  const error = asObject(value.error) ?? {};
  return text(asObject(error.data)?.message) || text(error.message) || text(error.name) || text(value.error);
}
