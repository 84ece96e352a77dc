import { describe, expect, it } from 'vitest';
import type { DockerPlan } from '@/lib/schemas/launch-plan';
import { accountFiles, containerOptions, overlayOptions } from './container-options';

const plan: DockerPlan = {
  type: 'docker',
  id: 'r1',
  workspace: '/data/sandboxes/r1/ws',
  home: '/data/sandboxes/r1/home',
  tmp: '/data/sandboxes/r1/tmp',
  io: '/data/sandboxes/r1/io',
  mounts: [{ source: '/data/hub:1/objects', target: '/data/hub:1/objects', mode: 'ro' }],
  overlays: [{ lower: '/l', upper: '/u', work: '/w', target: '/workspace/node_modules' }],
  limits: { cpus: 1.5, memoryBytes: 2 ** 30, pids: 100, diskBytes: 2 ** 31 },
  gateway: null,
  engine: '/var/run/docker.sock',
  podman: false,
  userns: null,
  image: 'sha256:abc',
  labels: { 'bakeoff.sandbox': 'r1' },
  bridge: null,
  user: '61000:61000',
  runtime: null,
};
const facts = { name: 'n', maxFiles: 1024, maxProcesses: 2048, starter: '7:99', volumes: ['v1'] };
const command = { argv: ['claude', '-p', 'a b'], cwd: '/workspace', env: { A: '1=2', B: '' } };

describe('containerOptions', () => {
  it('keeps the image’s own search path behind what the command brings along', () => {
    const envOf = (PATH: string, searchPath?: string): unknown =>
      containerOptions(searchPath === undefined ? plan : { ...plan, searchPath }, { ...command, env: { PATH } }, facts)
        .Env;
    expect(envOf('/opt/agent/bin', '/usr/bin:/bin')).toEqual(['PATH=/opt/agent/bin:/usr/bin:/bin']);
    expect(envOf('', '/usr/bin:/bin')).toEqual(['PATH=/usr/bin:/bin']);
    expect(envOf('')).toEqual([]);
  });
  it('runs the command itself, whatever the image would start', () => {
    const options = containerOptions(plan, command, facts);
    expect(options).toMatchObject({ Entrypoint: ['claude'], Cmd: ['-p', 'a b'], Env: ['A=1=2', 'B='] });
    expect(options).toMatchObject({ User: '61000:61000', WorkingDir: '/workspace', Image: 'sha256:abc' });
  });
  it('gives no rights, no network and no writable system', () => {
    const { HostConfig } = containerOptions(plan, command, facts);
    expect(HostConfig).toMatchObject({ NetworkMode: 'none', CapDrop: ['ALL'], ReadonlyRootfs: true, Init: true });
    expect(HostConfig?.SecurityOpt).toContain('no-new-privileges');
    for (const name of ['Privileged', 'CapAdd', 'PidMode', 'Devices', 'Binds', 'UsernsMode', 'Runtime']) {
      expect(HostConfig).not.toHaveProperty(name);
    }
  });
  it('holds what is limited, and no more', () => {
    const { HostConfig } = containerOptions(plan, command, facts);
    expect(HostConfig).toMatchObject({ Memory: 2 ** 30, MemorySwap: 2 ** 30, CpuQuota: 150_000, PidsLimit: 100 });
    expect(HostConfig?.Ulimits).toContainEqual({ Name: 'fsize', Soft: 2 ** 31, Hard: 2 ** 31 });
    const limits = { cpus: null, memoryBytes: null, pids: null, diskBytes: null };
    const free = containerOptions({ ...plan, limits }, command, facts).HostConfig;
    expect(free).not.toHaveProperty('Memory');
    expect(free).not.toHaveProperty('PidsLimit');
    expect(free?.Ulimits?.map(({ Name }) => Name)).toEqual(['nofile', 'nproc', 'core']);
  });
  it('shows only what is named, and writes only to what is its own', () => {
    const mounts = containerOptions(plan, command, facts).HostConfig?.Mounts ?? [];
    const writable = mounts.filter(({ ReadOnly }) => ReadOnly !== true).map(({ Target }) => Target);
    expect(writable).toEqual(['/workspace', '/home/agent', '/tmp', '/workspace/node_modules']);
    expect(mounts.find(({ Source }) => Source === '/data/hub:1/objects')?.ReadOnly).toBe(true);
    expect(mounts.find(({ Type }) => Type === 'volume')).toMatchObject({ Source: 'v1' });
  });
  it('puts the bridge before the command', () => {
    const gateway = { socket: '/tmp/s', policy: { mode: 'none' as const, allow: [] }, upstreams: [] };
    const bridge = ['node', '/run/bakeoff/bridge.cjs'];
    const { Entrypoint, Cmd } = containerOptions({ ...plan, gateway, bridge }, command, facts);
    expect([Entrypoint, Cmd].flat()).toEqual([...bridge, '/run/bakeoff/gateway.sock', '--', 'claude', '-p', 'a b']);
  });
  it('passes another runtime and user namespace on', () => {
    const { HostConfig } = containerOptions({ ...plan, runtime: 'runsc', userns: 'keep-id' }, command, facts);
    expect(HostConfig).toMatchObject({ Runtime: 'runsc', UsernsMode: 'keep-id' });
  });
  it('labels it with whom it belongs to and who started it', () => {
    const { Labels } = containerOptions(plan, command, facts);
    expect(Labels).toEqual({ 'bakeoff.sandbox': 'r1', 'bakeoff.starter': '7:99' });
  });
});

describe('overlayOptions', () => {
  it('refuses names that would become other options', () => {
    const overlay = { lower: '/l', upper: '/u', work: '/w' };
    expect(overlayOptions(overlay).o).toBe('lowerdir=/l,upperdir=/u,workdir=/w');
    for (const lower of ['/a,upperdir=/etc', '/a:/etc', '/a\\b']) {
      expect(() => overlayOptions({ ...overlay, lower })).toThrow(/can't be shared/);
    }
  });
});

describe('accountFiles', () => {
  it('names the user of the sandbox', () => {
    const { passwd, group } = accountFiles('61000:61001');
    expect(passwd).toContain('agent:x:61000:61001:agent:/home/agent:/bin/sh\n');
    expect(group).toContain('agent:x:61001:\n');
  });
  it('has one entry for root', () => {
    expect(accountFiles('0:0').passwd.match(/:x:0:/g)).toHaveLength(1);
    expect(accountFiles('0:0').group.match(/:x:0:/g)).toHaveLength(1);
  });
});
