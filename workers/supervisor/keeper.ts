import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalProcess } from '@/lib/adapters/process/sweep';

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 10_000;
/** A child that lived this long was healthy: its next death is restarted at once again. */
const HEALTHY_MS = 30_000;

export type Keeper = {
  pid: () => number | null;
  /** Asks the child to end; kills its process group after `graceMs`. Resolves when it is gone. */
  stop: (graceMs: number) => Promise<void>;
  /** Ends its process group at once. */
  kill: () => void;
};

export type Kept = {
  start: () => ChildProcess;
  /** Told about each death that nobody asked for. */
  onDeath: (how: string, restartInMs: number) => void;
};

/** Keeps one child alive: starts it again when it dies, later and later while it keeps dying. */
export function keepAlive({ start, onDeath }: Kept): Keeper {
  let child: ChildProcess | null = null;
  let stopping = false;
  let delayMs = FIRST_DELAY_MS;
  let timer: NodeJS.Timeout | null = null;
  let gone: Promise<void> = Promise.resolve();

  const launch = (): void => {
    const startedAt = Date.now();
    const current = start();
    child = current;
    const onEnd = (how: string): void => {
      if (child !== current) return;
      child = null;
      if (stopping) return;
      if (Date.now() - startedAt > HEALTHY_MS) delayMs = FIRST_DELAY_MS;
      onDeath(how, delayMs);
      timer = setTimeout(launch, delayMs);
      delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
    };
    gone = endOf(current).then(onEnd);
  };
  const signalChild = (signal: NodeJS.Signals): void => {
    // The child leads a group of its own, so that what it started ends with it.
    if (child?.pid) signalProcess(-child.pid, signal);
  };

  launch();
  return {
    pid: () => child?.pid ?? null,
    kill: () => {
      stopping = true;
      if (timer) clearTimeout(timer);
      signalChild('SIGKILL');
    },
    stop: async (graceMs) => {
      stopping = true;
      if (timer) clearTimeout(timer);
      child?.kill('SIGTERM');
      await Promise.race([gone, sleep(graceMs, null, { ref: false })]);
      signalChild('SIGKILL');
      await gone;
    },
  };
}

/** Resolves with how a child ended. One that could not be started never exits. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (cause) => resolve(cause.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}
