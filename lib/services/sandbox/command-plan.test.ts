import { describe, expect, it } from 'vitest';
import { networkOf, type CommandPlanInput } from './command-plan';
import type { SandboxSpec } from '@/lib/core/experiment';
import type { NetworkMode } from '@/lib/core/sandbox';

const upstream = { name: 'anthropic', url: 'https://api.example.com', headers: {} };
const reach = { argv: ['claude'], mounts: [], hosts: ['api.example.com'], upstreams: [upstream], env: {} };

type Hosts = { allow?: string[]; allowedHosts?: string[] };

function network(mode: NetworkMode, role: CommandPlanInput['role'], { allow = [], allowedHosts = [] }: Hosts = {}) {
  const sandbox = { network: { mode, allow }, setupNetwork: 'full' } as unknown as SandboxSpec;
  return networkOf({ sandbox, allowedHosts, role });
}

describe('networkOf', () => {
  it('gives an agent its model API and what is allowed, each once', () => {
    expect(
      network(
        'agents-only',
        { type: 'agent', reach },
        { allow: ['a.example'], allowedHosts: ['a.example', 'b.example'] },
      ),
    ).toEqual({
      policy: { mode: 'agents-only', allow: ['a.example', 'b.example', 'api.example.com'] },
      upstreams: [upstream],
    });
  });
  it('gives a gate what the agent had, without the model API', () => {
    expect(network('agents-only', { type: 'gate' }, { allow: ['a.example'] })).toEqual({
      policy: { mode: 'agents-only', allow: ['a.example'] },
      upstreams: [],
    });
  });
  it('leaves a gate without any network where nothing is allowed', () => {
    expect(network('agents-only', { type: 'gate' })).toBeNull();
    expect(network('allow-list', { type: 'gate' })).toBeNull();
  });
  it('keeps none none, for the agent too', () => {
    expect(network('none', { type: 'agent', reach }, { allow: ['a.example'] })).toBeNull();
  });
  it('gives the set-up of the base its own policy', () => {
    expect(network('none', { type: 'setup' })).toEqual({ policy: { mode: 'full', allow: [] }, upstreams: [] });
  });
});
