import { asObject, count, jsonLines, objects, sum, text, textOrNull } from './dialect';
import type { Dialect, JsonObject, Verdict } from './dialect';
import { diffsOf, toolEnd, toolStart } from './tools';
import type { FailureType } from '@/lib/core/failure';
import type { AgentEvent } from '@/lib/schemas/agent-event';

/** `claude -p --output-format stream-json --verbose`; qwen speaks the same. */
export function claudeDialect(): Dialect {
  let verdict: Verdict = { state: 'none' };
  const parser = new ClaudeParser();
  return jsonLines({
    line: (value) => {
      if (value.type !== 'result') return parser.parse(value);
      verdict = resultVerdict(value);
      return [
        { type: 'usage', usage: resultUsage(value), source: 'agent' },
        { type: 'turn_end', reason: text(value.terminal_reason) || text(value.subtype) },
      ];
    },
    verdict: () => verdict,
  });
}

class ClaudeParser {
  private blocks = 0;
  private readonly edits = new Set<string>();

  parse(value: JsonObject): AgentEvent[] {
    switch (value.type) {
      case 'system':
        return systemEvents(value);
      case 'assistant':
        return objects(asObject(value.message)?.content).flatMap((block) => this.block(block, value));
      case 'user':
        return objects(asObject(value.message)?.content).flatMap((block) => this.toolResult(block));
      default:
        return [];
    }
  }

  private block(block: JsonObject, value: JsonObject): AgentEvent[] {
    // A block is whole, and one message may hold several around its tool calls: each gets an id of its own.
    const id = `${text(asObject(value.message)?.id)}#${++this.blocks}`;
    if (block.type === 'text') return [{ type: 'message', id, text: text(block.text) }];
    if (block.type === 'thinking') return [{ type: 'thought', id, text: text(block.thinking) }];
    if (block.type !== 'tool_use') return [];
    const input = asObject(block.input) ?? {};
    if (block.name === 'TodoWrite') return [planEvent(input)];
    if (diffsOf(input).length > 0) this.edits.add(text(block.id));
    return [toolStart({ id: text(block.id), name: text(block.name), input })];
  }

  private toolResult(block: JsonObject): AgentEvent[] {
    if (block.type !== 'tool_result') return [];
    const id = text(block.tool_use_id);
    const output =
      typeof block.content === 'string'
        ? block.content
        : objects(block.content)
            .map((part) => text(part.text))
            .join('\n');
    return [toolEnd({ id, failed: block.is_error === true, output, keepContent: this.edits.has(id) })];
  }
}

function systemEvents(value: JsonObject): AgentEvent[] {
  switch (value.subtype) {
    case 'init':
      return [
        {
          type: 'session',
          sessionId: textOrNull(value.session_id),
          model: textOrNull(value.model),
          version: textOrNull(value.claude_code_version) ?? textOrNull(value.version),
        },
      ];
    case 'api_retry': {
      const why = textOrNull(value.error) ?? `status ${String(value.error_status)}`;
      return [{ type: 'notice', level: 'warning', text: `Trying again (${String(value.attempt)}): ${why}` }];
    }
    case 'permission_denied':
      return [{ type: 'notice', level: 'warning', text: `Permission denied: ${text(value.tool_name)}` }];
    default:
      return [];
  }
}

const PLAN_STATUS = { pending: 'pending', in_progress: 'in_progress', completed: 'completed' } as const;

function planEvent(input: JsonObject): AgentEvent {
  const entries = objects(input.todos).map((todo) => ({
    text: text(todo.content),
    status: PLAN_STATUS[text(todo.status) as keyof typeof PLAN_STATUS] ?? ('pending' as const),
  }));
  return { type: 'plan', entries };
}

/** The usage of this run. `modelUsage` would be that of the whole session after a resume. */
function resultUsage(value: JsonObject): Extract<AgentEvent, { type: 'usage' }>['usage'] {
  const usage = asObject(value.usage) ?? {};
  const cached = count(usage.cache_read_input_tokens);
  return {
    inputTokens: sum(count(usage.input_tokens), cached, count(usage.cache_creation_input_tokens)),
    outputTokens: count(usage.output_tokens),
    cachedTokens: cached,
    costUsd: count(value.total_cost_usd),
  };
}

const SUBTYPE_FAILURES: Record<string, FailureType> = {
  error_max_turns: 'turn_limit',
  error_max_budget_usd: 'budget',
};

/** API errors come with the subtype `success`: only `is_error` tells. */
function resultVerdict(value: JsonObject): Verdict {
  if (value.is_error !== true && value.subtype === 'success') return { state: 'success' };
  const errors = Array.isArray(value.errors) ? value.errors.map((error) => text(error)).join('; ') : '';
  const error = text(asObject(value.error)?.message);
  const message = text(value.result) || errors || error || text(value.subtype);
  return { state: 'error', message, type: SUBTYPE_FAILURES[text(value.subtype)] ?? null };
}
