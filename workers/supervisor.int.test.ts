import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findFreePort } from '@/lib/adapters/postgres/postmaster';
import { findTagged } from '@/lib/adapters/process/process-table';
import { sweep } from '@/lib/adapters/process/sweep';
import { unmountBelow } from '@/lib/adapters/workspace/overlay-mount';
import { RUN_TAG } from '@/lib/schemas/runner';
import type { ExperimentView } from '@/lib/schemas/view';
import { createTempRepository } from '@/lib/testing/temp-repository';
import type { UpReport } from '@/workers/supervisor';

const BAKEOFF = path.resolve('bin/bakeoff');
/** The first start may have to build the pages. */
const START_TIMEOUT_MS = 180_000;
const WAIT = { timeout: 20_000, interval: 50 };

/** The promise is 2 s; a machine that is busy with other tests gets more. */
const STOP_TIMEOUT_MS = 5000;

const STUBBORN = `task: Wait.
variants:
  - { id: one, agent: stubborn }
  - { id: two, agent: stubborn }
agents:
  stubborn: { command: [sh, -c, "trap '' TERM INT HUP; while :; do sleep 1; done"] }
`;

let home = '';
let port = 0;
let started: ChildProcess[] = [];

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'bakeoff-up-'));
  port = await findFreePort();
  started = [];
});
afterEach(async () => {
  for (const child of started) child.kill('SIGKILL');
  await sweep({ name: 'BAKEOFF_HOME', value: home });
  expect(await alive()).toEqual([]);
  // A worker that had to leave at once leaves checkouts mounted; `rm` would try each of them again and again.
  await unmountBelow(home);
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

function environment(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, ...rest } = process.env;
  return { ...rest, NODE_ENV: 'production', BAKEOFF_HOME: home, BAKEOFF_PORT: String(port) };
}

type Up = { child: ChildProcess; report: UpReport; exit: Promise<number | null> };

/** Resolves when the page answers. Everything it starts carries the data folder in its environment. */
async function up(): Promise<Up> {
  const child = spawn(BAKEOFF, ['up', '--no-open', '--json'], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const report = await new Promise<UpReport>((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => resolve(JSON.parse(data.toString()) as UpReport));
    child.once('exit', () => reject(new Error(errors)));
  });
  return { child, report, exit };
}

function bakeoff(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(BAKEOFF, args, { env: environment() }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

async function alive(): Promise<number[]> {
  return (await findTagged({ name: 'BAKEOFF_HOME', value: home })).map((row) => row.pid);
}

async function pidOf(word: string): Promise<number | null> {
  for (const pid of await alive()) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(word) && !command.includes('bin/bakeoff')) return pid;
  }
  return null;
}

async function answers(): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/health`).catch(() => null);
  return answer?.ok ?? false;
}

describe.skipIf(process.platform !== 'linux')('bakeoff up', { timeout: START_TIMEOUT_MS }, () => {
  test('answers, shows a second start the first one, and leaves no process behind within 2 s of Ctrl-C', async () => {
    const { child, report, exit } = await up();
    expect(report).toMatchObject({ status: 'up', port, home });
    expect(await answers()).toBe(true);

    const second = await bakeoff('up', '--no-open', '--json');
    expect(second.code).toBe(0);
    expect(JSON.parse(second.stdout)).toMatchObject({ status: 'already_up', loginUrl: report.loginUrl });

    const stoppedAt = Date.now();
    child.kill('SIGINT');
    expect(await exit).toBe(0);
    expect(Date.now() - stoppedAt).toBeLessThan(STOP_TIMEOUT_MS);
    expect(await alive()).toEqual([]);
  });

  test('cancels what runs on Ctrl-C, even an agent that ignores SIGTERM', async () => {
    const repository = await createTempRepository({ 'a.txt': 'a\n' });
    const file = path.join(home, 'experiment.yaml');
    await writeFile(file, STUBBORN);
    const { child, exit } = await up();
    const run = await bakeoff('run', file, '--project', repository.dir, '--detach', '--json');
    const { experimentId } = JSON.parse(run.stdout) as { experimentId: string };
    const runs = await vi.waitUntil(async () => {
      const view = JSON.parse((await bakeoff('show', experimentId, '--json')).stdout) as ExperimentView;
      return view.runs.every((each) => each.status === 'running') ? view.runs : null;
    }, WAIT);
    const agents = (): Promise<number[]> =>
      Promise.all(runs.map((each) => findTagged({ name: RUN_TAG, value: each.id }))).then((found) =>
        found.flat().map((row) => row.pid),
      );
    expect((await agents()).length).toBeGreaterThan(1);

    const stoppedAt = Date.now();
    child.kill('SIGINT');
    expect(await exit).toBe(0);
    expect(Date.now() - stoppedAt).toBeLessThan(STOP_TIMEOUT_MS);
    expect(await agents()).toEqual([]);
    expect(await alive()).toEqual([]);
    await repository.cleanup();
  });

  test('starts web and worker again after kill -9', async () => {
    await up();
    const web = await pidOf('next');
    const worker = await vi.waitUntil(() => pidOf('worker.mjs'), WAIT);
    process.kill(web!, 'SIGKILL');
    process.kill(worker, 'SIGKILL');
    await vi.waitFor(async () => {
      expect(await answers()).toBe(true);
      expect(await pidOf('next')).not.toBe(web);
      const next = await pidOf('worker.mjs');
      expect(next !== null && next !== worker).toBe(true);
    }, WAIT);
  });

  test('takes web and worker along when it is killed, and down ends the database it left', async () => {
    const { child, exit } = await up();
    child.kill('SIGKILL');
    await exit;
    await vi.waitFor(async () => {
      expect(await pidOf('next')).toBeNull();
      expect(await pidOf('worker.mjs')).toBeNull();
    }, WAIT);
    expect((await alive()).length).toBeGreaterThan(0);
    expect(JSON.parse((await bakeoff('down', '--json')).stdout)).toMatchObject({ status: 'stopped' });
    expect(await alive()).toEqual([]);
    expect(JSON.parse((await bakeoff('down', '--json')).stdout)).toMatchObject({ status: 'not_running' });
  });

  test('stops when down asks from elsewhere', async () => {
    const { exit } = await up();
    expect((await bakeoff('down')).stdout).toBe('Stopped.\n');
    expect(await exit).toBe(0);
    expect(await alive()).toEqual([]);
  });
});

describe('bakeoff up refuses', { timeout: START_TIMEOUT_MS }, () => {
  test('a port that another program uses, in one sentence with the remedy', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    const { code, stdout, stderr } = await bakeoff('up', '--no-open');
    other.close();
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain(`Port ${port} is used by another program.\nGive another one with --port or BAKEOFF_PORT.`);
    expect(await alive()).toEqual([]);
  });

  test('a data folder that can not be written', async () => {
    await writeFile(path.join(home, 'file'), '');
    const { code, stderr } = await bakeoff('up', '--no-open', '--home', path.join(home, 'file', 'data'));
    expect(code).toBe(3);
    expect(stderr).toContain("can't be written");
    expect(stderr).toContain('--home DIR');
  });

  test('a port that is none', async () => {
    expect((await bakeoff('up', '--port', 'http')).code).toBe(2);
  });
});
