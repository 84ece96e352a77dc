import type { Common } from '@/bin/cli/commands/read';
import { done, InputError, type Outcome } from '@/bin/cli/outcome';
import { withSession, workerSettings } from '@/bin/cli/session';
import { env } from '@/lib/env';
import { runSupervisor, type UpReport } from '@/workers/supervisor';
import { startWorker } from '@/workers/supervisor/children';
import { stopSupervisor } from '@/workers/supervisor/down';
import { keepAlive } from '@/workers/supervisor/keeper';
import { stopRequests } from '@/workers/supervisor/stop-requests';

const WORKER_GRACE_MS = 5000;

export type UpInput = {
  port?: string;
  open: boolean;
  dev: boolean;
  json: boolean;
  write: (text: string) => void;
};

export async function upCommand(common: Common, input: UpInput): Promise<Outcome> {
  const exitCode = await runSupervisor({
    home: common.home,
    port: readPort(input.port),
    host: env().BAKEOFF_HOST,
    openBrowser: input.open,
    mode: input.dev ? 'dev' : 'start',
    say: common.say,
    onUp: (up) => input.write(input.json ? `${JSON.stringify(up)}\n` : upText(up)),
  });
  return { exitCode: exitCode === 130 ? 130 : 0, json: undefined, text: '' };
}

function upText(up: UpReport): string {
  const first = up.status === 'up' ? 'Bakeoff is up. Open' : 'Bakeoff is already up. Open';
  const last = up.status === 'up' ? 'Ctrl-C stops it.' : '`bakeoff down` stops it.';
  return `\n  ${first}\n\n  ${up.loginUrl}\n\n  Data folder: ${up.home}. ${last}\n\n`;
}

function readPort(given: string | undefined): number {
  if (given === undefined) return env().BAKEOFF_PORT;
  const port = /^\d{1,5}$/.test(given) ? Number(given) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new InputError({
    type: 'invalid_option',
    message: `"${given}" is not a port.`,
    remedy: 'Give a number from 1 to 65535.',
  });
}

export async function downCommand(common: Common): Promise<Outcome> {
  const report = await stopSupervisor(common.home);
  return done(report, report.status === 'stopped' ? 'Stopped.' : 'Nothing was up.');
}

/** One more worker, in the foreground. What it runs goes on when it is stopped, and is taken over. */
export function workerCommand(common: Common): Promise<Outcome> {
  return withSession(common, async (session) => {
    const stop = stopRequests();
    const settings = { ...workerSettings(session), logs: null };
    const worker = keepAlive({
      start: () => startWorker(settings),
      onDeath: (how, delayMs) => session.say(`The worker stopped (${how}); starting it again in ${delayMs} ms.`),
    });
    session.say('The worker takes jobs. Ctrl-C stops it; what it runs goes on.');
    await stop.requested;
    stop.release();
    await worker.stop(WORKER_GRACE_MS);
    return { exitCode: 0, json: undefined, text: '' };
  });
}
