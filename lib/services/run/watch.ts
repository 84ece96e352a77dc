import type { DiffStats } from '@/lib/core/repository';
import { listUndeliveredInputs, markInputDelivered } from '@/lib/db/run-inputs';
import type { ExitRecord } from '@/lib/schemas/runner';
import { append, change, emit, FencedError, type RunContext } from '@/lib/services/run/context';
import type { RunnerLink } from '@/lib/services/ports';
import type { SandboxRef } from '@/lib/core/ports';

/** A runner that was asked to stop and has not after this is ended by its tag. */
const STOP_GRACE_MS = 5000;
/** How often a checkout is compared with its start: while its agent talks, and while it is silent. */
const STATS_EVERY_MS = 2000;
const SILENT_STATS_EVERY_MS = 10_000;
/** Signals bring what a person sends at once; this is for one that got lost. */
const INPUTS_EVERY_MS = 5000;
const ALIVE_EVERY_MS = 1000;

/**
 * Follows a runner until its exit record is there: stores its events, hands on what a person sent, keeps the live
 * diffstat. Null: the runner died without one.
 */
export async function watchRunner(context: RunContext, sandbox: SandboxRef): Promise<ExitRecord | null> {
  const watcher = new RunnerWatcher(context, sandbox);
  return watcher.watch();
}

class RunnerWatcher {
  readonly #context: RunContext;
  readonly #sandbox: SandboxRef;
  readonly #link: RunnerLink;
  #offset: number;
  #started: boolean;
  #cancelSentAt: number | null = null;
  #statsAt = Date.now();
  #inputsAt = 0;
  #aliveAt = Date.now();
  #talked = false;
  #stats: Promise<void> = Promise.resolve();
  #lastStats: DiffStats | null = null;

  constructor(context: RunContext, sandbox: SandboxRef) {
    this.#context = context;
    this.#sandbox = sandbox;
    this.#link = context.deps.openRunner(sandbox.runDir);
    this.#offset = Number(context.run.eventOffset);
    this.#started = context.run.agentStartedAt !== null;
  }

  async watch(): Promise<ExitRecord | null> {
    let wake: (() => void) | null = null;
    let dirty = true;
    const notify = (): void => {
      dirty = true;
      wake?.();
    };
    const stops = [
      this.#link.watch(notify),
      this.#context.onControl(() => {
        this.#inputsAt = 0;
        notify();
      }),
    ];
    this.#context.cancel.addEventListener('abort', notify);
    try {
      for (;;) {
        if (!dirty) await new Promise<void>((resolve) => (wake = resolve));
        dirty = false;
        const exit = await this.#step();
        if (exit !== undefined) return exit;
      }
    } finally {
      for (const stop of stops) stop();
      this.#context.cancel.removeEventListener('abort', notify);
      await this.#stats;
    }
  }

  /** Undefined: it goes on. */
  async #step(): Promise<ExitRecord | null | undefined> {
    // Looked at before the events are read: what it wrote before its exit record is then read for certain.
    const exit = await this.#link.readExit();
    const alive = exit !== null || (await this.#isAlive());
    await this.#storeEvents();
    if (exit) return exit;
    if (!alive) return this.#link.readExit();
    await this.#deliverInputs();
    await this.#stopIfAsked();
    this.#refreshStats();
    return undefined;
  }

  async #isAlive(): Promise<boolean> {
    const now = Date.now();
    if (now - this.#aliveAt < ALIVE_EVERY_MS) return true;
    this.#aliveAt = now;
    return this.#context.deps.sandboxes.isRunnerAlive(this.#sandbox);
  }

  async #storeEvents(): Promise<void> {
    for (;;) {
      const { lines, offset } = await this.#link.readEvents(this.#offset);
      if (offset === this.#offset) return;
      await append(this.#context, { lines, offset });
      this.#offset = offset;
      // What it uses comes by the clock, and says nothing of its work.
      this.#talked ||= lines.some(({ event }) => event.type !== 'resources');
      const first = lines[0];
      if (!this.#started && first) {
        this.#started = true;
        await change(this.#context, { agentStartedAt: new Date(first.at) });
      }
    }
  }

  async #deliverInputs(): Promise<void> {
    const { deps, run } = this.#context;
    const now = Date.now();
    if (now - this.#inputsAt < INPUTS_EVERY_MS) return;
    this.#inputsAt = now;
    for (const input of await listUndeliveredInputs(deps.db, run.id)) {
      await this.#link.send(input.line);
      await markInputDelivered(deps.db, input.id);
    }
  }

  async #stopIfAsked(): Promise<void> {
    if (!this.#context.cancel.aborted) return;
    const now = Date.now();
    if (this.#cancelSentAt === null) {
      this.#cancelSentAt = now;
      await this.#link.send({ type: 'cancel' });
    } else if (now - this.#cancelSentAt > STOP_GRACE_MS) {
      await this.#context.deps.sandboxes.sweep(this.#context.run.id);
    }
  }

  /** Beside the loop: a slow diff of a large checkout must not hold up output. */
  #refreshStats(): void {
    const now = Date.now();
    if (now - this.#statsAt < (this.#talked ? STATS_EVERY_MS : SILENT_STATS_EVERY_MS)) return;
    this.#statsAt = now;
    this.#talked = false;
    this.#stats = this.#stats
      .then(() => this.#storeStats())
      .catch((cause: unknown) => {
        // A diff of a checkout that is being changed may fail; the next one replaces it. Being fenced shows elsewhere.
        if (!(cause instanceof FencedError)) this.#lastStats = null;
      });
  }

  async #storeStats(): Promise<void> {
    const { deps, run, hub } = this.#context;
    const stats = await deps.git.liveStats({
      hub,
      dir: this.#sandbox.workspace,
      startSha: run.startSha,
      scratch: this.#sandbox.runDir,
    });
    if (JSON.stringify(stats) === JSON.stringify(this.#lastStats)) return;
    this.#lastStats = stats;
    await emit(this.#context, [{ type: 'diffstat', ...stats }]);
    await change(this.#context, { diffStats: stats });
  }
}
