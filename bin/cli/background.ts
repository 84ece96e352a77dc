import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from '@/bin/cli/session';
import { findFreePort, isPortFree } from '@/lib/adapters/postgres/postmaster';
import { env, hostEnvironment } from '@/lib/env';
import { homePaths } from '@/lib/paths';
import { productRoot } from '@/lib/product-root';

const UP_TIMEOUT_MS = 30_000;
const POLL_MS = 100;

/** What `bakeoff up` starts, without a terminal; `bakeoff down` stops it. */
export async function startInBackground(session: Session): Promise<void> {
  const { logs } = homePaths(session.home);
  mkdirSync(logs, { recursive: true });
  const logFile = path.join(logs, 'up.log');
  const log = openSync(logFile, 'a', 0o600);
  const wanted = env().BAKEOFF_PORT;
  const port = (await isPortFree(wanted)) ? wanted : await findFreePort();
  const args = ['up', '--no-open', '--home', session.home, '--port', String(port)];
  const child = spawn(process.execPath, [path.join(productRoot(), 'bin', 'bakeoff'), ...args], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...hostEnvironment(), NODE_ENV: 'production' },
  });
  closeSync(log);
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`Bakeoff could not be started in the background. See ${logFile}.`)));
  });
  // The race below listens to it; a later exit is nobody's business here.
  ended.catch(() => {});
  session.leaveUp();
  const deadline = Date.now() + UP_TIMEOUT_MS;
  while ((await session.liveWorkers()) === 0) {
    if (Date.now() > deadline) throw new Error(`No worker came up within ${UP_TIMEOUT_MS / 1000} s. See ${logFile}.`);
    await Promise.race([ended, sleep(POLL_MS)]);
  }
  child.unref();
  session.say(`Bakeoff is up on port ${port}; \`bakeoff down\` stops it.`);
}
