import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAgentCatalog } from '@/lib/adapters/agent/catalog';
import { PLACEHOLDER_KEY } from '@/lib/adapters/agent/reach-network';
import { findExecutable } from '@/lib/adapters/process/user-path';
import type { AgentOverride } from '@/lib/core/experiment';
import type { AgentReach } from '@/lib/schemas/agent-catalog';

const run = promisify(execFile);
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/etc'];
const INSIDE = { HOME: '/home/agent', TMPDIR: '/tmp', PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' };
const bwrap = await findExecutable('bwrap', process.env.PATH ?? '/usr/bin:/bin');
const base = SYSTEM.filter((dir) => existsSync(dir)).flatMap((dir) => ['--ro-bind', dir, dir]);
const lockedIn = [
  ...base,
  '--dev',
  '/dev',
  '--proc',
  '/proc',
  '--tmpfs',
  '/tmp',
  '--dir',
  '/home/agent',
  '--unshare-all',
];
const works =
  bwrap !== null &&
  (await run(bwrap, [...lockedIn, 'true']).then(
    () => true,
    () => false,
  ));
if (!works)
  process.stderr.write('\n*** SKIPPED: bubblewrap does not work here, so nothing is started with its reach ***\n\n');

let root = '';
let home = '';
let data = '';
beforeAll(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'reach-')));
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  home = await mkdtemp(path.join(root, 'home-'));
  data = path.join(home, 'data');
  await mkdir(path.join(data, 'adapters'), { recursive: true });
  await file('secret.txt', 'the person’s own');
});

/** A file below the home; a script when it begins like one. */
async function file(name: string, content: string): Promise<string> {
  const full = path.join(home, name);
  await mkdir(path.dirname(full), { recursive: true });
  await writeFile(full, content, { mode: content.startsWith('#!') ? 0o755 : 0o600 });
  return full;
}

async function link(name: string, to: string): Promise<string> {
  const full = path.join(home, name);
  await mkdir(path.dirname(full), { recursive: true });
  await symlink(to, full);
  return full;
}

type Given = {
  name?: string;
  argv: string[];
  env?: Record<string, string>;
  passEnv?: string[];
  host?: Record<string, string>;
};

function reach({ name = 'mine', argv, env = {}, passEnv = [], host = {} }: Given): Promise<AgentReach> {
  const catalog = createAgentCatalog({ paths: { adapters: path.join(data, 'adapters') }, demoCommand: [] });
  const driver = { type: 'command' as const, argv, dialect: 'text' as const, stdin: 'none' as const };
  const whole = { PATH: INSIDE.PATH, HOME: home, TMPDIR: '/host/tmp', ...host, ...env };
  return catalog.reach({ name, agent: { driver, env, passEnv }, env: whole, inside: INSIDE });
}

/** Starts it as a sandbox would: with the system, and of the rest only what was asked for. */
async function start({ argv, mounts, env }: AgentReach): Promise<string> {
  const shown = mounts.filter(({ target }) => !SYSTEM.some((dir) => target.startsWith(`${dir}/`)));
  const binds = shown.flatMap(({ source, target, mode }) => [mode === 'ro' ? '--ro-bind' : '--bind', source, target]);
  const variables = Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]);
  const { stdout } = await run(bwrap ?? '', [...lockedIn, '--clearenv', ...variables, ...binds, ...argv]);
  return stdout;
}

const CLI = (say: string): string =>
  `#!/usr/bin/env node\nconsole.log('${say}', require('dep'), process.argv[2], process.version)\n`;

async function nodePackage(dir: string, say: string): Promise<string> {
  await file(`${dir}/package.json`, '{"name":"cli"}');
  await file(`${dir}/node_modules/dep/index.js`, 'module.exports = "dependency"');
  return file(`${dir}/bin/cli.js`, CLI(say));
}

describe.runIf(works)('a locked-in agent', () => {
  it('runs when npm installed it for the person', async () => {
    await nodePackage('.npm-global/lib/node_modules/@x/cli', 'from npm');
    await nodePackage('.npm-global/lib/node_modules/other', 'other');
    const program = await link('.npm-global/bin/cli', '../lib/node_modules/@x/cli/bin/cli.js');
    const found = await reach({ argv: [program, 'hi'] });
    expect(await start(found)).toMatch(/^from npm dependency hi v/);
    expect(JSON.stringify(found.mounts)).not.toContain('/other');
  });
  it('runs with the Node.js of a version manager, which others inside find as well', async () => {
    const prefix = '.nvm/versions/node/v99.0.0';
    const node = await file(`${prefix}/bin/node`, '');
    await copyFile(process.execPath, node);
    await chmod(node, 0o755);
    await file(`${prefix}/include/node/node.h`, '');
    await nodePackage(`${prefix}/lib/node_modules/cli`, 'from nvm');
    const program = await link(`${prefix}/bin/cli`, '../lib/node_modules/cli/bin/cli.js');
    const found = await reach({ argv: [program, 'hi'], host: { PATH: `${path.dirname(program)}:${INSIDE.PATH}` } });
    expect(await start(found)).toMatch(/^from nvm dependency hi v/);
    expect(found.env.PATH?.split(':')[0]).toBe(path.dirname(node));
    expect(found.mounts.map(({ source }) => source)).toContain(path.join(home, prefix));
  });
  it('runs when it is one compiled file behind a link', async () => {
    const version = await file('.local/share/claude/versions/2.1.0', '');
    await copyFile('/bin/echo', version);
    await chmod(version, 0o755);
    await file('.local/share/keyrings/login', 'secret');
    const program = await link('.local/bin/claude', version);
    const found = await reach({ argv: [program, 'compiled'] });
    expect(await start(found)).toBe('compiled\n');
    expect(found.mounts).toEqual([{ source: path.dirname(version), target: path.dirname(version), mode: 'ro' }]);
  });
  it('runs behind a wrapper script, below the home or not', async () => {
    const inner = await file('tools/inner', '#!/bin/sh\necho inner "$@"\n');
    await file('tools/home-tool', '#!/bin/sh\necho at home "$@"\n');
    const one = await file('bin/one', `#!/bin/sh\ncat ${home}/secret.txt 2>/dev/null\nexec ${inner} "$@"\n`);
    const two = await file('bin/two', '#!/bin/sh\nexec "$HOME/tools/home-tool" "$@"\n');
    expect(await start(await reach({ argv: [one, 'a'] }))).toBe('inner a\n');
    expect(await start(await reach({ argv: [two, 'b'] }))).toBe('at home b\n');
  });
  it('runs as a person’s own script with its interpreter, and with files that its command names', async () => {
    const script = await file(
      'agents/mine.mjs',
      "import fs from 'node:fs'; console.log(fs.readFileSync(process.argv[2], 'utf8'))",
    );
    const rules = await file('agents/rules.md', 'rules');
    expect(await start(await reach({ argv: [process.execPath, script, rules] }))).toBe('rules\n');
  });
  it('sees nothing else of the home', async () => {
    const look = await file(
      'bin/look',
      `#!/bin/sh\nls -A ${home} ${home}/bin; cat ${home}/secret.txt || echo hidden\n`,
    );
    const out = await start(await reach({ argv: [look] }));
    expect(out).toContain('hidden');
    expect(out).not.toContain('the person’s own');
    expect(out).not.toContain('data');
  });
});

describe('what is never shown', () => {
  it('are the home, a project and the data folder', async () => {
    await mkdir(path.join(home, 'project', '.git'), { recursive: true });
    await file('project/package.json', '{}');
    const script = await file('project/agent.js', '');
    const token = await file('data/token', 'x');
    const given = [
      '/',
      home,
      path.dirname(home),
      path.join(home, 'project'),
      data,
      token,
      path.join(data, 'adapters', '..'),
    ];
    const sneaky = await link('sneaky', home);
    const { mounts } = await reach({ argv: [process.execPath, script, ...given, sneaky] });
    expect(mounts.map(({ source }) => source).filter((source) => source.startsWith(root))).toEqual([script]);
    expect(mounts.every(({ mode }) => mode === 'ro')).toBe(true);
  });
});

describe('logins', () => {
  it('are the one file each, writable; settings are not; the folder is the sandbox’s own', async () => {
    const login = await file('.claude/.credentials.json', '{}');
    const settings = await file('.claude/settings.json', '{}');
    await file('.claude/history.jsonl', 'private');
    const { mounts, hosts, upstreams } = await reach({ name: 'claude', argv: ['/bin/echo'] });
    expect(mounts.filter(({ target }) => target.startsWith(INSIDE.HOME))).toEqual([
      { source: settings, target: '/home/agent/.claude/settings.json', mode: 'ro' },
      { source: login, target: '/home/agent/.claude/.credentials.json', mode: 'rw' },
    ]);
    expect(hosts).toContain('api.anthropic.com');
    expect(upstreams).toEqual([]);
  });
  it('stay out where there is a key, which the gateway sets', async () => {
    await file('.claude/.credentials.json', '{}');
    const host = { ANTHROPIC_API_KEY: 'sk-real', ANTHROPIC_BASE_URL: 'http://127.0.0.1:9999' };
    const found = await reach({ name: 'claude', argv: ['/bin/echo'], passEnv: Object.keys(host), host });
    expect(found.upstreams).toEqual([
      { name: 'anthropic', url: host.ANTHROPIC_BASE_URL, headers: { 'x-api-key': 'sk-real' } },
    ]);
    expect(found.env).toMatchObject({ ANTHROPIC_API_KEY: PLACEHOLDER_KEY, HOME: INSIDE.HOME, TMPDIR: INSIDE.TMPDIR });
    expect(JSON.stringify([found.env, found.mounts, found.hosts])).not.toMatch(/sk-real|credentials|9999/);
  });
  it('come from the folder that the person named, under the usual name inside', async () => {
    const dir = path.join(home, 'elsewhere');
    const config = await file('elsewhere/config.toml', '[model_providers.x]\nbase_url = "http://127.0.0.1:9999/v1"\n');
    const login = await file('elsewhere/auth.json', '{}');
    const env = { CODEX_HOME: dir };
    const found = await reach({ name: 'codex', argv: ['/bin/echo'], env });
    expect(found.mounts).toEqual(
      expect.arrayContaining([
        { source: config, target: '/home/agent/.codex/config.toml', mode: 'ro' },
        { source: login, target: '/home/agent/.codex/auth.json', mode: 'rw' },
      ]),
    );
    expect(found.hosts).toContain('127.0.0.1:9999');
    expect(found.env.CODEX_HOME).toBeUndefined();
    const keyed = await reach({ name: 'codex', argv: ['/bin/echo'], env: { ...env, OPENAI_API_KEY: 'sk-own' } });
    expect(keyed.mounts.some(({ source }) => source === login)).toBe(false);
    expect(keyed.env.OPENAI_API_KEY).toBe('sk-own');
  });
  it('leave the host’s own folders and proxies out of the environment', async () => {
    const host = { XDG_DATA_HOME: '/x', HTTPS_PROXY: 'http://proxy', SHELL: '/bin/fish', OTHER: 'not named' };
    const found = await reach({
      argv: ['/bin/echo'],
      passEnv: ['XDG_DATA_HOME', 'HTTPS_PROXY', 'SHELL'],
      env: { MINE: '1' },
      host,
    });
    expect(found.env).toEqual({ ...INSIDE, MINE: '1' });
  });
});

const clis = fileURLToPath(new URL('../../../.cache/agent-clis/installed', import.meta.url));
describe.runIf(works && existsSync(clis))('the real agents, where they are at hand', () => {
  it.each(['claude', 'codex'])('%s starts with its reach alone', async (name) => {
    const executable = path.join(clis, 'clis', 'node_modules', '.bin', name);
    const override: AgentOverride = { driver: 'command', executable, passEnv: [], env: {} } as never;
    const catalog = createAgentCatalog({ paths: { adapters: path.join(data, 'adapters') }, demoCommand: [] });
    const agent = await catalog.resolve({ name, override, model: null });
    if (!agent.ok) throw new Error(agent.error.message);
    const env = { PATH: INSIDE.PATH, HOME: home };
    const found = await catalog.reach({ name, agent: agent.value, env, inside: INSIDE });
    expect(await start({ ...found, argv: [found.argv[0] ?? '', '--version'] })).toMatch(/\d+\.\d+\.\d+/);
  });
  it.each(['claude', 'codex'])('the adapter of %s finds what it needs', async (name) => {
    const modules = path.join(clis, 'adapters', 'node_modules');
    const catalog = createAgentCatalog({ paths: { adapters: path.join(data, 'adapters') }, demoCommand: [] });
    const executable = path.join(clis, 'clis', 'node_modules', '.bin', name);
    for (const adapter of ['claude-agent-acp-0.100.0', 'codex-acp-2.6.0']) {
      await mkdir(path.join(data, 'adapters', adapter));
      await symlink(modules, path.join(data, 'adapters', adapter, 'node_modules'));
    }
    const override: AgentOverride = { driver: 'acp', executable, passEnv: [], env: {} } as never;
    const agent = await catalog.resolve({ name, override, model: null });
    if (!agent.ok) throw new Error(agent.error.message);
    const env = { PATH: INSIDE.PATH, HOME: home, ...agent.value.env };
    const found = await catalog.reach({ name, agent: agent.value, env, inside: INSIDE });
    const shown = [...found.argv, ...Object.values(found.env)].filter((text) => text.startsWith(clis));
    expect(shown).toHaveLength(2);
    const script = `for f in "$@"; do test -r "$f" || echo missing $f; done; echo looked`;
    expect(await start({ ...found, argv: ['sh', '-c', script, 'sh', ...shown] })).toBe('looked\n');
  });
});
