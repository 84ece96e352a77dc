import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDialect } from '@/lib/adapters/agent/command/dialects/create-dialect';
import { runProgram } from '@/lib/adapters/process/run-program';
import { DEMO_APPROACHES, demoProjectFiles } from '@/lib/core/demo-project';
import type { CommandResult } from '@/lib/core/ports';

const root = path.resolve(import.meta.dirname, '..');
const tsx = path.join(root, 'node_modules/tsx/dist/loader.mjs');
const env = {
  PATH: process.env.PATH ?? '',
  BAKEOFF_DEMO_SPEED: '100',
  TSX_TSCONFIG_PATH: path.join(root, 'tsconfig.json'),
};

const FAILING: Record<string, string[]> = {
  sweep: [],
  map: [],
  quick: ['finds everything that a long booking overlaps'],
};

async function makeProject(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'bakeoff-demo-'));
  for (const file of demoProjectFiles()) {
    await mkdir(path.dirname(path.join(dir, file.path)), { recursive: true });
    await writeFile(path.join(dir, file.path), file.text);
  }
  return dir;
}

async function runAgent(dir: string, prompt: string): Promise<CommandResult> {
  const promptFile = path.join(await mkdtemp(path.join(tmpdir(), 'bakeoff-prompt-')), 'prompt.md');
  await writeFile(promptFile, prompt);
  const script = path.join(root, 'workers/demo-agent.ts');
  return runProgram({
    argv: [process.execPath, '--import', tsx, script, promptFile],
    cwd: dir,
    env,
    timeoutMs: 30_000,
  });
}

async function judge(dir: string): Promise<{ failing: string[]; ms: number; pairs: number }> {
  const run = (...args: string[]): Promise<CommandResult> =>
    runProgram({ argv: [process.execPath, ...args], cwd: dir, env, timeoutMs: 30_000 });
  const tests = await run('--test', '--test-reporter=tap');
  const bench = JSON.parse((await run('bench.mjs')).stdout) as { ms: number; pairs: number };
  const failing = [...tests.stdout.matchAll(/^ *not ok \d+ - (.*)$/gm)].map((match) => match[1] ?? '');
  expect(tests.exitCode === 0).toBe(failing.length === 0);
  return { ...bench, failing: failing.filter((name) => !name.endsWith('.mjs')) };
}

describe('the demo agent', () => {
  let base: Awaited<ReturnType<typeof judge>>;
  beforeAll(async () => {
    base = await judge(await makeProject());
  });

  it('begins with a slow function that misses bookings which start together', () => {
    expect(base.failing).toEqual(['finds bookings that start together', 'finds bookings that are the same']);
    expect(base.ms).toBeGreaterThan(20);
  });
  it.each(DEMO_APPROACHES)('$id does what it is there to show', async ({ id, approach }) => {
    const dir = await makeProject();
    const result = await runAgent(dir, `# Task\n\nMake it fast.\n\n# Approach\n\n${approach}`);
    expect(result.stderr).toBe('');
    const dialect = createDialect('claude-stream-json');
    const events = dialect.push(result.stdout);
    expect(dialect.verdict()).toEqual({ state: 'success' });
    const types = new Set(events.map((event) => event.type));
    for (const type of ['session', 'thought', 'plan', 'message', 'tool', 'usage']) expect(types).toContain(type);
    const judged = await judge(dir);
    expect(judged.ms).toBeLessThan(base.ms / 3);
    expect(judged.failing).toEqual(FAILING[id]);
  });
  it('writes down what it was asked anywhere else, one file for each request', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'bakeoff-notes-'));
    await Promise.all([runAgent(dir, 'First request'), runAgent(dir, 'Second request')]);
    const names = (await readdir(dir)).filter((name) => /^DEMO-[0-9a-f]{8}\.md$/.test(name));
    expect(names).toHaveLength(2);
    const texts = await Promise.all(names.map((name) => readFile(path.join(dir, name), 'utf8')));
    expect(texts.join()).toContain('First request');
    expect(texts.join()).toContain('Second request');
  });
  it('fails in its own format when it cannot write', async () => {
    const dir = await makeProject();
    await writeFile(path.join(dir, 'package.json'), '{ "name": "overlapping-bookings" }');
    await runProgram({ argv: ['rm', '-r', 'src'], cwd: dir, env, timeoutMs: 5000 });
    await writeFile(path.join(dir, 'src'), 'a file where a folder should be');
    const result = await runAgent(dir, 'Fix it.');
    const dialect = createDialect('claude-stream-json');
    dialect.push(result.stdout);
    expect(result.exitCode).toBe(1);
    expect(dialect.verdict()).toMatchObject({ state: 'error' });
  });
});
