/** The real Claude Code and the real Codex under the real runner; only the model behind them is scripted. */
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ScriptInput } from '@/e2e/model-server/script';
import { directive } from '@/e2e/model-server/script';
import type { ModelServer } from '@/e2e/model-server/server';
import { startModelServer } from '@/e2e/model-server/server';
import { AGENT_CLIS_TIMEOUT_MS, findAgentClis } from '@/e2e/real-agents/agent-clis';
import type { AgentClis } from '@/e2e/real-agents/agent-clis';
import { DUMMY_KEY } from '@/e2e/real-agents/prepare';
import type { DriverType, RealAgentName, RealRun, RunOptions } from '@/e2e/real-agents/run-real-agent';
import { runRealAgent } from '@/e2e/real-agents/run-real-agent';
import { findTagged } from '@/lib/adapters/process/process-table';
import type { RunEvent } from '@/lib/schemas/agent-event';
import { RUN_TAG } from '@/lib/schemas/runner';
import type { TempRepository } from '@/lib/testing/temp-repository';
import { createTempRepository } from '@/lib/testing/temp-repository';

let clis: AgentClis | null;
let server: ModelServer;
let repository: TempRepository;
let dir: string;
let runs: RealRun[];

beforeAll(async () => {
  clis = await findAgentClis();
  server = await startModelServer();
}, AGENT_CLIS_TIMEOUT_MS);
afterAll(async () => {
  await server.close();
});
beforeEach(async (context) => {
  runs = [];
  if (!clis) context.skip('the agent CLIs are not available');
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'real-agent-')));
  repository = await createTempRepository({
    'greet.js': 'export function greet(name) {\n  return "Hello " + name;\n}\n',
  });
});
afterEach(async () => {
  for (const run of runs) {
    await run.exit;
    expect(await tagged(run)).toEqual([]);
  }
  if (runs.length === 0) return;
  await repository.cleanup();
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
});

const tagged = async (run: RealRun): Promise<number[]> =>
  (await findTagged({ name: RUN_TAG, value: run.runId })).map((row) => row.pid);

const EDIT: ScriptInput['turns'] = [
  { think: 'A look at it first.', text: 'Reading the file.', read: 'greet.js' },
  { text: 'Changing it.', edit: ['greet.js', '  return "Hello " + name;', '  return `Hello, ${name}!`;'] },
  { run: 'echo "checked: $(grep -c Hello, greet.js)"', usage: { input: 3000, output: 55, cached: 2000 } },
  { text: 'The greeting has a comma now.' },
];

type Case = { agent: RealAgentName; driver: DriverType };
const CASES: Case[] = [
  { agent: 'claude', driver: 'acp' },
  { agent: 'claude', driver: 'command' },
  { agent: 'codex', driver: 'acp' },
  { agent: 'codex', driver: 'command' },
];

async function start(options: Case & { turns: ScriptInput['turns'] } & Partial<RunOptions>): Promise<RealRun> {
  const { turns, ...rest } = options;
  const run = await runRealAgent({
    clis: clis!,
    modelServerUrl: server.url,
    dir,
    workspace: repository.dir,
    prompt: `Improve the greeting.\n\n${directive({ turns })}`,
    ...rest,
  });
  runs.push(run);
  return run;
}

type Tool = { kind: string | undefined; status: string | undefined; diffs: string[]; output: string };

/** Tool calls as a page would show them, after all their events. */
function toolsOf(events: RunEvent[]): Tool[] {
  const tools = new Map<string, Tool>();
  for (const event of events) {
    if (event.type !== 'tool') continue;
    const tool = tools.get(event.id) ?? { kind: undefined, status: undefined, diffs: [], output: '' };
    tool.kind = event.kind ?? tool.kind;
    tool.status = event.status ?? tool.status;
    if (event.content) {
      tool.diffs = event.content.flatMap((content) => (content.type === 'diff' ? [content.newText] : []));
      tool.output = event.content.flatMap((content) => (content.type === 'text' ? [content.text] : [])).join('\n');
    }
    tool.output += event.outputDelta ?? '';
    tools.set(event.id, tool);
  }
  return [...tools.values()];
}

const messagesOf = (events: RunEvent[]): string =>
  events.flatMap((event) => (event.type === 'message' ? [event.text] : [])).join('');

describe.each(CASES)('$agent through the $driver driver', ({ agent, driver }) => {
  test('edits a file, runs a command, answers, and says so in events', async () => {
    const run = await start({ agent, driver, turns: EDIT });
    const exit = await run.exit;
    expect(exit).toMatchObject({ outcome: 'completed', failure: null, summary: 'The greeting has a comma now.' });
    expect(exit.sessionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(exit.usage).toMatchObject({ outputTokens: 175, cachedTokens: 4000 });
    expect(await readFile(path.join(repository.dir, 'greet.js'), 'utf8')).toContain('`Hello, ${name}!`');

    const events = await run.events();
    expect(events.map((event) => event.type)).toEqual(expect.arrayContaining(['session', 'prompt', 'turn_end']));
    expect(messagesOf(events)).toContain('Reading the file.');
    expect(events.some((event) => event.type === 'thought' && event.text.includes('A look'))).toBe(true);
    const tools = toolsOf(events);
    const executed = tools.find((tool) => tool.kind === 'execute' && tool.output.includes('checked: 1'));
    expect(executed).toMatchObject({ status: 'completed' });
    expect(tools.find((tool) => tool.kind === 'edit')).toMatchObject({ status: 'completed' });
  });

  test('shows the change as a diff, where the format has one', async (context) => {
    if (agent === 'codex' && driver === 'command') context.skip('`codex exec --json` names files only');
    const run = await start({ agent, driver, turns: EDIT });
    await run.exit;
    const edit = toolsOf(await run.events()).find((tool) => tool.kind === 'edit');
    expect(edit?.diffs.join('')).toContain('`Hello, ${name}!`');
  });

  test('keeps the key out of what it writes down', async () => {
    const run = await start({ agent, driver, turns: [{ run: 'env | sort' }, { text: 'That is all.' }] });
    const exit = await run.exit;
    const written = JSON.stringify([exit, await run.events()]);
    expect(written).toContain(run.runId);
    expect(written).not.toContain(DUMMY_KEY);
  });

  test('fails with the reason and a remedy when its key is refused', async () => {
    const run = await start({ agent, driver, turns: [{ status: 401 }] });
    const exit = await run.exit;
    expect(exit.outcome).toBe('failed');
    expect(['agent_unauthorized', 'agent_not_logged_in']).toContain(exit.failure?.type);
    expect(exit.failure?.remedy).toMatch(/log in|login|API_KEY/);
  });

  test.each([
    { status: 429, type: 'agent_rate_limited' },
    { status: 529, type: 'agent_overloaded' },
    { status: 500, type: 'agent_overloaded' },
  ])('fails as $type on status $status', async ({ status, type }) => {
    const run = await start({ agent, driver, turns: [{ status }] });
    const exit = await run.exit;
    expect(exit).toMatchObject({ outcome: 'failed', failure: { type } });
    expect(exit.failure?.remedy).not.toBe('');
  });

  test('fails on a rate limit in the middle of its work', async () => {
    const run = await start({ agent, driver, turns: [{ text: 'I begin.', run: 'echo begun' }, { status: 429 }] });
    expect(await run.exit).toMatchObject({ outcome: 'failed', failure: { type: 'agent_rate_limited' } });
  });

  test('is cancelled within two seconds while its command sleeps', async () => {
    const run = await start({ agent, driver, turns: [{ run: 'touch started; sleep 60' }, { text: 'Slept.' }] });
    const started = path.join(repository.dir, 'started');
    await expect.poll(() => readFile(started).catch(() => null), { timeout: 20_000 }).not.toBeNull();
    const cancelledAt = Date.now();
    await run.send({ type: 'cancel' });
    expect(await run.exit).toMatchObject({ outcome: 'cancelled', failure: { type: 'cancelled' } });
    expect(Date.now() - cancelledAt).toBeLessThan(2000);
  });

  test('is stopped after its idle limit when the model hangs', async () => {
    const run = await start({ agent, driver, turns: [{ hang: true }], limits: { idleMs: 3000 } });
    expect(await run.exit).toMatchObject({ outcome: 'timed_out', failure: { type: 'idle' } });
    expect(server.requests.at(-1)?.prompts.join('')).toContain('Improve the greeting.');
  });
});
