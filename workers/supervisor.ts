/** `bakeoff up`: the database, the web server and the worker, kept alive and stopped in order. */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { errorMessage, UserError } from '@/lib/errors';
import { homePaths, type HomePaths } from '@/lib/paths';
import { ensureLoginToken } from '@/lib/server/login-token';
import type { OpenBakeoff } from '@/workers/container';
import { openBrowser } from '@/workers/supervisor/browser';
import { checkPort, checkWritable } from '@/workers/supervisor/checks';
import { type ChildSettings, logFile, type Mode, startWeb, startWorker } from '@/workers/supervisor/children';
import { keepDatabase, type KeptDatabase } from '@/workers/supervisor/database';
import { keepAlive, type Keeper } from '@/workers/supervisor/keeper';
import { ensurePages } from '@/workers/supervisor/pages';
import { clearUpState, readUpState, writeUpState } from '@/workers/supervisor/state';
import { openUseCases, stopInOrder } from '@/workers/supervisor/stop';
import { stopRequests } from '@/workers/supervisor/stop-requests';
import { webAnswers } from '@/workers/supervisor/web-answers';

const ANSWER_TIMEOUT_MS = 60_000;
const LOG_TAIL_CHARACTERS = 2000;

export type UpOptions = {
  home: string;
  port: number;
  host: string;
  openBrowser: boolean;
  mode: Mode;
  /** Progress for the person. */
  say: (text: string) => void;
  /** Called once the page answers, or at once where it is already up. */
  onUp: (up: UpReport) => void;
};

export type UpReport = {
  status: 'up' | 'already_up';
  url: string;
  loginUrl: string;
  port: number;
  pid: number;
  home: string;
};

/** What has been started so far: what a stop at any moment has to take down. */
export type Started = {
  database: KeptDatabase | null;
  web: Keeper | null;
  worker: Keeper | null;
  useCases: OpenBakeoff | null;
};

/** Resolves with the exit code when it was told to stop. Throws a UserError where it can't start. */
export async function runSupervisor(options: UpOptions): Promise<number> {
  const paths = homePaths(options.home);
  await checkWritable(options.home);
  const running = await readUpState(paths.state);
  if (running) return reportRunning(running, options);
  await checkPort(options.port, options.host);

  const url = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${options.port}`;
  await writeUpState(paths.state, { port: options.port, url });
  const stop = stopRequests();
  const started: Started = { database: null, web: null, worker: null, useCases: null };
  try {
    // A stop while it starts ends the start early; a start that fails does not wait for a stop.
    await startAll({ options, paths, url, started, signal: stop.first });
    await stop.requested;
    return await stopInOrder({ started, home: options.home, forced: stop.forced, say: options.say });
  } catch (cause) {
    await stopInOrder({ started, home: options.home, forced: stop.forced, say: () => {} });
    throw cause;
  } finally {
    stop.release();
    await clearUpState(paths.state);
  }
}

type LoggedSettings = ChildSettings & { logs: string };
type Start = { options: UpOptions; paths: HomePaths; url: string; started: Started; signal: AbortSignal };

async function startAll({ options, paths, url, started, signal }: Start): Promise<void> {
  const { home, host, mode, port, say } = options;
  const token = await ensureLoginToken(home);
  const pages = mode === 'start' ? ensurePages(signal) : Promise.resolve();
  // Awaited below; until then its failure must not count as nobody's.
  pages.catch(() => {});
  const onDatabaseDeath = (cause: unknown): void =>
    say(cause ? `The database can't be started again: ${errorMessage(cause)}` : 'The database stopped; starting it …');
  started.database = await keepDatabase(paths.postgres, onDatabaseDeath);
  if (signal.aborted) return;
  const settings = { mode, home, host, port, databaseUrl: started.database.url, logs: paths.logs };
  started.worker = keep('worker', { options, settings });
  await pages;
  if (signal.aborted) return;
  started.web = keep('web', { options, settings });
  const answers = await webAnswers({ url, token, timeoutMs: ANSWER_TIMEOUT_MS, signal });
  if (signal.aborted) return;
  if (!answers) throw await webIsSilent(settings);
  const loginUrl = `${url}/auth?token=${token}`;
  options.onUp({ status: 'up', url, loginUrl, port, pid: process.pid, home });
  if (options.openBrowser) openBrowser(loginUrl);
  started.useCases = await openUseCases(home);
}

function keep(name: 'web' | 'worker', input: { options: UpOptions; settings: LoggedSettings }): Keeper {
  const { options, settings } = input;
  const what = name === 'web' ? 'web server' : 'worker';
  return keepAlive({
    start: () => (name === 'web' ? startWeb(settings) : startWorker(settings)),
    onDeath: (how, restartInMs) => {
      options.say(`The ${what} stopped (${how}); starting it again in ${restartInMs} ms. See ${settings.logs}.`);
      // Kept beside what the child wrote itself, for whoever looks for the cause later.
      void appendFile(logFile(settings.logs, name), `--- ${what} stopped: ${how}\n`).catch(() => {});
    },
  });
}

async function webIsSilent(settings: LoggedSettings): Promise<UserError> {
  await mkdir(settings.logs, { recursive: true });
  const log = await readFile(logFile(settings.logs, 'web'), 'utf8').catch(() => '');
  return new UserError({
    code: 'web_silent',
    message: `The page did not answer within ${ANSWER_TIMEOUT_MS / 1000} s.\n${log.slice(-LOG_TAIL_CHARACTERS).trim()}`,
    remedy: `See ${logFile(settings.logs, 'web')}, and "bakeoff doctor".`,
  });
}

/** A second `up` on the same data folder shows the first one. */
async function reportRunning(state: { pid: number; port: number; url: string }, options: UpOptions): Promise<number> {
  const token = await ensureLoginToken(options.home);
  await webAnswers({ url: state.url, token, timeoutMs: ANSWER_TIMEOUT_MS });
  const loginUrl = `${state.url}/auth?token=${token}`;
  options.onUp({ status: 'already_up', ...state, loginUrl, home: options.home });
  if (options.openBrowser) openBrowser(loginUrl);
  return 0;
}
