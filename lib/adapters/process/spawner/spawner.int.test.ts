import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Command } from '@/lib/adapters/process/answer-of';
import { processStartTime } from '@/lib/adapters/process/process-table';
import { waitUntil } from '@/lib/testing/wait';
import { Spawner } from './spawner';

const PROGRAM = path.resolve('workers/spawner.ts');
const FROM_SOURCE = ['--import', 'tsx'];

let spawner: Spawner;

afterEach(() => spawner.close());

function open(): Spawner {
  return (spawner = new Spawner(PROGRAM, FROM_SOURCE));
}

function shell(script: string, more: Partial<Command> = {}): Command {
  const env = { PATH: '/usr/bin:/bin', GREETING: 'hello' };
  return { program: 'sh', args: ['-c', script], cwd: '/', env, timeoutMs: 60_000, maxBytes: 1_000_000, ...more };
}

const isGone = async (pid: number): Promise<boolean> => (await processStartTime(pid)) === null;

describe('a spawner', { timeout: 60_000 }, () => {
  it('answers with the output, the end and the exit code, and gives nothing but the environment that was asked for', async () => {
    const { start } = bind(open());
    const answer = await start(shell('echo $GREETING; env | wc -l >&2; pwd; exit 3', { cwd: '/usr' }));
    expect(answer).toMatchObject({ exitCode: 3, stopped: null });
    expect(String(answer.stdout)).toBe('hello\n/usr\n');
    expect(Number(answer.stderr)).toBeLessThanOrEqual(5);
  });

  it('passes bytes in and out as they are, many commands at a time', async () => {
    const { start } = bind(open());
    const input = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index & 255));
    const answers = await Promise.all(Array.from({ length: 20 }, () => start(shell('cat', { input }))));
    for (const { stdout } of answers) expect(stdout.equals(input)).toBe(true);
  });

  it('says that a program is not there', async () => {
    const { start } = bind(open());
    await expect(start(shell('', { program: 'no-such-program' }))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each([
    ['timeout', { timeoutMs: 300 }],
    ['size', { maxBytes: 1000 }],
  ] as const)('ends a command with all that it started: %s', async (stopped, limits) => {
    const { start } = bind(open());
    const answer = await start(shell('sleep 100 & echo $!; yes 1234567890 | head -c 5000; wait', limits));
    expect(answer).toMatchObject({ exitCode: -1, stopped });
    const pid = Number.parseInt(String(answer.stdout), 10);
    await waitUntil(() => isGone(pid), 'the end of what it started');
  });

  it('ends one that is no longer wanted', async () => {
    const running = open().start(shell('sleep 100'));
    running.stop('cancelled');
    expect(await running.answer).toMatchObject({ stopped: 'cancelled' });
  });

  it('fails what ran when it dies, and the next command has another', async () => {
    const { start } = bind(open());
    const parent = Number(String((await start(shell('echo $PPID'))).stdout));
    const lost = start(shell('sleep 100'));
    process.kill(parent, 'SIGKILL');
    await expect(lost).rejects.toThrow(/has ended/);
    expect(String((await start(shell('echo again'))).stdout)).toBe('again\n');
  });

  it('ends with the process that it works for, however that ends, and leaves nothing behind', async () => {
    open();
    const child = fork(path.resolve('lib/testing/spawner-owner.ts'), [PROGRAM], { execArgv: FROM_SOURCE });
    const [pids] = (await once(child, 'message')) as [{ spawner: number; command: number }];
    expect(await isGone(pids.command)).toBe(false);
    child.kill('SIGKILL');
    await waitUntil(() => isGone(pids.spawner), 'the end of the spawner');
    await waitUntil(() => isGone(pids.command), 'the end of what it started');
  });
});

function bind(opened: Spawner) {
  return { start: (command: Command) => opened.start(command).answer };
}
