import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ExperimentSpec } from '@/lib/core/experiment';
import { experimentJsonSchema, parseExperimentFile } from './experiment-file';

const MINIMAL = 'task: Fix it\nvariants:\n  - { id: a, agent: claude }\n';

function specOf(text: string): ExperimentSpec {
  const parsed = parseExperimentFile(text);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join('\n'));
  return parsed.spec;
}

const PARALLEL = { type: 'parallel', passOutput: false, stopOnFailure: false, batchSize: 4 } as const;

describe('parseExperimentFile', () => {
  it('fills in every default', () => {
    expect(specOf(MINIMAL)).toEqual({
      name: 'Fix it',
      metadata: {},
      project: '.',
      base: null,
      includeUncommitted: false,
      task: 'Fix it',
      instructions: [],
      strategy: PARALLEL,
      limits: {
        maxParallel: 4,
        timeoutMs: 900_000,
        idleMs: 300_000,
        failFast: false,
        budgetUsd: null,
        maxTurns: null,
        maxToolCalls: null,
      },
      permissions: 'grant',
      sandbox: {
        provider: 'auto',
        image: null,
        runtime: null,
        limits: { cpus: null, memoryBytes: null, pids: 2048, diskBytes: 20 * 1024 ** 3 },
        network: { mode: 'agents-only', allow: [] },
        setupNetwork: 'full',
        setup: null,
        setupTimeoutMs: 600_000,
        copy: [],
        preview: null,
      },
      variants: [
        {
          id: 'a',
          agent: 'claude',
          model: null,
          approach: null,
          task: null,
          test: null,
          limits: {},
          repeats: 1,
          kind: 'agent',
          stage: 'main',
          dependsOn: [],
          needs: 'passed',
          when: null,
          reportOnly: false,
          retries: { max: 0, backoffMs: 0 },
        },
      ],
      contract: { gates: [], metrics: [] },
      select: { by: 'least-changes', weights: {}, metric: null },
      stages: [
        {
          name: 'main',
          from: null,
          strategy: PARALLEL,
          combine: false,
          contract: { gates: [], metrics: [] },
          select: { by: 'least-changes', weights: {}, metric: null },
        },
      ],
      integrationContracts: [],
      generate: null,
      aggregate: null,
      agents: {},
    } satisfies ExperimentSpec);
  });

  it('reads every field', () => {
    const spec = specOf(`
name: rate-limiter
metadata: { ticket: RL-7, size: 3, urgent: true }
project: https://example.org/x.git
base: main
includeUncommitted: true
task: Add a rate limiter.
instructions: [.claude/commands/think.md]
strategy: { type: competitive }
limits: { maxParallel: 3, timeout: 90s, idle: 500ms, failFast: true, budgetUsd: 5, maxTurns: 40, maxToolCalls: 200 }
permissions: ask
sandbox: { provider: process, setup: npm ci, setupTimeout: 2h, copy: [.env] }
variants:
  - { id: oop, agent: mine, model: big, approach: Classes, task: Other, test: npm run oop, limits: { timeout: 1m, budgetUsd: 1.5 }, repeats: 2 }
contract:
  gates: [{ name: unit, run: npm test, timeout: 3m, report: { format: tap, path: out/tests.tap } }]
  metrics: [{ name: p95, run: node bench.mjs, read: { json: .p95, file: out.json }, unit: ms, better: lower, timeout: 10s }]
select: { by: weighted, weights: { p95: 2, cost: 0.5 } }
agents:
  mine: { command: [my-agent, --prompt, "{prompt}"], output: text, env: { A: b }, passEnv: [TOKEN] }
  claude: { executable: /opt/claude, driver: acp, model: sonnet }
`);
    expect(spec.metadata).toEqual({ ticket: 'RL-7', size: 3, urgent: true });
    expect(spec.limits).toEqual({
      maxParallel: 3,
      timeoutMs: 90_000,
      idleMs: 500,
      failFast: true,
      budgetUsd: 5,
      maxTurns: 40,
      maxToolCalls: 200,
    });
    expect(spec.variants[0]).toMatchObject({
      limits: { timeoutMs: 60_000, budgetUsd: 1.5 },
      repeats: 2,
      test: 'npm run oop',
    });
    expect(spec.contract).toEqual({
      gates: [{ name: 'unit', run: 'npm test', timeoutMs: 180_000, report: { format: 'tap', path: 'out/tests.tap' } }],
      metrics: [
        {
          name: 'p95',
          run: 'node bench.mjs',
          read: { kind: 'json', path: '.p95', file: 'out.json' },
          unit: 'ms',
          better: 'lower',
          timeoutMs: 10_000,
        },
      ],
    });
    expect(spec.agents.mine).toEqual({
      driver: 'command',
      executable: null,
      command: ['my-agent', '--prompt', '{prompt}'],
      output: 'text',
      model: null,
      env: { A: 'b' },
      passEnv: ['TOKEN'],
    });
    expect(spec.agents.claude).toMatchObject({ driver: 'acp', executable: '/opt/claude', model: 'sonnet' });
  });

  it('takes JSON as it takes YAML', () => {
    expect(specOf(JSON.stringify(parse(MINIMAL)))).toEqual(specOf(MINIMAL));
    expect(specOf(JSON.stringify(parse(MINIMAL), null, '\t'))).toEqual(specOf(MINIMAL));
  });

  it('takes a strategy as a plain word and selects the first to pass when competitive', () => {
    const spec = specOf(`${MINIMAL}strategy: competitive\n`);
    expect([spec.strategy.type, spec.select.by]).toEqual(['competitive', 'first']);
  });

  it('makes `test` a gate named tests in front of the others', () => {
    const spec = specOf(`${MINIMAL}test: npm test\ncontract: { gates: [{ name: types, run: tsc }] }\n`);
    expect(spec.contract.gates.map((gate) => [gate.name, gate.run])).toEqual([
      ['tests', 'npm test'],
      ['types', 'tsc'],
    ]);
  });

  it.each([
    ['', { kind: 'last-number' }],
    ['read: last-number,', { kind: 'last-number' }],
    ['read: duration,', { kind: 'duration' }],
    ['read: exit-code,', { kind: 'exit-code' }],
    ['read: { json: ".a.b[0]" },', { kind: 'json', path: '.a.b[0]', file: null }],
    ["read: { regex: 'p95=([0-9.]+)' },", { kind: 'regex', pattern: 'p95=([0-9.]+)', file: null }],
    ["read: { regex: 'x (\\d+)', file: out.txt },", { kind: 'regex', pattern: 'x (\\d+)', file: 'out.txt' }],
  ])('reads a metric that says %j', (read, expected) => {
    const spec = specOf(`${MINIMAL}contract: { metrics: [{ name: m, run: x, ${read} better: lower }] }\n`);
    expect(spec.contract.metrics[0]?.read).toEqual(expected);
  });

  it('treats a key without a value as absent', () => {
    expect(specOf(`${MINIMAL}base:\nname: ~\n`)).toEqual(specOf(MINIMAL));
  });

  it('names an experiment after the first line of its task', () => {
    const task = `|\n  ${'Long words '.repeat(20)}\n  second line\n`;
    expect(specOf(`task: ${task}variants: [{ id: a, agent: x }]`).name).toMatch(/^Long words .{1,48}…$/);
  });

  it('needs no task where every variant has its own', () => {
    expect(specOf('variants: [{ id: a, agent: x, task: One }, { id: b, agent: x, task: Two }]').task).toBe('');
  });

  it('resolves aliases', () => {
    const spec = specOf('task: &t Fix it\nvariants: [{ id: a, agent: x, task: *t }]');
    expect(spec.variants[0]?.task).toBe('Fix it');
  });
});

describe('experimentJsonSchema', () => {
  it('describes what is written, not what it becomes', () => {
    const schema = experimentJsonSchema() as {
      anyOf: unknown;
      properties: Record<string, { properties: Record<string, { type: string }> }>;
    };
    expect(schema.anyOf).toEqual([{ required: ['variants'] }, { required: ['generate'] }]);
    expect(schema.properties.limits?.properties.timeout?.type).toBe('string');
  });
});
