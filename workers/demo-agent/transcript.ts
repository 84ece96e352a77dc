import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** Pauses of about two seconds in all at speed 1, so that a person can watch. */
const PAUSE_MS = 220;
/** What the demo "costs": enough to fill the columns, and plainly no real price. */
const USD_PER_TOKEN = 0.000002;
const CHARS_PER_TOKEN = 4;

/** Speaks the format of `claude -p --output-format stream-json`, so that the demo streams like the others. */
export class Transcript {
  private readonly sessionId = randomUUID();
  private readonly started = Date.now();
  private readonly speed: number;
  private readonly prompt: string;
  private chars = 0;
  private turns = 0;

  constructor(input: { prompt: string; speed: number; model: string }) {
    this.speed = input.speed;
    this.prompt = input.prompt;
    this.print({
      type: 'system',
      subtype: 'init',
      cwd: process.cwd(),
      session_id: this.sessionId,
      model: input.model,
      permissionMode: 'bypassPermissions',
      claude_code_version: '1.0.0',
    });
  }

  async think(thinking: string): Promise<void> {
    await this.block({ type: 'thinking', thinking });
  }

  async say(text: string): Promise<void> {
    await this.block({ type: 'text', text });
  }

  async plan(entries: readonly string[], done: number): Promise<void> {
    const todos = entries.map((content, i) => ({ content, status: planStatus(i, done) }));
    await this.block({ type: 'tool_use', id: randomUUID(), name: 'TodoWrite', input: { todos } });
  }

  /** Shows a tool, does its work and shows what came of it. */
  async tool(
    name: string,
    input: Record<string, unknown>,
    work: () => Promise<{ output: string; failed: boolean }>,
  ): Promise<void> {
    const id = randomUUID();
    await this.block({ type: 'tool_use', id, name, input });
    const { output, failed } = await work();
    const content = [{ type: 'tool_result', tool_use_id: id, content: output, is_error: failed }];
    this.print({ type: 'user', message: { role: 'user', content }, session_id: this.sessionId });
    await this.pause();
  }

  end(result: { answer: string; failed: boolean }): void {
    const input = Math.ceil(this.prompt.length / CHARS_PER_TOKEN);
    const output = Math.ceil(this.chars / CHARS_PER_TOKEN);
    this.print({
      type: 'result',
      subtype: 'success',
      is_error: result.failed,
      result: result.answer,
      num_turns: this.turns,
      duration_ms: Date.now() - this.started,
      total_cost_usd: Math.round((input + output) * USD_PER_TOKEN * 1e6) / 1e6,
      usage: { input_tokens: input, output_tokens: output, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 },
      terminal_reason: result.failed ? 'api_error' : 'completed',
      session_id: this.sessionId,
    });
  }

  private async block(block: Record<string, unknown>): Promise<void> {
    this.turns++;
    this.chars += JSON.stringify(block).length;
    const message = { id: `demo-${this.turns}`, role: 'assistant', content: [block] };
    this.print({ type: 'assistant', message, session_id: this.sessionId });
    await this.pause();
  }

  private async pause(): Promise<void> {
    await sleep(PAUSE_MS / this.speed);
  }

  private print(value: Record<string, unknown>): void {
    process.stdout.write(`${JSON.stringify(value)}\n`);
  }
}

function planStatus(index: number, done: number): 'completed' | 'in_progress' | 'pending' {
  if (index < done) return 'completed';
  return index === done ? 'in_progress' : 'pending';
}
