import type { Failure } from '@/lib/core/failure';
import type { AgentEvent } from '@/lib/schemas/agent-event';
import type { RunnerSpec } from '@/lib/schemas/runner';

type Limits = RunnerSpec['limits'];

/**
 * Counts turns and tool calls. A turn is one answer of the model: it begins with the first thing that the agent says or
 * does after the prompt or after tools have ended. No protocol reports turns, so this is counted from what is seen.
 */
export class WorkCounter {
  turns = 0;
  private modelSpeaks = false;
  private readonly tools = new Set<string>();
  private readonly running = new Set<string>();

  get toolCalls(): number {
    return this.tools.size;
  }

  observe(event: AgentEvent): void {
    if (event.type === 'prompt') this.modelSpeaks = false;
    if (event.type === 'message' || event.type === 'thought') this.speak();
    if (event.type === 'tool') this.tool(event);
  }

  private tool(event: Extract<AgentEvent, { type: 'tool' }>): void {
    if (!this.tools.has(event.id)) {
      // Calls that run side by side belong to one answer.
      if (this.running.size === 0) this.speak();
      this.tools.add(event.id);
      this.running.add(event.id);
    }
    if (event.status !== 'completed' && event.status !== 'failed') return;
    this.running.delete(event.id);
    if (this.running.size === 0) this.modelSpeaks = false;
  }

  private speak(): void {
    if (!this.modelSpeaks) this.turns++;
    this.modelSpeaks = true;
  }
}

/** Which limit of work is exceeded, if any. */
export function exceededLimit(limits: Limits, counter: WorkCounter, costUsd: number | null): Failure | null {
  if (limits.maxTurns !== null && counter.turns > limits.maxTurns) {
    return limitFailure('turn_limit', `It took more than ${limits.maxTurns} turns.`, 'maxTurns');
  }
  if (limits.maxToolCalls !== null && counter.toolCalls > limits.maxToolCalls) {
    return limitFailure('tool_limit', `It called tools more than ${limits.maxToolCalls} times.`, 'maxToolCalls');
  }
  if (limits.budgetUsd !== null && costUsd !== null && costUsd > limits.budgetUsd) {
    return limitFailure('budget', `It cost more than ${limits.budgetUsd} USD.`, 'budgetUsd');
  }
  return null;
}

function limitFailure(type: Failure['type'], message: string, option: string): Failure {
  return { type, message, remedy: `Raise \`limits.${option}\`, or make the task smaller.` };
}

/** Watches the wall clock and the silence of an agent. While a person is asked, its silence does not count. */
export class TimeWatch {
  private wall: NodeJS.Timeout | undefined;
  private wallLeftMs: number;
  private wallSince = Date.now();
  private silence: NodeJS.Timeout | null = null;
  private lastSign = Date.now();
  private waitingForPerson = false;
  private paused = false;

  private readonly limits: Limits;
  private readonly onLimit: (failure: Failure) => void;

  constructor(limits: Limits, onLimit: (failure: Failure) => void) {
    this.limits = limits;
    this.onLimit = onLimit;
    this.wallLeftMs = limits.timeoutMs;
    this.watchWall();
    this.watchSilence();
  }

  /** While it stands still, neither clock runs. */
  setPaused(paused: boolean): void {
    if (paused === (this.wall === undefined)) return;
    clearTimeout(this.wall);
    this.wall = undefined;
    if (paused) this.wallLeftMs -= Date.now() - this.wallSince;
    else this.watchWall();
    this.paused = paused;
    this.sign();
  }

  private watchWall(): void {
    const { timeoutMs } = this.limits;
    this.wallSince = Date.now();
    this.wall = setTimeout(
      () => this.onLimit(limitFailure('timed_out', `It took longer than ${seconds(timeoutMs)}.`, 'timeout')),
      clampTimer(Math.max(this.wallLeftMs, 1)),
    );
  }

  sign(): void {
    this.lastSign = Date.now();
  }

  setWaitingForPerson(waiting: boolean): void {
    this.waitingForPerson = waiting;
    this.sign();
  }

  close(): void {
    clearTimeout(this.wall);
    if (this.silence) clearTimeout(this.silence);
  }

  private isExcused(): boolean {
    return this.waitingForPerson || this.paused;
  }

  /** Signs of life come by the thousand, so the timer is set anew only when it fires. */
  private watchSilence(): void {
    const left = this.isExcused() ? this.limits.idleMs : this.lastSign + this.limits.idleMs - Date.now();
    this.silence = setTimeout(
      () => {
        const silent = Date.now() - this.lastSign;
        if (this.isExcused() || silent < this.limits.idleMs) this.watchSilence();
        else this.onLimit(limitFailure('idle', `It was silent for ${seconds(this.limits.idleMs)}.`, 'idle'));
      },
      clampTimer(Math.max(left, 1)),
    );
  }
}

/** A timer over about 24 days would fire at once. */
function clampTimer(ms: number): number {
  return Math.min(ms, 2 ** 31 - 1);
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
