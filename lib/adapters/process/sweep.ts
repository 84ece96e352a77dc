import { setTimeout as sleep } from 'node:timers/promises';
import { findTagged, isProcessAlive, type ProcessRow, type Tag } from '@/lib/adapters/process/process-table';
import { RUN_TAG } from '@/lib/schemas/runner';

const GIVE_UP_AFTER_MS = 5000;

/**
 * Kills every process of a run, wherever it fled to. Signalling a process group is not enough: agents start their tools
 * in sessions of their own. Repeats until none is left, because a process may fork while the table is read.
 */
export function sweepTag(runId: string, sessions: readonly number[] = []): Promise<number> {
  return sweep({ name: RUN_TAG, value: runId }, sessions);
}

/** The sessions that processes of a run have opened for themselves, so that what is left of them is found without a tag. */
export async function sessionsOf(runId: string, sessions: readonly number[]): Promise<number[]> {
  const found = await findTagged({ name: RUN_TAG, value: runId }, sessions);
  // A leader's number is its session's. Where the system does not tell them, all have the number 0.
  return found.filter(({ pid, session }) => pid === session).map(({ session }) => session);
}

export async function sweep(tag: Tag, sessions: readonly number[] = []): Promise<number> {
  const killed = new Set<string>();
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    const found = await findTagged(tag, sessions);
    if (found.length === 0) return killed.size;
    // A process in uninterruptible sleep ignores even SIGKILL; it dies with its wait.
    if (Date.now() > deadline) return killed.size;
    await Promise.all(found.map((row) => kill(row)));
    for (const row of found) killed.add(`${row.pid} ${row.startTime}`);
    await sleep(5);
  }
}

async function kill(row: ProcessRow): Promise<void> {
  if (await isProcessAlive(row.pid, row.startTime)) signalProcess(row.pid, 'SIGKILL');
}

/** Sends a signal to a process, or with a negative id to a group; one that is gone already is fine. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    // EPERM: it changed its user. Nothing an unprivileged parent can do, and no reason to stop the others' sweep.
    if (code !== 'ESRCH' && code !== 'EPERM') throw cause;
  }
}
