// The built product on a data folder of its own, and the same use cases in this process, as the web server has them.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../lib/paths.mjs';
import { atEnd } from './cleanup.mjs';
import { waitUntil } from './wait.mjs';

const UP_MS = 120_000;
const STOP_MS = 15_000;
const FINAL = ['done', 'failed', 'cancelled', 'needs_person'];

/** A fast file system where there is one: the bars are about the product, not about a disk. */
export const scratch = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export async function makeFolder(parent = scratch, prefix = 'bakeoff-bench-') {
  const dir = await mkdtemp(path.join(parent, prefix));
  atEnd(() => rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  return dir;
}

/** Nothing of the person's own product gets in. */
export function cleanEnv() {
  const entries = Object.entries(process.env).filter(([name]) => !/^(BAKEOFF_|DATABASE_URL$|NODE_ENV$)/.test(name));
  return Object.fromEntries(entries);
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** `bakeoff up` from the given command, not waited for. Its own process group, as a terminal would give it. */
export function spawnUp({ command, cwd = root, home, port }) {
  const [program, ...args] = [...command, '--no-open', '--json', '--home', home, '--port', String(port)];
  const child = spawn(program, args, { cwd, env: cleanEnv(), detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => (said = `${said}${data}`.slice(-4000)));
  const gone = new Promise((resolve) => {
    child.once('error', resolve);
    child.once('exit', resolve);
  });
  let ended = false;
  void gone.then(() => (ended = true));
  const stop = async () => {
    if (ended) return;
    signalGroup(child.pid, 'SIGINT');
    const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), STOP_MS);
    await gone;
    clearTimeout(timer);
  };
  atEnd(stop);
  return { child, stop, said: () => said, ended: () => ended };
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Waits until the first page comes, logged in, and is whole. */
export async function untilPageAnswers({ up, home, port, timeoutMs = UP_MS }) {
  const url = `http://127.0.0.1:${port}`;
  await waitUntil(
    async () => {
      if (up.ended()) throw new Error(`bakeoff up ended:\n${up.said()}`);
      const token = readToken(home);
      if (!token) return false;
      const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } }).catch(() => null);
      return answer?.status === 200 && (await answer.text()).includes('</html>');
    },
    { what: url, timeoutMs, everyMs: 20 },
  );
  return { url, token: readToken(home) };
}

function readToken(home) {
  try {
    return readFileSync(path.join(home, 'token'), 'utf8').trim();
  } catch {
    // Not written yet.
    return '';
  }
}

/** The product, up, with its use cases at hand. */
export async function startProduct({ home: given } = {}) {
  const home = given ?? (await makeFolder());
  const port = await freePort();
  const up = spawnUp({ command: [path.join(root, 'bin/bakeoff'), 'up'], home, port });
  const { url, token } = await untilPageAnswers({ up, home, port });
  const opened = await (await loadUseCases()).openBakeoff({ home });
  let closing = null;
  const disconnect = () => (closing ??= opened.close());
  const stop = () => disconnect().then(up.stop);
  atEnd(stop);
  const loginUrl = `${url}/auth?token=${token}`;
  return { home, url, token, loginUrl, pid: up.child.pid, disconnect, stop, ...useCases(opened) };
}

function useCases({ bakeoff, listen }) {
  const launch = async (file) => {
    const launched = await bakeoff.experiments.launch({ text: JSON.stringify(file), workingDir: null });
    if (launched.ok) return launched.value.experimentId;
    throw new Error(launched.error.problems.map((problem) => problem.message).join('\n'));
  };
  /** Notified rather than polled: looking again and again would be load of our own. */
  const settled = async (id) => {
    let wake = null;
    const listening = await listen((signal) => {
      if (signal.type === 'experiment' && signal.id === id) wake?.();
    });
    try {
      for (;;) {
        const changed = new Promise((resolve) => (wake = resolve));
        const view = await bakeoff.experiments.get(id);
        if (FINAL.includes(view.status) && view.base.status !== 'running' && view.base.status !== 'pending')
          return view;
        await Promise.race([changed, new Promise((resolve) => setTimeout(resolve, 1000))]);
      }
    } finally {
      await listening.close();
    }
  };
  return { bakeoff, launch, settled, run: async (file) => settled(await launch(file)) };
}

let loading = null;

/** The sources as one module, made like the command line's. */
function loadUseCases() {
  loading ??= bundleUseCases();
  return loading;
}

async function bundleUseCases() {
  const { build } = await import('esbuild');
  const dir = path.join(root, '.cache', `bench-${process.pid}`);
  await mkdir(dir, { recursive: true });
  atEnd(() => rm(dir, { recursive: true, force: true }));
  const outfile = path.join(dir, 'use-cases.mjs');
  await build({
    absWorkingDir: root,
    stdin: { contents: "export { openBakeoff } from '@/workers/container';", resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
    outfile,
  });
  return import(pathToFileURL(outfile).href);
}
