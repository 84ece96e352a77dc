/** The real Claude Code and the real Codex under the real runner; only the model behind them is scripted. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ScriptInput } from '@/e2e/model-server/script';
import { DUMMY_KEY } from '@/e2e/real-agents/prepare';
import { textOf, toolsOf } from '@/e2e/real-agents/transcript';
import { useRealAgents } from '@/e2e/real-agents/use-real-agents';

const bench = useRealAgents();

const IMPROVE: ScriptInput['turns'] = [
  { think: 'A look at it first.', text: 'Reading the file.', read: 'greet.js' },
  { text: 'Changing it.', edit: ['greet.js', '  return "Hello " + name;', '  return `Hello, ${name}!`;'] },
  { run: 'grep -c Hello, greet.js; env', usage: { input: 3000, output: 55, cached: 2000 } },
  { text: 'The greeting has a comma now.' },
];

const CASES = [
  { agent: 'claude', driver: 'acp', hasDiffs: true, refused: 'agent_unauthorized' },
  { agent: 'claude', driver: 'command', hasDiffs: true, refused: 'agent_unauthorized' },
  // The adapter says "Authentication required" for a key that is refused and for none.
  { agent: 'codex', driver: 'acp', hasDiffs: true, refused: 'agent_not_logged_in' },
  // `codex exec --json` names the changed files only.
  { agent: 'codex', driver: 'command', hasDiffs: false, refused: 'agent_unauthorized' },
] as const;

describe.each(CASES)('$agent through the $driver driver', ({ agent, driver, hasDiffs, refused }) => {
  test('edits a file, runs a command, answers, and says so in events without its key', async () => {
    const run = await bench.start({ agent, driver, turns: IMPROVE });
    const exit = await run.exit;
    const events = await run.events();
    expect(exit).toMatchObject({
      outcome: 'completed',
      failure: null,
      summary: 'The greeting has a comma now.',
      usage: { inputTokens: 7000, outputTokens: 175, cachedTokens: 4000 },
    });
    expect(exit.sessionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await readFile(path.join(bench.repository.dir, 'greet.js'), 'utf8')).toContain('`Hello, ${name}!`');

    expect(events.map((event) => event.type)).toEqual(expect.arrayContaining(['session', 'prompt', 'turn_end']));
    expect(textOf(events, 'message')).toContain('Reading the file.');
    expect(textOf(events, 'thought')).toContain('A look at it first.');
    const tools = toolsOf(events);
    const edit = tools.find((tool) => tool.kind === 'edit');
    expect(edit).toMatchObject({ status: 'completed' });
    expect(edit?.diffs.join('').includes('`Hello, ${name}!`')).toBe(hasDiffs);
    const command = tools.find((tool) => tool.kind === 'execute' && tool.output.includes(run.runId));
    expect(command).toMatchObject({ status: 'completed' });
    expect(command?.output).toContain('PATH=');
    expect(JSON.stringify([exit, events])).not.toContain(DUMMY_KEY);
  });

  test('fails with the reason and a remedy when its key is refused', async () => {
    const run = await bench.start({ agent, driver, turns: [{ status: 401 }] });
    const exit = await run.exit;
    expect(exit).toMatchObject({ outcome: 'failed', failure: { type: refused } });
    expect(exit.failure?.remedy).toMatch(/log in|login|API_KEY/);
  });

  test('fails when its provider is down', async () => {
    const run = await bench.start({ agent, driver, turns: [{ status: 500 }] });
    expect(await run.exit).toMatchObject({ outcome: 'failed', failure: { type: 'agent_overloaded' } });
  });

  test('fails on a rate limit in the middle of its work', async () => {
    const run = await bench.start({ agent, driver, turns: [{ text: 'I begin.', run: 'echo begun' }, { status: 429 }] });
    const exit = await run.exit;
    expect(exit).toMatchObject({ outcome: 'failed', failure: { type: 'agent_rate_limited' } });
    expect(exit.failure?.remedy).toContain('Wait until the limit resets');
  });

  test('is cancelled within two seconds while its command sleeps, and leaves nothing alive', async () => {
    const run = await bench.start({ agent, driver, turns: [{ run: 'touch started; sleep 60' }, { text: 'Slept.' }] });
    const started = path.join(bench.repository.dir, 'started');
    await expect.poll(() => readFile(started).catch(() => null), { timeout: 20_000 }).not.toBeNull();
    const cancelledAt = Date.now();
    await run.send({ type: 'cancel' });
    expect(await run.exit).toMatchObject({ outcome: 'cancelled', failure: { type: 'cancelled' } });
    expect(Date.now() - cancelledAt).toBeLessThan(2000);
  });

  test('is stopped after its idle limit when the model hangs', async () => {
    const run = await bench.start({ agent, driver, turns: [{ hang: true }], limits: { idleMs: 3000 } });
    expect(await run.exit).toMatchObject({ outcome: 'timed_out', failure: { type: 'idle' } });
    expect(bench.server.requests.at(-1)?.prompts.join('')).toContain('Improve the greeting.');
  });
});
