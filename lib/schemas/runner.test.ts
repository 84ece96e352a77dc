import { describe, expect, it } from 'vitest';
import type { BubblewrapPlan, GatewayPlan } from '@/lib/schemas/launch-plan';
import { runnerSpecSchema, withoutSecrets, type RunnerSpec } from './runner';

const KEY = 'very-secret-value';
const gateway: GatewayPlan = {
  socket: '/tmp/s',
  policy: { mode: 'allow-list', allow: ['example.com'] },
  upstreams: [{ name: 'm', url: `https://user:${KEY}@example.com`, headers: { 'x-api-key': KEY } }],
};
const box: BubblewrapPlan = {
  type: 'bubblewrap',
  id: 'r1',
  workspace: '/d/ws',
  home: '/d/home',
  tmp: '/d/tmp',
  io: '/d/io',
  mounts: [],
  overlays: [],
  limits: { cpus: null, memoryBytes: null, pids: null, diskBytes: null },
  gateway,
  program: '/usr/bin/bwrap',
  version: '0.8.0',
  limitsBy: 'rlimit',
  dropTo: null,
};
const spec: RunnerSpec = {
  runId: 'r1',
  agent: 'claude',
  cwd: '/workspace',
  launch: box,
  env: { KEY },
  driver: { type: 'command', argv: ['claude'], dialect: 'text', stdin: 'none' },
  prompt: 'the task',
  permissions: 'grant',
  limits: { timeoutMs: 1, idleMs: 1, maxTurns: null, maxToolCalls: null, budgetUsd: null },
  secrets: [KEY],
};

describe('withoutSecrets', () => {
  it('keeps no key of a sandbox with a gateway, and stays a spec', () => {
    const kept = withoutSecrets(spec);
    expect(JSON.stringify(kept)).not.toContain(KEY);
    expect(runnerSpecSchema.parse(kept)).toEqual({
      ...spec,
      env: {},
      secrets: [],
      launch: { ...box, gateway: { ...gateway, upstreams: [] } },
    });
    expect(spec.env).toEqual({ KEY });
  });

  it('leaves a plan without a gateway as it is', () => {
    for (const launch of [{ ...box, gateway: null }, { type: 'process', id: 'r1' } as const])
      expect(withoutSecrets({ ...spec, launch }).launch).toEqual(launch);
  });
});
