import { setTimeout as sleep } from 'node:timers/promises';
import { sweepTag } from '@/lib/adapters/process/sweep';
import { isTerminalExperiment, isTerminalRun } from '@/lib/core/run-status';
import type { Bakeoff } from '@/lib/services/bakeoff';

const POLL_MS = 25;

/**
 * Cancels every experiment that is not over and waits until its runs have stopped. What is left after `timeoutMs` is
 * killed by its tag, in case no worker is there to do it.
 */
export async function cancelEverything(bakeoff: Bakeoff, timeoutMs: number): Promise<void> {
  const deadline = sleep(timeoutMs, 'late' as const, { ref: false });
  const list = await bakeoff.experiments.list();
  // What waits for a person's choice does not run: it waits on.
  const open = list.filter((each) => !isTerminalExperiment(each.status) && each.status !== 'needs_person');
  const runs = open.flatMap((each) => each.runs.filter((run) => !isTerminalRun(run.status)).map((run) => run.id));
  if (open.length === 0) return;
  // A refusal means that it ended in between.
  const cancelled = Promise.all(open.map((each) => bakeoff.experiments.cancel(each.id)));
  const outcome = await Promise.race([cancelled.then(() => untilStopped(bakeoff, runs)), deadline]);
  if (outcome === 'late') await Promise.all(runs.map((id) => sweepTag(id)));
}

async function untilStopped(bakeoff: Bakeoff, runs: string[]): Promise<'stopped'> {
  for (let left = runs; left.length > 0; await sleep(POLL_MS)) {
    const views = await Promise.all(left.map((id) => bakeoff.runs.get(id)));
    left = views.filter((run) => run !== null && !isTerminalRun(run.status)).map((run) => run?.id ?? '');
  }
  return 'stopped';
}
