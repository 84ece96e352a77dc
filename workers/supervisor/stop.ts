import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '@/lib/errors';
import type { OpenBakeoff } from '@/workers/container';
import type { Started } from '@/workers/supervisor';
import { cancelEverything } from '@/workers/supervisor/cancel-everything';

/** Cancel gives an agent a second (300 ms, then 700 ms); everything together has two. */
const CANCEL_MS = 1300;
const GRACE_MS = 400;
/** A worker leaves at once, unless it is taking down the sandboxes of runs that have just ended. */
const WORKER_GRACE_MS = 3000;

/** Opened while nothing is in a hurry: a stop has no time for it. */
export async function openUseCases(home: string): Promise<OpenBakeoff> {
  const { openBakeoff } = await import('@/workers/container');
  return openBakeoff({ home });
}

type Stop = { started: Started; home: string; forced: AbortSignal; say: (text: string) => void };

/** Ends what runs, then web and worker, then the database. Returns the exit code. */
export async function stopInOrder(input: Stop): Promise<number> {
  const forced = new Promise<'forced'>((resolve) => {
    input.forced.addEventListener('abort', () => resolve('forced'), { once: true });
  });
  const outcome = await Promise.race([stopGracefully(input), forced]);
  if (outcome !== 'forced') return 0;
  input.started.web?.kill();
  input.started.worker?.kill();
  await input.started.database?.stop();
  return 130;
}

async function stopGracefully({ started, home, say }: Stop): Promise<'stopped'> {
  say('Stopping …');
  const web = started.web?.stop(GRACE_MS + CANCEL_MS);
  if (started.worker) await cancelRuns({ started, home, say });
  await Promise.all([web, started.worker?.stop(WORKER_GRACE_MS), closeUseCases(started)]);
  await started.database?.stop();
  return 'stopped';
}

/** Failing here must not keep the rest from stopping. */
async function cancelRuns({ started, home, say }: Omit<Stop, 'forced'>): Promise<void> {
  try {
    started.useCases ??= await openUseCases(home);
    await cancelEverything(started.useCases.bakeoff, CANCEL_MS);
  } catch (cause) {
    say(`What runs could not be cancelled: ${errorMessage(cause)}`);
  }
}

async function closeUseCases({ useCases }: Started): Promise<void> {
  // The database ends its connections anyway; waiting for that politely has a limit.
  await Promise.race([useCases?.close().catch(() => {}), sleep(GRACE_MS)]);
}
