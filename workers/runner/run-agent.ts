import { setTimeout as sleep } from 'node:timers/promises';
import { startCommandAgent } from '@/lib/adapters/agent/command/command-agent';
import type { AgentEnd, AgentStart, RunningAgent } from '@/lib/adapters/agent/driver';
import { sessionsOf, sweepTag } from '@/lib/adapters/process/sweep';
import type { Failure } from '@/lib/core/failure';
import type { AgentEvent, RunEvent } from '@/lib/schemas/agent-event';
import type { ControlLine, ExitRecord, RunnerSpec } from '@/lib/schemas/runner';
import { AgentSandbox } from '@/workers/runner/agent-sandbox';
import { AnswerTracker } from '@/workers/runner/answer-tracker';
import { exceededLimit, TimeWatch, WorkCounter } from '@/workers/runner/limits';

const CANCEL_GRACE_MS = 300;
const TERM_GRACE_MS = 700;
const TEXT_SUMMARY_CHARS = 4000;

type Stop = { outcome: 'cancelled' | 'timed_out' | 'failed'; failure: Failure };

/** Drives one agent from its start until nothing of it is left alive. */
export class AgentRun {
  private readonly counter = new WorkCounter();
  private readonly tracker = new AnswerTracker();
  private readonly waiting = new Set<string>();
  private readonly sandbox: AgentSandbox;
  private readonly stopRequest: Promise<Stop>;
  private resolveStop: (stop: Stop) => void = () => undefined;
  private agent: RunningAgent | null = null;
  private time: TimeWatch | null = null;
  private readonly early: ControlLine[] = [];

  private readonly spec: RunnerSpec;
  private readonly promptFile: string;
  private readonly write: (event: RunEvent) => void;

  /** `promptFile`: as the agent sees it. */
  constructor(spec: RunnerSpec, promptFile: string, write: (event: RunEvent) => void) {
    this.spec = spec;
    this.promptFile = promptFile;
    this.write = write;
    this.sandbox = new AgentSandbox(spec, write);
    this.stopRequest = new Promise((resolve) => {
      this.resolveStop = resolve;
    });
  }

  async run(): Promise<ExitRecord> {
    this.time = new TimeWatch(this.spec.limits, (failure) => this.requestStop({ outcome: 'timed_out', failure }));
    const startedAt = Date.now();
    this.agent = await this.start();
    for (const line of this.early.splice(0)) this.control(line);
    const first = await Promise.race([
      this.agent.done.then((end) => ({ end, stop: null })),
      this.stopRequest.then((stop) => ({ end: null, stop })),
    ]);
    if (first.stop) await this.askToStop(this.agent);
    this.time.close();
    await this.endProcess(this.agent);
    const end = first.end ?? (await this.agent.done);
    return this.record({ end, stop: first.stop, startedAt: this.agent.pid === null ? null : startedAt });
  }

  control(line: ControlLine): void {
    if (line.type === 'cancel') return this.cancel();
    if (line.type === 'pause' || line.type === 'resume') {
      void this.setPaused(line.type === 'pause');
      return;
    }
    if (!this.agent) {
      this.early.push(line);
      return;
    }
    if (line.type === 'follow_up') {
      if (this.agent.followUp(line.text)) return;
      this.emit({ type: 'notice', level: 'warning', text: 'This agent takes no message while it works.' });
    } else {
      this.agent.answerPermission(line.id, line.optionId);
    }
  }

  private async setPaused(paused: boolean): Promise<void> {
    if (await this.sandbox.setPaused(paused)) this.time?.setPaused(paused);
  }

  cancel(): void {
    const failure = {
      type: 'cancelled',
      message: 'The run was cancelled.',
      remedy: 'Retry it to run it again.',
    } as const;
    this.requestStop({ outcome: 'cancelled', failure });
  }

  private async start(): Promise<RunningAgent> {
    const start: AgentStart = {
      spec: this.spec,
      promptFile: this.promptFile,
      emit: (event) => this.emit(event),
      onActivity: () => this.time?.sign(),
      launch: (command) => this.sandbox.start(command),
    };
    const { driver } = this.spec;
    if (driver.type === 'command') return startCommandAgent({ ...start, driver });
    // Loaded only where it is needed: the protocol's library doubles the start-up time.
    const { startAcpAgent } = await import('@/lib/adapters/agent/acp/acp-agent');
    return startAcpAgent({ ...start, driver });
  }

  private emit(event: AgentEvent): void {
    this.time?.sign();
    this.counter.observe(event);
    this.tracker.observe(event);
    if (event.type === 'permission') this.waiting.add(event.id);
    if (event.type === 'permission_answer') this.waiting.delete(event.id);
    if (event.type.startsWith('permission')) this.time?.setWaitingForPerson(this.waiting.size > 0);
    this.write(event);
    const failure = exceededLimit(this.spec.limits, this.counter, this.tracker.usage?.costUsd ?? null);
    if (failure) this.requestStop({ outcome: 'failed', failure });
  }

  private requestStop(stop: Stop): void {
    // Only the first one counts: a promise resolves once.
    this.resolveStop(stop);
  }

  private async askToStop(agent: RunningAgent): Promise<void> {
    if (agent.cancel()) await within(CANCEL_GRACE_MS, agent.done);
  }

  /** SIGTERM, a moment, then SIGKILL to whatever of it is left anywhere. */
  private async endProcess(agent: RunningAgent): Promise<void> {
    const own = agent.pid === null ? [] : [agent.pid];
    let sessions = own;
    if (await isPending(agent.exited)) {
      // A child that has cleared its environment is known by its parent, which the signal may end before it.
      if (!this.isLockedIn()) sessions = [...own, ...(await sessionsOf(this.spec.runId, own))];
      // What stands still hears no signal.
      await this.sandbox.setPaused(false);
      agent.terminate();
      await within(TERM_GRACE_MS, agent.exited);
    }
    await this.sandbox.end();
    if (!this.isLockedIn()) await sweepTag(this.spec.runId, sessions);
  }

  /** Then its end took all of it along, and nobody has to look through the host's processes. */
  private isLockedIn(): boolean {
    return this.spec.launch.type !== 'process';
  }

  private record(facts: { end: AgentEnd; stop: Stop | null; startedAt: number | null }): ExitRecord {
    const { end, stop } = facts;
    const failure = stop?.failure ?? this.sandbox.limitFailure() ?? end.failure;
    if (failure) this.write({ type: 'failure', failure });
    return {
      outcome: stop?.outcome ?? (failure ? 'failed' : 'completed'),
      failure,
      exitCode: end.exitCode,
      signal: end.signal,
      startedAt: facts.startedAt,
      endedAt: Date.now(),
      usage: this.tracker.usage,
      peak: this.sandbox.peak(),
      summary: this.tracker.summary() ?? this.textSummary(end),
      sessionId: this.tracker.sessionId,
      stdoutTail: end.stdoutTail,
      stderrTail: end.stderrTail,
    };
  }

  /** Plain output has no messages: its end is the answer. */
  private textSummary(end: AgentEnd): string | null {
    const { driver } = this.spec;
    if (driver.type !== 'command' || driver.dialect !== 'text') return null;
    const text = end.stdoutTail.trim();
    return text === '' ? null : text.slice(-TEXT_SUMMARY_CHARS);
  }
}

async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  await Promise.race([promise, sleep(ms)]);
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  // A settled promise wins against a turn of the event loop.
  return (await Promise.race([promise, sleep(0, pending)])) === pending;
}
