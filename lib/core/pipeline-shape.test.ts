import { describe, expect, it } from 'vitest';
import type { VariantSpec } from './experiment';
import type { StageSpec, Strategy } from './plan-types';
import { pipelineShape, shapeWords } from './pipeline-shape';

function variant(id: string, change: Partial<VariantSpec> = {}): VariantSpec {
  return {
    id,
    agent: 'demo',
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
    ...change,
  };
}

function stage(type: Strategy['type'], change: Partial<StageSpec> = {}): StageSpec {
  return {
    name: 'main',
    from: null,
    strategy: { type, passOutput: false, stopOnFailure: false, batchSize: 2 },
    contract: { gates: [], metrics: [] },
    select: { by: 'first', weights: {}, metric: null },
    combine: false,
    ...change,
  };
}

function layers(type: Strategy['type'], variants: VariantSpec[]): Record<string, number> {
  const [only] = pipelineShape({ stages: [stage(type)], variants }).stages;
  return Object.fromEntries((only?.nodes ?? []).map(({ id, layer }) => [id, layer]));
}

describe('pipelineShape', () => {
  const three = [variant('a'), variant('b'), variant('c')];

  it.each([
    ['parallel', { a: 0, b: 0, c: 0 }],
    ['competitive', { a: 0, b: 0, c: 0 }],
    ['sequential', { a: 0, b: 1, c: 2 }],
    ['fallback', { a: 0, b: 1, c: 2 }],
    ['batched', { a: 0, b: 0, c: 1 }],
  ] as const)('lays %s out in its steps', (type, expected) => {
    expect(layers(type, three)).toEqual(expected);
  });

  it('puts a task behind all that it depends on', () => {
    const tasks = [
      variant('look', { reportOnly: true }),
      variant('mend', { dependsOn: ['look'] }),
      variant('test', { dependsOn: ['mend', 'look'], when: 'true' }),
      variant('combined', { kind: 'combine', dependsOn: ['look', 'mend', 'test'] }),
    ];
    const [only] = pipelineShape({ stages: [stage('graph')], variants: tasks }).stages;
    expect(only?.nodes.map(({ kind, layer, letter }) => [kind, layer, letter])).toEqual([
      ['report', 0, 'A'],
      ['task', 1, 'B'],
      ['task', 2, 'C'],
      ['combine', 3, ''],
    ]);
    expect(only?.nodes[2]?.isConditional).toBe(true);
    expect(only?.edges.map(({ from, to }) => `${from}>${to}`)).toEqual(['look>mend', 'mend>test', 'test>combined']);
  });

  it('ends on a cycle', () => {
    expect(layers('graph', [variant('a', { dependsOn: ['b'] }), variant('b', { dependsOn: ['a'] })])).toBeDefined();
  });

  it('counts letters on through the stages, and says where each starts from', () => {
    const shape = pipelineShape({
      stages: [stage('parallel'), stage('parallel', { name: 'next', from: { stage: 'main', take: 'winner' } })],
      variants: [...three, variant('d', { stage: 'next' })],
    });
    expect(shape.stages.map(({ rows, from }) => [rows, from])).toEqual([
      [3, null],
      [1, { stage: 'main', take: 'winner' }],
    ]);
    expect(shape.stages[1]?.nodes[0]?.letter).toBe('D');
    expect(shapeWords(shape)).toBe('3 tasks side by side; then 1 task from the winner');
  });
});
