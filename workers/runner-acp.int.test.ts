import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTagged } from '@/lib/adapters/process/process-table';
import { RUN_TAG, type AcpDriver, type RunnerSpec } from '@/lib/schemas/runner';
import { fixtureAgent, startRunner, type StartedRunner } from '@/workers/runner/start-runner';

const limits = { timeoutMs: 30_000, idleMs: 30_000, maxTurns: null, maxToolCalls: null, budgetUsd: null };
const left = (runId: string): Promise<unknown[]> => findTagged({ name: RUN_TAG, value: runId });

function start(
  prompt: string,
  over: Partial<RunnerSpec> = {},
  driver: Partial<AcpDriver> = {},
): Promise<StartedRunner> {
  const argv = [process.execPath, fixtureAgent];
  const acp: AcpDriver = { type: 'acp', argv, bypassMode: 'yolo', config: {}, resumeSessionId: null, ...driver };
  return startRunner({ prompt, driver: acp, ...over });
}

describe('the runner with an ACP agent', () => {
  it('records session, thoughts, edits with their diff, command output, usage and cost', async () => {
    const run = await start(
      'think hm\nsay I look.\nwrite a.txt new text\nrun echo one; echo two\nsay Done.\nusage 10 5 0.25',
    );
    expect(await run.exit()).toMatchObject({
      outcome: 'completed',
      failure: null,
      summary: 'Done.',
      sessionId: 's1',
      usage: { inputTokens: 10, outputTokens: 5, costUsd: 0.25 },
    });
    const events = await run.events();
    expect(events[0]).toEqual({ type: 'session', sessionId: 's1', model: 'small', version: '7.8.9' });
    expect(events.map((event) => event.type).slice(1, 4)).toEqual(['prompt', 'thought', 'message']);
    const diff = { type: 'diff', path: 'a.txt', oldText: null, newText: 'new text' };
    expect(events).toContainEqual({ type: 'tool', id: 'call-1', status: 'completed', content: [diff] });
    const output = events.flatMap((event) => (event.type === 'tool' ? [event.outputDelta ?? ''] : [])).join('');
    expect(output).toBe('one\ntwo\n');
    expect(await readFile(path.join(run.dir, 'ws', 'a.txt'), 'utf8')).toBe('new text');
  });
  it('sets the mode without questions and the model, by its short name too', async () => {
    const run = await start('report settings', {}, { config: { model: 'large' } });
    expect((await run.exit()).summary).toBe('mode yolo, model vendor/large, session s1');
  });
  it('leaves the mode alone when the person wants to be asked, and says that a model is not offered', async () => {
    const run = await start('report settings', { permissions: 'ask' }, { config: { model: 'huge' } });
    expect((await run.exit()).summary).toBe('mode default, model small, session s1');
    expect(await run.event('notice')).toMatchObject({
      text: 'This agent does not offer the model huge; it uses its own choice.',
    });
  });
  it('goes on with an earlier session', async () => {
    const run = await start('report settings', {}, { resumeSessionId: 'earlier' });
    expect(await run.exit()).toMatchObject({
      summary: 'mode yolo, model small, session earlier',
      sessionId: 'earlier',
    });
  });
  it('begins a new session where the earlier one is lost, and says so', async () => {
    const run = await start('report settings', {}, { resumeSessionId: 'lost' });
    expect(await run.exit()).toMatchObject({ outcome: 'completed', sessionId: 's1' });
    expect(await run.event('notice')).toMatchObject({ text: expect.stringContaining('it starts a new one') as string });
  });
  it('grants a permission once by policy', async () => {
    const run = await start('ask');
    expect((await run.exit()).summary).toBe('answer: yes');
    expect(await run.event('permission_answer')).toMatchObject({ optionId: 'yes', by: 'policy' });
  });
  it('asks the person, waits for the answer to this request and passes it on', async () => {
    const run = await start('ask', { permissions: 'ask' });
    const asked = await run.event('permission');
    expect(asked).toMatchObject({ title: 'rm -rf build', kind: 'execute', input: '{"command":"rm -rf build"}' });
    expect(asked.options.map((option) => option.id)).toEqual(['yes', 'always', 'no']);
    await run.send({ type: 'permission', id: 'of somebody else', optionId: 'no' });
    await run.send({ type: 'permission', id: asked.id, optionId: 'no' });
    expect((await run.exit()).summary).toBe('answer: no');
    expect(await run.event('permission_answer')).toMatchObject({ optionId: 'no', by: 'person' });
  });
  it('queues a message until the turn ends and then sends it', async () => {
    const run = await start('say first\nsleep 1500\nusage 10 5 0.1');
    await run.event('message');
    await run.send({ type: 'follow_up', text: 'say second\nusage 1 2 0.3' });
    expect(await run.exit()).toMatchObject({
      outcome: 'completed',
      summary: 'second',
      usage: { inputTokens: 11, outputTokens: 7, costUsd: 0.3 },
    });
    const prompts = (await run.events()).filter((event) => event.type === 'prompt');
    expect(prompts).toHaveLength(2);
  });
  it('cancels through the protocol', async () => {
    const run = await start('say up\nwait');
    await run.event('message');
    await run.send({ type: 'cancel' });
    expect(await run.exit()).toMatchObject({ outcome: 'cancelled', failure: { type: 'cancelled' } });
    expect((await run.events()).find((event) => event.type === 'turn_end')).toEqual({
      type: 'turn_end',
      reason: 'cancelled',
    });
  });
  it('cancels while a person is asked', async () => {
    const run = await start('ask\nwait', { permissions: 'ask' });
    await run.event('permission');
    await run.send({ type: 'cancel' });
    expect(await run.exit()).toMatchObject({ outcome: 'cancelled' });
    expect(await run.event('permission_answer')).toMatchObject({ optionId: null });
  });
  it('ends one that ignores cancel and SIGTERM, with its daemon, in under two seconds', async () => {
    const run = await start('daemon\nstubborn', {}, { argv: [process.execPath, fixtureAgent, '--ignore-sigterm'] });
    await run.event('message');
    const asked = Date.now();
    await run.send({ type: 'cancel' });
    expect(await run.exit()).toMatchObject({ outcome: 'cancelled' });
    expect(Date.now() - asked).toBeLessThan(2000);
    expect(await left(run.runId)).toEqual([]);
  });
  it.each([
    ['turn_limit', { maxTurns: 1 }, 'say a\nrun true\nsay b\nwait'],
    ['tool_limit', { maxToolCalls: 1 }, 'run true\nrun true\nwait'],
    ['budget', { budgetUsd: 0.1 }, 'usage 1 1 0.2\nwait'],
  ])('stops at %s', async (type, limit, prompt) => {
    const run = await start(prompt, { limits: { ...limits, ...limit } });
    expect(await run.exit()).toMatchObject({ outcome: 'failed', failure: { type } });
  });
  it.each([
    ['error -32000 Authentication required', 'agent_not_logged_in'],
    ['error -32603 API Error: 401 {"error":"invalid x-api-key"}', 'agent_unauthorized'],
    ['error -32603 status 429 Too Many Requests', 'agent_rate_limited'],
    ['say Error: request failed with status 401 Unauthorized', 'agent_unauthorized'],
    ['stop refusal', 'agent_refused'],
    ['stop max_turn_requests', 'turn_limit'],
    ['crash', 'agent_crashed'],
  ])('%j is a failure', async (prompt, type) => {
    const run = await start(prompt);
    const exit = await run.exit();
    expect(exit).toMatchObject({ outcome: 'failed', failure: { type } });
    expect(exit.failure?.remedy).not.toBe('');
    expect((await run.events()).at(-1)).toMatchObject({ type: 'failure', failure: { type } });
  });
  it('reports a program that does not speak the protocol', async () => {
    const run = await start('say hi', {}, { argv: ['sh', '-c', 'echo not json; exit 3'] });
    expect(await run.exit()).toMatchObject({ outcome: 'failed', failure: { type: 'agent_crashed' } });
  });
});
