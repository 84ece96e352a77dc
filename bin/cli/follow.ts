import { setTimeout as sleep } from 'node:timers/promises';
import { progressLines } from '@/bin/cli/progress';
import { isSettled } from '@/lib/schemas/result';
import type { Session } from '@/bin/cli/session';
import type { ExperimentView } from '@/lib/schemas/view';
import type { StopRequests } from '@/workers/supervisor/stop-requests';

const POLL_MS = 200;
const CANCEL_TIMEOUT_MS = 4000;

/** Says what happens until the experiment is over. A stop request cancels it and waits until its runs have stopped. */
export async function follow(session: Session, id: string, stop: StopRequests): Promise<ExperimentView> {
  let before: ExperimentView | null = null;
  let cancelledAt: number | null = null;
  for (;;) {
    const view = await session.bakeoff.experiments.get(id);
    if (!view) throw new Error('The experiment was deleted meanwhile.');
    for (const line of progressLines(before, view)) session.say(line);
    before = view;
    if (isSettled(view) || stop.forced.aborted) return view;
    if (stop.first.aborted && cancelledAt === null) {
      session.say('Cancelling …');
      cancelledAt = Date.now();
      // A refusal means that it ended in between, which the next look shows.
      await session.bakeoff.experiments.cancel(id);
    }
    if (cancelledAt !== null && Date.now() - cancelledAt > CANCEL_TIMEOUT_MS) return view;
    await Promise.race([sleep(POLL_MS), cancelledAt === null ? stop.requested : sleep(POLL_MS)]);
  }
}
