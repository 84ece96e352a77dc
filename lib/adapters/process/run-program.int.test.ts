import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { describe, expect, it, vi } from 'vitest';
import { childEnv } from './child-env';
import { findTagged, isProcessAlive, processStartTime } from './process-table';
import { runProgram, type ProgramRequest } from './run-program';
import { sweepTag } from './sweep';

const env = { PATH: process.env.PATH ?? '/usr/bin:/bin' };
const request = { cwd: tmpdir(), env, timeoutMs: 20_000 };
const runCommand = ({ command, ...rest }: Omit<ProgramRequest, 'argv'> & { command: string }) =>
  runProgram({ ...rest, argv: ['sh', '-c', command] });
const pidIn = (text: string): number => Number(/pid=(\d+)/.exec(text)?.[1]);

async function expectGone(pid: number): Promise<void> {
  expect(Number.isInteger(pid)).toBe(true);
  await vi.waitFor(async () => expect(await processStartTime(pid)).toBeNull(), { timeout: 3000 });
}

describe('runProgram', () => {
  it('returns exit code, both streams and what was interleaved', async () => {
    const seen: string[] = [];
    const result = await runCommand({
      ...request,
      command: 'echo out; echo err >&2; exit 3',
      onOutput: (t) => seen.push(t),
    });
    expect(result).toMatchObject({ exitCode: 3, signal: null, timedOut: false, stdout: 'out\n', stderr: 'err\n' });
    expect(seen.join('')).toBe(result.output);
  });
  it('inherits nothing', async () => {
    const result = await runCommand({ ...request, command: 'echo "[$HOME$USER]"' });
    expect(result.stdout).toBe('[]\n');
  });
  it('gives the program its standard input and closes it', async () => {
    const result = await runProgram({ ...request, argv: ['cat'], stdin: 'ünïcode' });
    expect(result.stdout).toBe('ünïcode');
  });
  it('takes arguments as they are', async () => {
    const result = await runProgram({ ...request, argv: ['printf', '%s', '$(id) `id`; "'] });
    expect(result.stdout).toBe('$(id) `id`; "');
  });
  it('reports a program that does not exist', async () => {
    const result = await runProgram({ ...request, argv: ['no-such-program-here'] });
    expect(result.exitCode).toBeNull();
    expect(result.stderr).toContain('Could not start no-such-program-here');
  });
  it('reports an argument that the kernel refuses', async () => {
    const result = await runProgram({ ...request, argv: ['echo', 'x'.repeat(300_000)] });
    expect(result.exitCode).toBeNull();
    expect(result.stderr).toContain('Could not start echo');
  });
  it('keeps head and tail of too much output', async () => {
    const result = await runCommand({ ...request, command: 'echo first; seq 1 50000; echo last', maxOutput: 2000 });
    expect(result.output.length).toBeLessThan(2100);
    expect(result.output).toMatch(/^first\n/);
    expect(result.output).toMatch(/last\n$/);
  });
  it('ends a command that ignores SIGTERM at its timeout', async () => {
    const result = await runCommand({
      ...request,
      timeoutMs: 300,
      command: "trap '' TERM; echo pid=$$; while :; do sleep 0.1; done",
    });
    expect(result).toMatchObject({ timedOut: true, cancelled: false });
    expect(result.durationMs).toBeLessThan(3000);
    await expectGone(pidIn(result.stdout));
  });
  it('stops at a cancel signal', async () => {
    const controller = new AbortController();
    const onOutput = (): void => controller.abort();
    const result = await runCommand({ ...request, command: 'echo go; sleep 30', signal: controller.signal, onOutput });
    expect(result).toMatchObject({ cancelled: true, timedOut: false, exitCode: null });
  });
  it('starts nothing when it is cancelled already', async () => {
    const result = await runCommand({ ...request, command: 'echo never', signal: AbortSignal.abort() });
    expect(result).toMatchObject({ cancelled: true, stdout: '' });
  });
  it('leaves no daemon behind, even one that kept the pipe and fled into its own session', async () => {
    const result = await runCommand({
      ...request,
      command: 'setsid sh -c "echo pid=\\$\\$; exec sleep 60" & sleep 0.3',
    });
    expect(result.durationMs).toBeLessThan(5000);
    await expectGone(pidIn(result.stdout));
  });
  it('leaves no child behind that cleared its environment', async () => {
    const result = await runCommand({
      ...request,
      command: 'env -i sh -c "echo pid=\\$\\$; exec sleep 60" & sleep 0.3',
    });
    expect(result.exitCode).toBe(0);
    await expectGone(pidIn(result.stdout));
  });
  it('lets another command of the same sandbox live', async () => {
    const tagged = { ...request, env: { ...env, BAKEOFF_RUN_ID: 'two-commands' } };
    const [long] = await Promise.all([
      runCommand({ ...tagged, command: 'sleep 0.6; echo survived' }),
      runCommand({ ...tagged, command: 'echo short' }),
    ]);
    expect(long.stdout).toBe('survived\n');
  });
});

describe('sweepTag', () => {
  it('kills all that carry the tag, counts them, and only them', async () => {
    const tagged = { env: childEnv({ ...env, BAKEOFF_RUN_ID: 'sweep-a' }), detached: true, stdio: 'ignore' as const };
    const victims = [spawn('sleep', ['60'], tagged), spawn('sh', ['-c', 'setsid sleep 61 & wait'], tagged)];
    const other = spawn('sleep', ['60'], { ...tagged, env: childEnv({ ...env, BAKEOFF_RUN_ID: 'sweep-ab' }) });
    const tag = { name: 'BAKEOFF_RUN_ID', value: 'sweep-a' };
    await vi.waitFor(async () => expect(await findTagged(tag)).toHaveLength(3));
    const otherStart = await processStartTime(other.pid!);
    expect(await sweepTag('sweep-a')).toBe(3);
    expect(await findTagged(tag)).toEqual([]);
    for (const victim of victims) await expectGone(victim.pid!);
    expect(await isProcessAlive(other.pid!, otherStart!)).toBe(true);
    expect(await sweepTag('sweep-ab')).toBe(1);
    expect(await sweepTag('sweep-ab')).toBe(0);
  });
  it('does not take a later process of the same id for the one it knew', async () => {
    expect(await isProcessAlive(process.pid, 'another start')).toBe(false);
    expect(await isProcessAlive(process.pid, (await processStartTime(process.pid))!)).toBe(true);
    expect(await isProcessAlive(0, '0')).toBe(false);
  });
});
