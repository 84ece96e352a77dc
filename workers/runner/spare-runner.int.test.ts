import { execFile } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { endRunner, isRunnerAlive, RunnerStarter } from '@/lib/adapters/runner/host-runner';
import { waitUntil } from '@/lib/testing/wait';
import { RUNNER_FILES, WAITS_FOR_FOLDER } from '@/lib/schemas/runner';
import { runnerCommand } from '@/workers/runner/start-runner';

let dir: string;
let starter: RunnerStarter;
let spare: { stop: () => void };

beforeEach(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'bakeoff-spare-')));
  starter = new RunnerStarter(runnerCommand);
  spare = starter.keepSpare('process');
});

afterEach(async () => {
  spare.stop();
  await endRunner(dir);
  // The next test must not count this one's.
  await waitUntil(async () => (await runners()).length === 0, 'the end of all runners');
  await rm(dir, { recursive: true, force: true });
});

/** Runners that this process started ahead: the one that waits, and one that has its folder by now. */
async function runners(): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent, ...args] = line.trim().split(/\s+/);
    return Number(parent) === process.pid && args.includes(WAITS_FOR_FOLDER) ? [Number(pid)] : [];
  });
}

const runnerPid = async (): Promise<number> =>
  Number((await readFile(path.join(dir, RUNNER_FILES.pid), 'utf8')).split(' ')[0]);

it('gives a run the runner that waited, and makes the next one', async () => {
  const before = await runners();
  await starter.start(dir, 'process');
  expect(before).toEqual([await runnerPid()]);
  await expect.poll(runners, { timeout: 10_000 }).toHaveLength(2);
});

it('lets a runner write down in its folder what goes wrong, even when it ends itself', async () => {
  await writeFile(path.join(dir, RUNNER_FILES.spec), '{"runId":');
  await starter.start(dir, 'process');
  await waitUntil(async () => !(await isRunnerAlive(dir)), 'its end');
  expect(await readFile(path.join(dir, RUNNER_FILES.log), 'utf8')).toContain('JSON');
});

it('starts another runner where the one that waited has died', async () => {
  const [pid = 0] = await runners();
  process.kill(pid, 'SIGKILL');
  await starter.start(dir, 'process');
  expect(await isRunnerAlive(dir)).toBe(true);
  expect(await runnerPid()).not.toBe(pid);
});

it('leaves no runner that waits when it stops', async () => {
  await waitUntil(async () => (await runners()).length === 1, 'the runner');
  spare.stop();
  await expect.poll(runners, { timeout: 10_000 }).toEqual([]);
});
