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
  const deadline = Date.now() + timeoutMs;
  const open = (await bakeoff.experiments.list()).filter((each) => !isTerminalExperiment(each.status));
  // A refusal means that it ended in between.
  await Promise.all(open.map((each) => bakeoff.experiments.cancel(each.id)));
  let left = open.flatMap((each) => each.runs.filter((run) => !isTerminalRun(run.status)).map((run) => run.id));
  while (left.length > 0 && Date.now() < deadline) {
    await sleep(POLL_MS);
    const views = await Promise.all(left.map((id) => bakeoff.runs.get(id)));
    left = views.filter((run) => run !== null && !isTerminalRun(run.status)).map((run) => run?.id ?? '');
  }
  await Promise.all(left.map((id) => sweepTag(id)));
}
