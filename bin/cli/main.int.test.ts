import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { findFreePort } from '@/lib/adapters/postgres/postmaster';
import { findTagged } from '@/lib/adapters/process/process-table';
import { sweep } from '@/lib/adapters/process/sweep';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';

const BAKEOFF = path.resolve('bin/bakeoff');
const WAIT = { timeout: 60_000, interval: 100 };
const TIMEOUT_MS = 180_000;

const SLEEPER = `task: Wait.
variants:
  - { id: one, agent: sleeper }
  - { id: two, agent: sleeper }
agents:
  sleeper: { command: [sleep, "300"] }
`;

let home = '';
let port = 0;
let repository: TempRepository;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'bakeoff-cli-'));
  port = await findFreePort();
  repository = await createTempRepository({ 'a.txt': 'a\n' });
});
afterAll(async () => {
  await repository.cleanup();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});
afterEach(async () => {
  await sweep({ name: 'BAKEOFF_HOME', value: home });
});

function environment(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, ...rest } = process.env;
  return { ...rest, NODE_ENV: 'production', BAKEOFF_HOME: home, BAKEOFF_PORT: String(port) };
}

type Answer = { code: number; stdout: string; stderr: string };

function bakeoff(...args: string[]): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(BAKEOFF, args, { env: environment(), cwd: repository.dir }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

async function json(...args: string[]): Promise<{ code: number; value: Record<string, unknown> }> {
  const { code, stdout, stderr } = await bakeoff(...args, '--json');
  if (stdout === '') throw new Error(stderr);
  return { code, value: JSON.parse(stdout) as Record<string, unknown> };
}

function leftovers() {
  return findTagged({ name: 'BAKEOFF_HOME', value: home });
}

describe('without a server', { timeout: TIMEOUT_MS }, () => {
  test('runs the demo, prints one object, and leaves no process behind', async () => {
    const { code, stdout, stderr } = await bakeoff('run', path.resolve('examples/demo.yaml'), '--json');
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ status: 'done', metadata: { example: true } });
    expect(result.runs.map((run: { status: string }) => run.status).toSorted()).toEqual(['failed', 'passed', 'passed']);
    expect(result.winner.variant).toBeTruthy();
    expect(result.verdict).toContain(result.winner.variant);
    expect(stderr).toMatch(/A sweep: running/);
    expect(code).toBe(0);
    expect(await leftovers()).toEqual([]);
  });

  test('lists every problem of a file with its place', async () => {
    const file = path.join(home, 'bad.yaml');
    await writeFile(file, 'task: x\nvariants:\n  - { id: a, agnet: demo }\nlimits:\n  maxParallel: lots\n');
    const { code, stdout, stderr } = await bakeoff('run', file);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/bad\.yaml:3:\d+: .*agnet/);
    expect(stderr).toMatch(/bad\.yaml:5:\d+: .*lots/);
    const { code: again, value } = await json('validate', file);
    expect(again).toBe(2);
    expect(value).toMatchObject({ valid: false });
  });

  test('says in one sentence what it can not find', async () => {
    expect((await bakeoff('run', 'nothing.yaml')).stderr).toContain('There is no file nothing.yaml.');
    const { code, stderr } = await bakeoff('show', 'nothing');
    expect(code).toBe(2);
    expect(stderr).toContain('There is no experiment "nothing".');
    expect((await bakeoff('run')).code).toBe(2);
    expect((await bakeoff('bake')).code).toBe(2);
  });

  test('pauses a run and lets it go on', async () => {
    const child = spawn(BAKEOFF, ['run', '-', '--json'], { env: environment(), cwd: repository.dir });
    child.stdin.end(SLEEPER);
    const output = collect(child);
    await vi.waitFor(() => expect(output.stderr).toContain('A one: running'), WAIT);
    const id = /Experiment (\w+):/.exec(output.stderr)?.[1] ?? '';
    expect(await json('pause', `${id}/one`)).toMatchObject({ code: 0, value: { paused: true, done: true } });
    expect((await bakeoff('show', id)).stdout).toContain('running, paused');
    await vi.waitFor(() => expect(output.stderr).toContain('A one: paused'), WAIT);
    expect(await json('resume', `${id}/one`)).toMatchObject({ code: 0, value: { paused: false, done: true } });
    child.kill('SIGINT');
    expect(await output.exit).toBe(130);
    expect(await leftovers()).toEqual([]);
  });

  test('says which providers lock runs in', async () => {
    const { value } = await json('doctor');
    const names = (value['checks'] as { name: string }[]).map((check) => check.name);
    expect(names).toEqual(
      expect.arrayContaining(['sandbox bubblewrap', 'sandbox docker', 'sandbox process', 'sandboxes']),
    );
  });

  test('cancels what runs on Ctrl-C and exits with 130', async () => {
    const child = spawn(BAKEOFF, ['run', '-', '--json'], { env: environment(), cwd: repository.dir });
    child.stdin.end(SLEEPER);
    const output = collect(child);
    await vi.waitFor(
      () => expect(output.stderr).toMatch(/A one: running[^]*B two: running|B two: running[^]*A one: running/),
      WAIT,
    );
    const stoppedAt = Date.now();
    child.kill('SIGINT');
    expect(await output.exit).toBe(130);
    expect(Date.now() - stoppedAt).toBeLessThan(6000);
    const result = JSON.parse(output.stdout);
    expect(result.runs.map((run: { status: string }) => run.status)).toEqual(['cancelled', 'cancelled']);
    expect(await leftovers()).toEqual([]);
  });
});

test(
  'leaves it running on --detach, and drives the rest of the life of an experiment',
  { timeout: TIMEOUT_MS },
  async () => {
    const started = await json(
      'run',
      '--detach',
      '--project',
      'builtin:demo',
      '--task',
      'Make the tests pass.',
      '--agent',
      'demo',
      '--variant',
      'sweep=Sort once, then sweep',
      '--test',
      'node --test',
    );
    expect(started.code).toBe(0);
    const id = String(started.value['experimentId']);
    await vi.waitFor(async () => expect((await json('show', id)).value).toMatchObject({ status: 'done' }), WAIT);

    expect((await bakeoff('ls')).stdout).toContain(id);
    expect((await bakeoff('compare', id.slice(0, 8))).stdout).toMatch(/tests +\w+ +passed/);
    const again = await json('run', '--again', id, '--change', 'timeout:30m');
    const other = String(again.value['experimentId']);
    expect((await bakeoff('compare', id, other)).stdout).toMatch(/1 of 1 passed[^]*BASE +1A sweep +2A sweep/);
    expect(await json('compare', id, other)).toMatchObject({ code: 0, value: { isSameBase: true } });
    expect(await bakeoff('compare', id, id)).toMatchObject({ code: 1, stderr: expect.stringContaining('named twice') });
    expect(await bakeoff('run', '--template', 'nothing')).toMatchObject({ code: 2 });
    expect((await bakeoff('logs', `${id}/sweep`)).stdout.length).toBeGreaterThan(20);
    const commands = (await bakeoff('logs', `${id}/sweep`, '--only', 'commands', '--search', 'node --test')).stdout;
    expect(commands).toMatch(/^\n--- execute, completed\n.*node --test/);
    expect(commands).not.toContain('to the agent');
    const markdown = (await bakeoff('logs', `${id}/sweep`, '--markdown')).stdout;
    expect(markdown).toMatch(/^# `A sweep`\n[^]*\n### Tool: `.*node --test.*`\n/);
    expect(await json('logs', `${id}/sweep`, '--only', 'nonsense')).toMatchObject({ code: 2 });
    expect((await json('checkout', `${id}/A`)).value['fetchCommand']).toContain('git fetch');

    const merged = await json('merge', `${id}/sweep`);
    expect(merged).toMatchObject({ code: 0, value: { status: 'merged', error: null } });
    const mergeId = String(merged.value['mergeId']);
    expect(await json('undo', mergeId)).toEqual({ code: 0, value: { mergeId, status: 'undone', error: null } });
    expect(await json('undo', 'nothing')).toMatchObject({ code: 1, value: { mergeId: 'nothing', status: 'refused' } });
    expect(await json('merge', `${id}/sweep`, '--target', 'nowhere')).toMatchObject({
      code: 1,
      value: { mergeId: null, status: 'refused', target: 'nowhere' },
    });

    expect(await json('delete', id)).toMatchObject({ code: 0, value: { status: 'deleted' } });
    expect((await json('clean', '--dry-run', '--older-than', '0s')).code).toBe(0);
    expect((await json('down')).value).toMatchObject({ status: 'stopped' });
    expect(await leftovers()).toEqual([]);
  },
);

function collect(child: ChildProcess) {
  const output = { stdout: '', stderr: '', exit: Promise.resolve<number | null>(null) };
  child.stdout?.on('data', (data: Buffer) => (output.stdout += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (output.stderr += data.toString()));
  output.exit = new Promise((resolve) => child.once('close', (code) => resolve(code)));
  return output;
}
