import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findTagged } from '@/lib/adapters/process/process-table';
import { sweep } from '@/lib/adapters/process/sweep';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';
import { waitUntil } from '@/lib/testing/wait';

let home = '';
let repository: TempRepository;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'bakeoff-two-'));
  repository = await createTempRepository({ 'a.txt': 'a\n' });
});
afterAll(async () => {
  await sweep({ name: 'BAKEOFF_HOME', value: home });
  await repository.cleanup();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

function start(script: string) {
  const { DATABASE_URL: _, ...rest } = process.env;
  const child = spawn(path.resolve('bin/bakeoff'), ['run', '-', '--json'], {
    env: { ...rest, NODE_ENV: 'production', BAKEOFF_HOME: home },
    cwd: repository.dir,
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (output.stderr += String(chunk)));
  child.stdin.end(
    JSON.stringify({
      task: 'Wait.',
      // It waits for a file beside the data folder, which no sandbox shows.
      sandbox: { provider: 'process' },
      variants: [{ id: 'one', agent: 'waits' }],
      agents: { waits: { command: ['sh', '-c', script], output: 'text' } },
    }),
  );
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { output, exit };
}

const running = (each: ReturnType<typeof start>) =>
  waitUntil(() => /A one: running/.test(each.output.stderr), 'an agent');

test('goes on with its own worker when the command whose worker it used ends', { timeout: 120_000 }, async () => {
  const flag = path.join(home, 'go');
  const first = start(`until [ -e '${flag}-1' ]; do sleep 0.1; done`);
  await running(first);
  const second = start(`until [ -e '${flag}-2' ]; do sleep 0.1; done`);
  await running(second);
  await writeFile(`${flag}-1`, '');
  expect(await first.exit).toBe(0);
  await writeFile(`${flag}-2`, '');
  expect(await second.exit).toBe(0);
  expect(JSON.parse(second.output.stdout)).toMatchObject({ status: 'done', runs: [{ status: 'passed' }] });
  // The database was started by the first, and is ended by the last.
  expect(await findTagged({ name: 'BAKEOFF_HOME', value: home })).toEqual([]);
});
