import type { SandboxCommand, SandboxProcess } from '@/lib/adapters/sandbox/sandbox-process';
import { startInSandbox } from '@/lib/adapters/sandbox/start';
import { watchUsage } from '@/lib/adapters/sandbox/watch-usage';
import type { Failure } from '@/lib/core/failure';
import { limitFailure, type LimitHit, type ResourceSample } from '@/lib/core/sandbox';
import type { RunEvent } from '@/lib/schemas/agent-event';
import type { RunnerSpec } from '@/lib/schemas/runner';

/** The sandbox of one agent: started as planned, looked at while it works, paused, and taken down. */
export class AgentSandbox {
  private readonly spec: RunnerSpec;
  private readonly write: (event: RunEvent) => void;
  private child: SandboxProcess | null = null;
  private usage: ReturnType<typeof watchUsage> | null = null;
  private paused = false;
  private limit: LimitHit | null = null;

  constructor(spec: RunnerSpec, write: (event: RunEvent) => void) {
    this.spec = spec;
    this.write = write;
  }

  async start(command: SandboxCommand): Promise<SandboxProcess> {
    const child = await startInSandbox(this.spec.launch, command, {
      onBlocked: ({ host, port }) => this.write({ type: 'blocked', host, port }),
    });
    this.child = child;
    void this.rememberLimit(child);
    this.usage = watchUsage(child, (sample) => this.write({ type: 'resources', ...sample }));
    return child;
  }

  private async rememberLimit(child: SandboxProcess): Promise<void> {
    this.limit = (await child.exited).limit;
  }

  /** True where the state changed. */
  async setPaused(paused: boolean): Promise<boolean> {
    if (!this.child || this.paused === paused) return false;
    if (!(await (paused ? this.child.pause() : this.child.resume()))) {
      if (paused) this.write({ type: 'notice', level: 'warning', text: 'This sandbox can not be paused.' });
      return false;
    }
    this.paused = paused;
    this.write({ type: paused ? 'paused' : 'resumed' });
    return true;
  }

  /** Nothing of it is left afterwards. */
  async end(): Promise<void> {
    // The last look: totals are complete only now.
    await this.usage?.look();
    this.usage?.stop();
    await this.child?.kill();
    // Told before the end is written down.
    await this.child?.exited;
  }

  peak(): ResourceSample | null {
    return this.usage?.peak() ?? null;
  }

  /** Why it ended, where a limit of the sandbox ended it. */
  limitFailure(): Failure | null {
    return this.limit && limitFailure(this.limit);
  }
}
