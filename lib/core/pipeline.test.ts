import { describe, expect, it } from 'vitest';
import { BASE_ID, buildPipeline, hasShape, nodeId, stageId } from './pipeline';
import type { PipelineInput, PipelineRun, PipelineStage, PipelineVariant } from './pipeline-types';
import { variantLetter } from './variant-letter';

const stage = (name: string, change: Partial<PipelineStage> = {}): PipelineStage => ({
  name,
  from: null,
  strategy: 'parallel',
  batchSize: 4,
  status: 'open',
  winnerRunId: null,
  ...change,
});

const variants = (...given: (Partial<PipelineVariant> & { key: string })[]): PipelineVariant[] =>
  given.map((variant, position) => ({
    letter: variantLetter(position),
    kind: 'agent',
    stage: 'main',
    dependsOn: [],
    when: null,
    reportOnly: false,
    agent: 'demo',
    repeats: 1,
    ...variant,
  }));

const run = (key: string, change: Partial<PipelineRun> = {}): PipelineRun => ({
  id: `run-${key}`,
  variant: { key },
  repeat: 0,
  status: 'passed',
  success: true,
  paused: false,
  durationMs: 1000,
  costUsd: null,
  error: null,
  stopReason: null,
  waitsFor: null,
  timestamps: { agentStarted: null, agentEnded: null },
  ...change,
});

function lines(input: PipelineInput): string[] {
  const { inner, outer } = buildPipeline(input);
  return [...outer, ...inner].map(({ from, to, kind, state }) => `${from} > ${to}: ${kind}, ${state}`);
}

const node = (input: PipelineInput, key: string) =>
  buildPipeline(input)
    .stages.flatMap(({ nodes }) => nodes)
    .find((one) => one.key === key);

describe('a graph', () => {
  const graph = variants(
    { key: 'api' },
    { key: 'web', dependsOn: ['api'] },
    { key: 'docs', dependsOn: ['api'] },
    { key: 'combined', kind: 'combine', dependsOn: ['api', 'web', 'docs'] },
  );
  const stages = [stage('main', { strategy: 'graph' })];

  it('has a line for each dependency, and lines to what is combined only from the last tasks', () => {
    expect(lines({ stages, variants: graph, runs: [] })).toEqual([
      'base > stage:main: start, done',
      'task:api > task:web: depends, waiting',
      'task:api > task:docs: depends, waiting',
      'task:web > task:combined: depends, waiting',
      'task:docs > task:combined: depends, waiting',
    ]);
    expect(node({ stages, variants: graph, runs: [] }, 'combined')?.kind).toBe('combine');
  });

  it('shows which lines were taken, which lead to what is at work, and which were cut', () => {
    const runs = [
      run('api', { status: 'failed', success: false }),
      run('web', { status: 'skipped', success: null }),
      run('docs', { status: 'running', success: null }),
      run('combined', { status: 'queued', success: null }),
    ];
    expect(lines({ stages, variants: graph, runs }).slice(1)).toEqual([
      'task:api > task:web: depends, cut',
      'task:api > task:docs: depends, live',
      'task:web > task:combined: depends, waiting',
      'task:docs > task:combined: depends, waiting',
    ]);
  });

  it('says whom a task waits for and because of whom one was skipped', () => {
    const waiting = {
      stages,
      variants: graph,
      runs: [run('api', { status: 'running' }), run('web', { status: 'queued' })],
    };
    expect(node(waiting, 'web')?.reason).toBe('Waits for A (api).');
    const failed = run('api', { status: 'failed', success: false, error: { message: 'It broke.\nline two' } });
    const skipped = { stages, variants: graph, runs: [failed, run('web', { status: 'skipped' })] };
    expect(node(skipped, 'web')?.reason).toBe('Because of A (api).');
    expect(node(skipped, 'api')?.reason).toBe('It broke.');
    const told = { ...skipped, runs: [failed, run('web', { status: 'skipped', stopReason: 'A (api) failed.' })] };
    expect(node(told, 'web')?.reason).toBe('A (api) failed.');
  });

  it('says why a run waits whose dependencies are over', () => {
    const runs = [run('api'), run('web', { status: 'queued', waitsFor: 'Waits for a free place on this host.' })];
    expect(node({ stages, variants: graph, runs }, 'web')?.reason).toBe('Waits for a free place on this host.');
  });

  it('does not draw a line to a task of another stage or to itself', () => {
    const odd = variants({ key: 'a', dependsOn: ['a', 'far', 'nobody'] }, { key: 'far', stage: 'next' });
    expect(buildPipeline({ stages: [...stages, stage('next')], variants: odd, runs: [] }).inner).toEqual([]);
  });
});

describe('rows', () => {
  const three = variants({ key: 'a' }, { key: 'b' }, { key: 'c' });

  it('are drawn in their order when they run one after the other', () => {
    const input = { stages: [stage('main', { strategy: 'sequential' })], variants: three, runs: [] };
    expect(lines(input).slice(1)).toEqual(['task:a > task:b: order, waiting', 'task:b > task:c: order, waiting']);
  });

  it('say that a fallback is tried when the one before did not pass', () => {
    const runs = [run('a', { status: 'failed' }), run('b'), run('c', { status: 'skipped' })];
    const input = { stages: [stage('main', { strategy: 'fallback' })], variants: three, runs };
    const { inner } = buildPipeline(input);
    expect(inner.map(({ kind, state }) => [kind, state])).toEqual([
      ['fallback', 'done'],
      ['fallback', 'done'],
    ]);
    expect(inner[0]?.reason).toBe('b is tried when a does not pass');
  });

  it('meet in one point between two batches', () => {
    const stages = [stage('main', { strategy: 'batched', batchSize: 2 })];
    expect(lines({ stages, variants: three, runs: [] }).slice(1)).toEqual([
      'task:a > join:main:0: order, waiting',
      'task:b > join:main:0: order, waiting',
      'join:main:0 > task:c: order, waiting',
    ]);
  });
});

describe('stages', () => {
  const stages = [
    stage('main', { status: 'decided', winnerRunId: 'run-b' }),
    stage('polish', { from: { stage: 'main', take: 'winner' }, status: 'open' }),
    stage('ship', { from: { stage: 'polish', take: 'merged' }, status: 'waiting' }),
    stage('audit', { status: 'waiting' }),
  ];
  const all = variants(
    { key: 'a' },
    { key: 'b' },
    { key: 'fast', stage: 'polish' },
    { key: 'polish-combined', stage: 'polish', kind: 'combine', dependsOn: ['fast'] },
    { key: 'last', stage: 'ship' },
    { key: 'look', stage: 'audit' },
  );

  it('start from the winner, from what is combined, or from the base', () => {
    const { outer } = buildPipeline({ stages, variants: all, runs: [run('a'), run('b')] });
    expect(outer.map(({ from, to, kind, state }) => [from, to, kind, state])).toEqual([
      [BASE_ID, stageId('main'), 'start', 'done'],
      [nodeId('b'), stageId('polish'), 'winner', 'done'],
      [nodeId('polish-combined'), stageId('ship'), 'merged', 'waiting'],
      [BASE_ID, stageId('audit'), 'start', 'waiting'],
    ]);
    expect(outer[1]?.reason).toBe('polish starts from the winner of main, b');
  });

  it('start from the stage as a whole while it has no winner', () => {
    const open = stages.map((one) => ({ ...one, winnerRunId: null }));
    const { outer } = buildPipeline({ stages: open, variants: all, runs: [] });
    expect(outer[1]?.from).toBe(stageId('main'));
  });

  it('mark their winners', () => {
    const input = { stages, variants: all, runs: [run('a'), run('b')] };
    expect([node(input, 'a')?.winner, node(input, 'b')?.winner]).toEqual([false, true]);
  });
});

describe('what a node tells', () => {
  it('is the winner of several repeats, else what is at work', () => {
    const two = variants({ key: 'a', repeats: 3 });
    const repeats = [
      run('a', { id: 'r0', status: 'failed' }),
      run('a', { id: 'r1', status: 'running', repeat: 1 }),
      run('a', { id: 'r2', status: 'passed', repeat: 2 }),
    ];
    expect(node({ stages: [stage('main')], variants: two, runs: repeats }, 'a')?.run?.id).toBe('r1');
    const won = [stage('main', { winnerRunId: 'r2' })];
    expect(node({ stages: won, variants: two, runs: repeats }, 'a')?.run?.id).toBe('r2');
  });

  it('knows the summary that the product added from a task of that name', () => {
    const added = variants({ key: 'a' }, { key: 'b' }, { key: 'summary', reportOnly: true, dependsOn: ['a', 'b'] });
    expect(node({ stages: [stage('main')], variants: added, runs: [] }, 'summary')?.kind).toBe('summary');
    const own = variants({ key: 'a' }, { key: 'b' }, { key: 'summary', dependsOn: ['a'] });
    expect(node({ stages: [stage('main')], variants: own, runs: [] }, 'summary')?.kind).toBe('task');
  });
});

describe('hasShape', () => {
  it('is false for alternatives side by side and true for everything else', () => {
    const plain = variants({ key: 'a' }, { key: 'b' });
    expect(hasShape({ stages: [stage('main')], variants: plain })).toBe(false);
    expect(hasShape({ stages: [stage('main', { strategy: 'competitive' })], variants: plain })).toBe(false);
    expect(hasShape({ stages: [stage('main', { strategy: 'fallback' })], variants: plain })).toBe(true);
    expect(hasShape({ stages: [stage('main'), stage('next')], variants: plain })).toBe(true);
    expect(hasShape({ stages: [stage('main')], variants: variants({ key: 'c', kind: 'combine' }) })).toBe(true);
  });
});
