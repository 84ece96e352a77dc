import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installAdapter } from './adapters';
import { createAgentCatalog } from './catalog';
import { detectAgents } from './detect';
import type { ResolvedAgent } from '@/lib/schemas/agent-catalog';
import { resolveAgent, type ResolveAgent } from './resolve';
import type { AgentOverride } from '@/lib/core/experiment';
import { err } from '@/lib/core/result';

const before = { ...process.env };
let dir: string;
let adaptersDir: string;
const bin = (name: string): string => path.join(dir, 'bin', name);

async function program(file: string, script: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

async function adapter(name: string, version: string, entry = 'dist/index.js'): Promise<void> {
  const root = path.join(adaptersDir, `${name}-${version}`, 'node_modules/@agentclientprotocol', name);
  await mkdir(path.dirname(path.join(root, entry)), { recursive: true });
  await writeFile(path.join(root, 'package.json'), JSON.stringify({ name, version }));
  await writeFile(path.join(root, entry), '');
}

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'bakeoff-agents-'));
  adaptersDir = path.join(dir, 'adapters');
  // A version manager's folder that is not on the PATH, and a CLI that was installed by npm.
  await program(path.join(dir, 'home/.nvm/versions/node/v9.0.0/bin/gemini'), 'echo old');
  await program(path.join(dir, 'home/.nvm/versions/node/v22.1.0/bin/gemini'), 'echo 0.61.0');
  const pkg = path.join(dir, 'lib/node_modules/@openai/codex');
  await program(path.join(pkg, 'bin/codex.js'), 'touch "$0.was-started"; echo wrong 9.9.9');
  await writeFile(path.join(pkg, 'package.json'), JSON.stringify({ name: '@openai/codex', version: '0.169.0' }));
  await mkdir(path.join(dir, 'bin'));
  await symlink(path.join(pkg, 'bin/codex.js'), bin('codex'));
  await program(bin('claude'), 'echo "2.1.329 (Claude Code)"');
  await program(bin('my-agent'), 'true');
  await adapter('claude-agent-acp', '0.100.0');
  process.env = {
    ...before,
    PATH: `${dir}/bin:/usr/bin:/bin`,
    HOME: path.join(dir, 'home'),
    MY_API_KEY: 'my-secret-key',
  };
});

afterAll(async () => {
  process.env = before;
  await rm(dir, { recursive: true, force: true });
});

const override = (over: Partial<AgentOverride>): AgentOverride => ({
  driver: null,
  executable: null,
  command: null,
  output: null,
  model: null,
  env: {},
  passEnv: [],
  ...over,
});

async function resolve(name: string, over: Partial<ResolveAgent> = {}): Promise<ResolvedAgent> {
  const result = await resolveAgent({
    name,
    override: null,
    model: null,
    adaptersDir,
    demoCommand: ['node', 'demo.mjs'],
    ...over,
  });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe('resolveAgent', () => {
  it("drives Claude Code through its adapter with the user's own CLI", async () => {
    const { driver, env, passEnv } = await resolve('claude', { model: 'sonnet' });
    expect(driver).toMatchObject({ type: 'acp', bypassMode: 'bypassPermissions', resumeSessionId: null });
    expect(driver.argv[0]).toBe(process.execPath);
    expect(driver.argv[1]).toMatch(/claude-agent-acp-0\.100\.0\/.*dist\/index\.js$/);
    expect(env).toMatchObject({
      CLAUDE_CODE_EXECUTABLE: bin('claude'),
      ANTHROPIC_MODEL: 'sonnet',
      DISABLE_AUTOUPDATER: '1',
    });
    expect(env.IS_SANDBOX).toBe(process.getuid?.() === 0 ? '1' : undefined);
    expect(passEnv).toContain('ANTHROPIC_API_KEY');
    expect(passEnv).toContain('HTTPS_PROXY');
  });
  it('drives it as a command where the experiment says so, with the prompt on standard input', async () => {
    const { driver } = await resolve('claude', { model: 'opus', override: override({ driver: 'command' }) });
    expect(driver).toMatchObject({ type: 'command', dialect: 'claude-stream-json', stdin: 'prompt' });
    expect(driver.argv.slice(0, 4)).toEqual([bin('claude'), '-p', '--model', 'opus']);
    expect(driver.argv).toContain('--dangerously-skip-permissions');
  });
  it('puts the model of Codex behind its subcommand', async () => {
    const { driver } = await resolve('codex', { model: 'gpt-5.5', override: override({ driver: 'command' }) });
    expect(driver.argv.slice(0, 4)).toEqual([bin('codex'), 'exec', '-m', 'gpt-5.5']);
    expect(driver.argv.at(-1)).toBe('-');
  });
  it('finds the newest CLI of a version manager that is not on the PATH', async () => {
    const { driver } = await resolve('gemini', { model: 'gemini-2.5-pro' });
    expect(driver.argv).toEqual([
      path.join(dir, 'home/.nvm/versions/node/v22.1.0/bin/gemini'),
      '--acp',
      '-m',
      'gemini-2.5-pro',
    ]);
  });
  it('takes the executable, environment and variables of the experiment', async () => {
    const over = override({ executable: bin('my-agent'), env: { DISABLE_AUTOUPDATER: '0' }, passEnv: ['MINE'] });
    const { env, passEnv } = await resolve('claude', { override: over });
    expect(env).toMatchObject({ CLAUDE_CODE_EXECUTABLE: bin('my-agent'), DISABLE_AUTOUPDATER: '0' });
    expect(passEnv).toContain('MINE');
  });
  it('knows the demo agent, which needs nothing installed', async () => {
    const { driver, passEnv } = await resolve('demo');
    expect(driver).toEqual({
      type: 'command',
      argv: ['node', 'demo.mjs', '{promptFile}'],
      dialect: 'claude-stream-json',
      stdin: 'none',
    });
    expect(passEnv).toContain('BAKEOFF_DEMO_SPEED');
  });
  it('takes an agent that the experiment describes', async () => {
    const command = ['my-agent', '--model={model}', '--prompt', '{prompt}'];
    const { driver } = await resolve('mine', { model: 'm1', override: override({ command, output: 'codex-jsonl' }) });
    expect(driver).toEqual({
      type: 'command',
      argv: [bin('my-agent'), '--model=m1', '--prompt', '{prompt}'],
      dialect: 'codex-jsonl',
      stdin: 'none',
    });
    const acp = await resolve('mine', {
      override: override({ command: ['my-agent', 'acp'], driver: 'acp' }),
      model: 'm',
    });
    expect(acp.driver).toMatchObject({ type: 'acp', argv: [bin('my-agent'), 'acp'], config: { model: 'm' } });
  });
  it.each([
    ['nobody', {}, 'There is no agent called nobody.', 'describe it under `agents: nobody: command`'],
    ['opencode', { executable: 'no-such-cli' }, 'OpenCode was not found', 'npm install -g opencode-ai'],
    ['codex', {}, 'The adapter through which Bakeoff drives Codex', '@agentclientprotocol/codex-acp@2.6.0'],
    ['mine', { command: ['no-such-program'] }, 'no-such-program', 'absolute path'],
    ['demo', { driver: 'acp' as const }, 'Demo agent has no acp driver', 'Leave out'],
    ['claude', { executable: '/nowhere/claude' }, 'looked for /nowhere/claude', 'executable'],
  ])('says what is missing of %s and what to do', async (...[name, over, message, remedy]) => {
    const given = Object.keys(over).length === 0 ? null : override(over);
    const input = { name, override: given, model: null, adaptersDir, demoCommand: ['node'] };
    expect(await resolveAgent(input)).toEqual(
      err({
        type: 'agent_missing',
        message: expect.stringContaining(message),
        remedy: expect.stringContaining(remedy),
      }),
    );
  });
});

describe('detectAgents', () => {
  it('tells status, version and what to do, in the order of the presets', async () => {
    const agents = await detectAgents({ adapters: adaptersDir });
    const found = new Map(agents.map((agent) => [agent.name, agent]));
    expect(agents[0]?.name).toBe('claude');
    expect(found.get('claude')).toMatchObject({ status: 'ready', version: '2.1.329', executable: bin('claude') });
    expect(found.get('codex')).toMatchObject({ status: 'adapter_missing', version: '0.169.0' });
    expect(found.get('codex')?.install).toContain('--omit=optional --ignore-scripts');
    expect(found.get('gemini')).toMatchObject({ status: 'ready', version: '0.61.0' });
    const missing = agents.filter((agent) => agent.status === 'missing');
    expect(missing.every((agent) => agent.executable === null && agent.install !== '')).toBe(true);
    expect(found.get('demo')).toMatchObject({ status: 'ready', executable: null });
  });
  it('does not take an adapter of another version for the right one', async () => {
    await adapter('codex-acp', '2.6.0');
    await writeFile(
      path.join(adaptersDir, 'codex-acp-2.6.0/node_modules/@agentclientprotocol/codex-acp/package.json'),
      JSON.stringify({ version: '2.5.0' }),
    );
    const agents = await detectAgents({ adapters: adaptersDir });
    expect(agents.find((agent) => agent.name === 'codex')?.status).toBe('adapter_missing');
    await rm(path.join(adaptersDir, 'codex-acp-2.6.0'), { recursive: true });
  });
});

describe('installAdapter', () => {
  it('does nothing where nothing is needed, and knows its agents', async () => {
    expect(await installAdapter('claude', adaptersDir, () => undefined)).toEqual({ ok: true, value: null });
    expect(await installAdapter('gemini', adaptersDir, () => undefined)).toEqual({ ok: true, value: null });
    const unknown = await installAdapter('nobody', adaptersDir, () => undefined);
    expect(unknown).toMatchObject({ ok: false, error: { remedy: 'Agents with an adapter: claude, codex.' } });
  });
  it('tells what npm said when it failed, and how to do it by hand', async () => {
    await program(bin('npm'), 'echo "npm error: no such host"; exit 1');
    const seen: string[] = [];
    const result = await installAdapter('codex', adaptersDir, (text) => seen.push(text));
    expect(result).toMatchObject({ ok: false });
    expect(result.ok ? '' : result.error.message).toContain('no such host');
    expect(result.ok ? '' : result.error.remedy).toContain('npm install @agentclientprotocol/codex-acp@2.6.0');
    expect(seen.join('')).toContain('no such host');
  });
});

describe('the secrets of the host', () => {
  it('are the values that look like some, and the address of the database', () => {
    process.env.DATABASE_URL = 'postgres://u:pw@host/db';
    const catalog = createAgentCatalog({ paths: { adapters: adaptersDir }, demoCommand: [] });
    expect(catalog.secrets()).toEqual(expect.arrayContaining(['my-secret-key', 'postgres://u:pw@host/db']));
    expect(catalog.secrets()).not.toContain(process.env.PATH);
  });
});
