import { errorMessage } from '@/lib/errors';
import type * as Container from '@/workers/container';
import type { Started } from '@/workers/supervisor';
import { cancelEverything } from '@/workers/supervisor/cancel-everything';

/** Cancel gives an agent a second (300 ms, then 700 ms); everything together has two. */
const CANCEL_MS = 1300;
const GRACE_MS = 400;

/** The use cases are large and needed only at the end. */
export function loadContainer(): Promise<typeof Container> {
  return import('@/workers/container');
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
  if (started.database && started.worker) await cancelRuns(home, say);
  await Promise.all([web, started.worker?.stop(GRACE_MS)]);
  await started.database?.stop();
  return 'stopped';
}

/** Failing here must not keep the rest from stopping. */
async function cancelRuns(home: string, say: (text: string) => void): Promise<void> {
  try {
    const { openBakeoff } = await loadContainer();
    const opened = await openBakeoff({ home });
    await cancelEverything(opened.bakeoff, CANCEL_MS);
    await opened.close();
  } catch (cause) {
    say(`What runs could not be cancelled: ${errorMessage(cause)}`);
  }
}
