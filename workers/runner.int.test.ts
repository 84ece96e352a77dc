import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { findTagged, isProcessAlive } from '@/lib/adapters/process/process-table';
import { sweepTag } from '@/lib/adapters/process/sweep';
import type { BubblewrapPlan } from '@/lib/schemas/launch-plan';
import { RUN_TAG, type CommandDriver } from '@/lib/schemas/runner';
import { startRunner } from '@/workers/runner/start-runner';

const shell = (script: string, dialect: CommandDriver['dialect'] = 'text'): CommandDriver => ({
  type: 'command',
  argv: ['sh', '-c', script],
  dialect,
  stdin: 'prompt',
});
const limits = { timeoutMs: 30_000, idleMs: 30_000, maxTurns: null, maxToolCalls: null, budgetUsd: null };
/** A plan with a key for the gateway, and with a program that is not there. */
const unstartable = (dir: string, key: string): BubblewrapPlan => ({
  type: 'bubblewrap',
  id: 'unstartable',
  workspace: dir,
  home: dir,
  tmp: dir,
  io: dir,
  mounts: [],
  overlays: [],
  limits: { cpus: null, memoryBytes: null, pids: null, diskBytes: null },
  gateway: {
    socket: path.join(dir, 's'),
    policy: { mode: 'none', allow: [] },
    upstreams: [{ name: 'm', url: 'http://127.0.0.1:9', headers: { 'x-api-key': key } }],
  },
  program: '/nowhere/bwrap',
  version: '0.8.0',
  limitsBy: 'rlimit',
  dropTo: null,
});
const left = (runId: string): Promise<unknown[]> => findTagged({ name: RUN_TAG, value: runId });

describe('the runner with a command agent', () => {
  it('records what the agent prints, its exit and its answer', async () => {
    const run = await startRunner({ driver: shell('cat; echo done; echo oops >&2'), prompt: 'the task\n' });
    expect(await run.exit()).toMatchObject({
      outcome: 'completed',
      failure: null,
      exitCode: 0,
      summary: 'the task\ndone',
      stdoutTail: 'the task\ndone\n',
      stderrTail: 'oops\n',
    });
    const events = await run.events();
    expect(events[0]).toEqual({ type: 'prompt', text: 'the task\n' });
    expect(events).toContainEqual({ type: 'output', stream: 'stderr', text: 'oops\n' });
  });
  it('gives the agent exactly the environment of the spec and the tags, and carries no tag itself', async () => {
    const run = await startRunner({ driver: shell('env; sleep 0.3'), env: { ONLY: 'this' } });
    await run.event('output', (event) => event.text.includes('ONLY=this'));
    const tagged = await left(run.runId);
    const runnerPid = Number((await run.read('runner.pid')).split(' ')[0]);
    expect(tagged.length).toBeGreaterThan(0);
    expect(tagged).not.toContainEqual(expect.objectContaining({ pid: runnerPid }));
    const { stdoutTail } = await run.exit();
    const names = stdoutTail.split('\n').map((line) => line.split('=')[0]);
    expect(new Set(names)).toEqual(
      new Set(['', 'BAKEOFF_COMMAND_ID', 'BAKEOFF_RUN_ID', 'HOME', 'ONLY', 'PATH', 'PWD']),
    );
  });
  it('hands over the prompt by file and keeps environment and secrets off the disk afterwards', async () => {
    const driver: CommandDriver = { type: 'command', argv: ['cat', '{promptFile}'], dialect: 'text', stdin: 'none' };
    const run = await startRunner({
      driver,
      prompt: 'from a file',
      env: { KEY: 'very-secret-value' },
      secrets: ['very-secret-value'],
    });
    expect((await run.exit()).stdoutTail).toBe('from a file');
    expect(await run.read('spec.json')).not.toContain('very-secret-value');
  });
  it('keeps the keys of the model gateway off the disk, also where the sandbox could not be started', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'bk-key-'));
    try {
      const run = await startRunner({ driver: shell('true'), launch: unstartable(dir, 'very-secret-value') });
      expect(await run.exit()).toMatchObject({ outcome: 'failed', startedAt: null });
      const kept = await run.read('spec.json');
      expect(kept).toContain('"upstreams":[]');
      expect(kept).not.toContain('very-secret-value');
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
  it('lets no secret into events and exit record, even one printed in two pieces', async () => {
    const script = 'printf "key: hunter2-"; sleep 0.1; printf "secret-value\\n"; echo "$K again"; exit 1';
    const run = await startRunner({
      driver: shell(script),
      env: { K: 'hunter2-secret-value' },
      secrets: ['hunter2-secret-value'],
    });
    const exit = JSON.stringify(await run.exit());
    const stored = exit + (await run.read('events.ndjson'));
    expect(stored).not.toContain('hunter2');
    expect(exit).toContain('key: [redacted]');
    expect(stored.match(/\[redacted\]/g)?.length).toBeGreaterThanOrEqual(4);
  });
  it('reads a vendor format and does not take exit code 0 for success', async () => {
    const init = '{"type":"system","subtype":"init","session_id":"abc","model":"m"}';
    const run = await startRunner({ driver: shell(`echo '${init}'; exit 0`, 'claude-stream-json'), agent: 'claude' });
    expect(await run.exit()).toMatchObject({ outcome: 'failed', sessionId: 'abc', failure: { type: 'agent_error' } });
  });
  it('fails with the reason and the remedy when the program is missing', async () => {
    const driver: CommandDriver = { type: 'command', argv: ['/nowhere/claude'], dialect: 'text', stdin: 'none' };
    const run = await startRunner({ driver, agent: 'claude' });
    const exit = await run.exit();
    expect(exit).toMatchObject({ outcome: 'failed', startedAt: null, failure: { type: 'agent_missing' } });
    expect(exit.failure?.remedy).toContain('npm install -g @anthropic-ai/claude-code');
  });
  it('ends at the wall clock an agent that ignores SIGTERM, with a daemon that fled', async () => {
    const script = `trap '' TERM; setsid sh -c 'trap "" TERM; sleep 60' & while :; do echo tick; sleep 0.1; done`;
    const run = await startRunner({ driver: shell(script), limits: { ...limits, timeoutMs: 700 } });
    expect(await run.exit()).toMatchObject({ outcome: 'timed_out', failure: { type: 'timed_out' } });
    expect(await left(run.runId)).toEqual([]);
  });
  it('ends an agent that has fallen silent', async () => {
    const run = await startRunner({ driver: shell('echo hi; sleep 30'), limits: { ...limits, idleMs: 400 } });
    expect(await run.exit()).toMatchObject({ outcome: 'timed_out', failure: { type: 'idle' } });
  });
  it('leaves nothing alive of an agent that ended well', async () => {
    const run = await startRunner({ driver: shell('setsid sleep 60 & env -i sleep 60 & echo ok') });
    expect(await run.exit()).toMatchObject({ outcome: 'completed' });
    expect(await left(run.runId)).toEqual([]);
  });
  it('cancels within a second and says so', async () => {
    const run = await startRunner({ driver: shell("trap '' TERM; echo up; while :; do sleep 0.1; done") });
    await run.event('output');
    const asked = Date.now();
    await run.send({ type: 'cancel' });
    expect(await run.exit()).toMatchObject({ outcome: 'cancelled', failure: { type: 'cancelled' } });
    expect(Date.now() - asked).toBeLessThan(1800);
    expect(await left(run.runId)).toEqual([]);
  });
  it('obeys a cancel that was written before it started, and survives nonsense in the control file', async () => {
    const run = await startRunner({ driver: shell('echo up; sleep 30') });
    await writeFile(path.join(run.dir, 'control.ndjson'), 'nonsense\n{"type":"unknown"}\n{"type":"can');
    await run.event('output');
    await writeFile(path.join(run.dir, 'control.ndjson'), 'nonsense\n{"type":"unknown"}\n{"type":"cancel"}\n');
    expect(await run.exit()).toMatchObject({ outcome: 'cancelled' });
  });
  it('takes SIGTERM for a cancel and ignores SIGHUP', async () => {
    const run = await startRunner({ driver: shell('echo up; sleep 30') });
    await run.event('output');
    run.child.kill('SIGHUP');
    run.child.kill('SIGTERM');
    expect(await run.exit()).toMatchObject({ outcome: 'cancelled' });
  });
  it('is seen dead without an exit record when it was killed, and its agent can be swept', async () => {
    const run = await startRunner({ driver: shell('echo up; sleep 60') });
    await run.event('output');
    const [pid = '', startTime = ''] = (await run.read('runner.pid')).trim().split(' ');
    expect(await isProcessAlive(Number(pid), startTime)).toBe(true);
    run.child.kill('SIGKILL');
    await vi.waitFor(async () => expect(await isProcessAlive(Number(pid), startTime)).toBe(false));
    await expect(run.read('exit.json')).rejects.toThrow('ENOENT');
    expect(await sweepTag(run.runId)).toBeGreaterThan(0);
    expect(await left(run.runId)).toEqual([]);
  });
  it('goes on when the process that started it is killed', async () => {
    const parent = ['sh', '-c', '"$@" & wait', 'sh'];
    const run = await startRunner(
      { driver: shell('echo up; while [ ! -e go ]; do sleep 0.05; done; echo still here') },
      parent,
    );
    await run.event('output');
    run.child.kill('SIGKILL');
    await vi.waitFor(() => expect(run.child.signalCode).toBe('SIGKILL'));
    await writeFile(path.join(run.dir, 'ws', 'go'), '');
    expect(await run.exit()).toMatchObject({ outcome: 'completed', summary: 'up\nstill here' });
  });
});
