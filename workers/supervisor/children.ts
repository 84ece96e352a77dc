import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, closeSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { hostEnvironment } from '@/lib/env';
import { productRoot } from '@/lib/product-root';

const LONGEST_LOG_BYTES = 20 * 1024 * 1024;

export type Mode = 'start' | 'dev';

export type ChildSettings = {
  mode: Mode;
  home: string;
  host: string;
  port: number;
  databaseUrl: string;
  /** Folder of the log files; null: standard error. */
  logs: string | null;
};

export type ChildName = 'web' | 'worker';

export function logFile(logs: string, name: ChildName): string {
  return path.join(logs, `${name}.log`);
}

/** Starts Next on the built pages, or its development server. */
export function startWeb(settings: ChildSettings): ChildProcess {
  const next = path.join(productRoot(), 'node_modules/next/dist/bin/next');
  const args = [settings.mode, '-H', settings.host, '-p', String(settings.port)];
  return startChild('web', { settings, file: next, args, execArgv: [] });
}

export function startWorker(settings: ChildSettings): ChildProcess {
  const root = productRoot();
  return settings.mode === 'dev'
    ? startChild('worker', {
        settings,
        file: path.join(root, 'workers/main.ts'),
        args: [],
        execArgv: ['--import', 'tsx'],
      })
    : startChild('worker', {
        settings,
        file: path.join(root, 'dist/worker.mjs'),
        args: [],
        execArgv: ['--enable-source-maps'],
      });
}

type Start = { settings: ChildSettings; file: string; args: string[]; execArgv: string[] };

/**
 * The IPC channel tells the child when this process dies, whatever killed it. `detached` puts it into a group of its
 * own: Ctrl-C in the terminal reaches only the supervisor, which stops things in order.
 */
function startChild(name: ChildName, { settings, file, args, execArgv }: Start): ChildProcess {
  const root = productRoot();
  const preload = pathToFileURL(path.join(root, 'scripts/lib/die-with-parent.mjs')).href;
  const log = openLog(settings, name);
  try {
    return fork(file, args, {
      cwd: root,
      detached: true,
      execArgv: ['--import', preload, ...execArgv],
      env: childEnvironment(settings),
      stdio: ['ignore', log, log, 'ipc'],
    });
  } finally {
    if (log !== 2) closeSync(log);
  }
}

function openLog(settings: ChildSettings, name: ChildName): number {
  if (settings.mode === 'dev' || settings.logs === null) return 2;
  const file = logFile(settings.logs, name);
  mkdirSync(settings.logs, { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LONGEST_LOG_BYTES) truncateSync(file);
  return openSync(file, 'a', 0o600);
}

/** Both are parts of the product: the worker needs the person's environment to hand named variables to agents. */
function childEnvironment(settings: ChildSettings): NodeJS.ProcessEnv {
  return {
    ...hostEnvironment(),
    NODE_ENV: settings.mode === 'dev' ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    BAKEOFF_HOME: settings.home,
    BAKEOFF_HOST: settings.host,
    BAKEOFF_PORT: String(settings.port),
    DATABASE_URL: settings.databaseUrl,
  };
}
