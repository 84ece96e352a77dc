/**
 * The real Claude Code and the real Codex, each through ACP and through its command, in one experiment that is launched
 * in the page; only the model behind them is scripted.
 */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AGENT_PRESETS } from '../lib/core/agents';
import { expect, test } from './fixtures';
import { directive } from './model-server/script';
import { type ModelServer, startModelServer } from './model-server/server';
import { AGENT_CLIS_TIMEOUT_MS, type AgentClis, findAgentClis } from './real-agents/agent-clis';
import { linkAdapters, prepareRealAgents } from './real-agents/prepare';
import { column, openYaml, pressLaunch, showComparison, strip, verdict } from './support/experiment';

const GREET = 'export function greet(name) {\n  return "Hello " + name;\n}\n';
const BETTER = '  return `Hello, ${name}!`;';

const TASK = `Improve the greeting.\n\n${directive({
  turns: [
    { text: 'Reading the file.', read: 'greet.js' },
    { text: 'Changing it.', edit: ['greet.js', '  return "Hello " + name;', BETTER] },
    { run: 'grep -c Hello, greet.js', usage: { input: 3000, output: 55, cached: 2000 } },
    { text: 'The greeting has a comma now.' },
  ],
})}`;

/** `codex exec --json` names the changed files without their lines. */
const VARIANTS = [
  { id: 'claude-acp', agent: 'claude', hasDiff: true },
  { id: 'codex-acp', agent: 'codex', hasDiff: true },
  { id: 'claude-command', agent: 'claude-command', hasDiff: true },
  { id: 'codex-command', agent: 'codex-command', hasDiff: false },
];

let clis: AgentClis | null = null;
let server: ModelServer;
let dir: string;

test.beforeAll(async () => {
  test.setTimeout(AGENT_CLIS_TIMEOUT_MS);
  clis = await findAgentClis();
  server = await startModelServer();
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'bakeoff-real-agents-')));
});

test.afterAll(async () => {
  await server.close();
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
});

test('Claude Code and Codex, through ACP and as commands, work in one experiment of the page', async ({
  page,
  repository,
  home,
}) => {
  test.skip(clis === null, 'the real agent CLIs are not available');
  if (!clis) return;
  test.setTimeout(240_000);
  await repository.write({ 'greet.js': GREET });
  await repository.commit('a greeting');
  await linkAdapters(clis, path.join(home, 'adapters'));
  const file = {
    project: repository.dir,
    name: 'real agents',
    task: TASK,
    limits: { maxParallel: 2, timeout: '3m' },
    variants: VARIANTS.map(({ id, agent }) => ({ id, agent })),
    agents: await agentsOf(clis),
    contract: { gates: [{ name: 'comma', run: "grep -q 'Hello, ' greet.js" }] },
  };
  await openYaml(page, repository.dir, JSON.stringify(file, null, 2));
  await pressLaunch(page);
  for (const { id } of VARIANTS) {
    await expect(column(page, id)).toContainText('Passed', { timeout: 180_000 });
  }

  for (const { id, hasDiff } of VARIANTS) {
    await strip(page)
      .getByRole('link', { name: new RegExp(id) })
      .click();
    const main = page.getByRole('main');
    await expect(main.getByRole('heading', { name: new RegExp(id) })).toBeVisible();
    await expect(main.getByText('The greeting has a comma now.').last()).toBeVisible();
    if (hasDiff)
      await expect(main.getByRole('figure').filter({ hasText: 'greet.js' }).first()).toContainText(BETTER.trim());
    else await expect(main.getByText(/greet\.js/).first()).toBeVisible();
    const facts = page.getByRole('complementary', { name: 'Facts and evidence' });
    await expect(facts).toContainText(/Input tokens\s*7k/);
    await expect(facts).toContainText('comma');
  }

  await showComparison(page);
  await expect(verdict(page)).toContainText('4 of 4 runs passed');
});

/** An agent of the file has one driver, so the commands of the presets are agents of their own. */
async function agentsOf(found: AgentClis): Promise<Record<string, unknown>> {
  const common = { modelServerUrl: server.url, clis: found };
  const acp = await prepareRealAgents({ ...common, dir: path.join(dir, 'acp'), driver: 'acp' });
  const command = await prepareRealAgents({ ...common, dir: path.join(dir, 'command'), driver: 'command' });
  return {
    ...acp.agents,
    'claude-command': asCommand('claude', found.claude, command.agents.claude.env),
    'codex-command': asCommand('codex', found.codex, command.agents.codex.env),
  };
}

function asCommand(name: 'claude' | 'codex', executable: string, env: Record<string, string> | undefined) {
  const preset = AGENT_PRESETS.find((one) => one.name === name)?.command;
  if (!preset) throw new Error(`the preset ${name} has no command`);
  return { command: [executable, ...preset.args], output: preset.dialect, env };
}
