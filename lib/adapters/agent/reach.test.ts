import { describe, expect, it } from 'vitest';
import { hostsToReach, injectKeys, PLACEHOLDER_KEY } from '@/lib/adapters/agent/reach-network';
import { placeFor } from '@/lib/adapters/agent/reach-places';
import { withoutCovered } from '@/lib/adapters/agent/reach-programs';
import { agentNeeds } from '@/lib/core/agent-needs';
import { AGENT_PRESETS } from '@/lib/core/agents';
import { parseAllowEntry } from '@/lib/core/network-policy';

const hosts = (name: string, env: Record<string, string>, settings: string[] = []): Promise<string[]> =>
  hostsToReach({ needs: agentNeeds(name), env, settings, upstreams: injectKeys(agentNeeds(name), env).upstreams });

describe('what is known of the agents', () => {
  it('are hosts that an allow-list takes', () => {
    const all = AGENT_PRESETS.flatMap(({ name }) => agentNeeds(name).hosts);
    expect(all.filter((host) => !parseAllowEntry(host).ok)).toEqual([]);
  });
  it('holds for a program that a person gave a name of their own', () => {
    expect(agentNeeds('codex-fast', '/opt/codex/bin/codex')).toBe(agentNeeds('codex'));
    expect(agentNeeds('claude', '/usr/bin/codex')).toBe(agentNeeds('claude'));
    expect(agentNeeds('mine', '/usr/bin/constructor').folders).toEqual([]);
  });
});

describe('keys', () => {
  it('go to the gateway, and a placeholder goes in', () => {
    const made = injectKeys(agentNeeds('claude'), { ANTHROPIC_API_KEY: 'secret-one' });
    expect(made).toEqual({
      upstreams: [{ name: 'anthropic', url: 'https://api.anthropic.com', headers: { 'x-api-key': 'secret-one' } }],
      env: {
        ANTHROPIC_BASE_URL: 'http://127.0.0.1:3128/model/anthropic',
        ANTHROPIC_API_KEY: PLACEHOLDER_KEY,
      },
    });
  });
  it('leave none behind where two are set', () => {
    const env = { ANTHROPIC_API_KEY: 'secret-one', ANTHROPIC_AUTH_TOKEN: 'two', ANTHROPIC_BASE_URL: 'http://lan:8/x' };
    const made = injectKeys(agentNeeds('claude'), env);
    expect(made.upstreams).toEqual([
      { name: 'anthropic', url: 'http://lan:8/x', headers: { authorization: 'Bearer two' } },
    ]);
    expect(JSON.stringify(made.env)).not.toMatch(/secret-one|two/);
  });
  it.each([
    ['claude', { ANTHROPIC_API_KEY: 'k', CLAUDE_CODE_USE_BEDROCK: '1' }],
    ['claude', { ANTHROPIC_API_KEY: '' }],
    ['claude', { ANTHROPIC_API_KEY: 'a\r\nx-evil: 1' }],
    ['claude', { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'file:///etc' }],
    ['codex', { OPENAI_API_KEY: 'k' }],
    ['mine', { OPENAI_API_KEY: 'k' }],
  ])('stay as they are for %s with %j', (name, env) => {
    expect(injectKeys(agentNeeds(name), env as Record<string, string>)).toEqual({ upstreams: [], env: {} });
  });
});

describe('hosts', () => {
  it('are the vendor’s where there is no key to set', async () => {
    expect(await hosts('claude', {})).toContain('api.anthropic.com');
    expect(await hosts('claude', { ANTHROPIC_API_KEY: 'k' })).toEqual([]);
  });
  it('are those that variables and settings name, a server of this computer with its port', async () => {
    expect(await hosts('mine', { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' })).toEqual(['127.0.0.1:11434']);
    expect(await hosts('mine', { OPENAI_HOST: 'http://localhost' })).toEqual(['localhost:80']);
    expect(await hosts('mine', { OLLAMA_HOST: '[::1]:11434' })).toEqual(['[::1]:11434']);
    expect(await hosts('mine', { X_BASE_URL: 'https://8.8.8.8/v1' })).toEqual(['8.8.8.8']);
    expect(
      await hosts('mine', {}, ['base_url = "http://127.0.0.1:9/v1"', '{"baseURL": "http://127.0.0.1:8"}']),
    ).toEqual(['127.0.0.1:9', '127.0.0.1:8']);
    expect(
      await hosts('mine', {
        DB_HOST: 'db',
        A_HOST: '127.0.0.1',
        B_HOST: '0.0.0.0:80',
        HOST: '10.0.0.1:1',
        X_BASE_URL: 'file:///x',
        Y_HOST: '',
        Z_URL: 'http://[',
      }),
    ).toEqual([]);
  });
});

describe('places of programs', () => {
  const forbidden = { home: '/nowhere/me', data: '/nowhere/data', adapters: '/nowhere/data/adapters' };
  it.each([
    ['/nowhere/prefix/lib/node_modules/@x/cli/bin/cli.js', '/nowhere/prefix/lib/node_modules/@x/cli'],
    ['/nowhere/me/tools/node_modules/.pnpm/x@1/node_modules/x/cli.js', '/nowhere/me/tools/node_modules'],
    ['/nowhere/me/.local/share/claude/versions/2.1.0', '/nowhere/me/.local/share/claude/versions'],
    ['/nowhere/me/.opencode/bin/opencode', '/nowhere/me/.opencode/bin/opencode'],
    ['/nowhere/me/Downloads/goose', '/nowhere/me/Downloads/goose'],
    ['/nowhere/me/.local/share/tool', '/nowhere/me/.local/share/tool'],
    ['/nowhere/me/.claude/tool', '/nowhere/me/.claude/tool'],
    ['/nowhere/me/tool', '/nowhere/me/tool'],
    ['/home/linuxbrew/.linuxbrew/Cellar/goose/1/bin/goose', '/home/linuxbrew/.linuxbrew'],
    ['/nowhere/data/adapters/a-1/node_modules/@x/a/dist/index.js', '/nowhere/data/adapters/a-1/node_modules'],
    ['/opt/tool/tool', '/opt/tool'],
    ['/usr/bin/node', '/usr/bin/node'],
  ])('%s needs %s', (file, place) => expect(placeFor(file, forbidden)).toBe(place));
  it('are named once, the widest', () => {
    const ro = (source: string, target = source): { source: string; target: string; mode: 'ro' } => ({
      source,
      target,
      mode: 'ro',
    });
    expect(withoutCovered([ro('/a/b'), ro('/a'), ro('/a'), ro('/a', '/x'), ro('/ab')])).toEqual([
      ro('/a'),
      ro('/a', '/x'),
      ro('/ab'),
    ]);
  });
});
