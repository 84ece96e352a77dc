import { capText } from '@/lib/adapters/process/capped-text';
import type { AgentEvent, Usage } from '@/lib/schemas/agent-event';

const MAX_ANSWER_CHARS = 20_000;

/** Remembers what the exit record says of a run: the last message, the session and the usage. */
export class AnswerTracker {
  sessionId: string | null = null;
  usage: Usage | null = null;
  private answer = '';
  private id: string | null = null;
  private closed = true;

  observe(event: AgentEvent): void {
    switch (event.type) {
      case 'session':
        this.sessionId = event.sessionId ?? this.sessionId;
        break;
      case 'usage':
        this.usage = mergeUsage(this.usage, event.usage);
        break;
      case 'message':
        this.addMessage(event.id, event.text);
        break;
      case 'tool':
      case 'prompt':
      case 'turn_end':
        // Pieces without an id belong together only while nothing comes between them.
        this.closed = true;
        break;
      default:
        break;
    }
  }

  summary(): string | null {
    const text = this.answer.trim();
    return text === '' ? null : capText(text, MAX_ANSWER_CHARS);
  }

  private addMessage(id: string | null, text: string): void {
    const goesOn = id === this.id && (id !== null || !this.closed);
    if (!goesOn && text.trim() === '') return;
    this.answer = goesOn ? this.answer + text : text;
    this.id = id;
    this.closed = false;
  }
}

/** Later totals replace earlier ones, except where they say nothing. */
function mergeUsage(before: Usage | null, now: Usage): Usage {
  return {
    inputTokens: now.inputTokens ?? before?.inputTokens ?? null,
    outputTokens: now.outputTokens ?? before?.outputTokens ?? null,
    cachedTokens: now.cachedTokens ?? before?.cachedTokens ?? null,
    costUsd: now.costUsd ?? before?.costUsd ?? null,
  };
}
