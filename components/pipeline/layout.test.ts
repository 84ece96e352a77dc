import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPipeline, nodeId, stageId } from '@/lib/core/pipeline';
import type { PipelineInput, PipelineVariant } from '@/lib/core/pipeline-types';
import type { Box } from './boxes';
import { layoutPipeline } from './layout';

type Task = { key: string; dependsOn?: string[]; stage?: string; kind?: 'agent' | 'combine' };

function inputOf(tasks: Task[], change: Partial<PipelineInput> = {}): PipelineInput {
  const variants = tasks.map((task): PipelineVariant => ({
    letter: 'A',
    kind: 'agent',
    stage: 'main',
    dependsOn: [],
    when: null,
    reportOnly: false,
    agent: 'demo',
    repeats: 1,
    ...task,
  }));
  const main = { name: 'main', from: null, strategy: 'graph', batchSize: 1, status: null, winnerRunId: null } as const;
  return { stages: [main], variants, runs: [], ...change };
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Task n may depend on some of the ten before it. */
const chains = (count: number): Task[] =>
  Array.from({ length: count }, (_, index) => ({
    key: `t${index}`,
    dependsOn: index === 0 ? [] : [`t${index - 1 - (index % Math.min(index, 10))}`, `t${Math.floor(index / 2)}`],
  }));

describe.each([
  ['few, by dagre', 40],
  ['many, in columns', 300],
])('%s', (_, count) => {
  it.each(['right', 'down'] as const)('overlap nowhere, stay in their stage, and go %s', (direction) => {
    const pipeline = buildPipeline(inputOf(chains(count)));
    const layout = layoutPipeline(pipeline, direction);
    const boxes = [...layout.nodes.values()];
    const stage = layout.stages.get(stageId('main'))!;
    for (const [index, box] of boxes.entries()) {
      expect(box.x >= 0 && box.y > 0 && box.x + box.width <= stage.width && box.y + box.height <= stage.height).toBe(
        true,
      );
      for (const other of boxes.slice(index + 1)) expect(overlaps(box, other)).toBe(false);
    }
    for (const { from, to } of pipeline.inner) {
      const [before, after] = [layout.nodes.get(from)!, layout.nodes.get(to)!];
      const isAfter = direction === 'right' ? after.x >= before.x + before.width : after.y >= before.y + before.height;
      expect(isAfter, `${from} comes before ${to}`).toBe(true);
    }
    expect(layout.base.x + layout.base.width <= stage.x || layout.base.y + layout.base.height <= stage.y).toBe(true);
  });
});

it('puts stages behind the one whose winner they start from, and apart from each other', () => {
  const stages = ['one', 'two', 'three'].map((name, index, all) => ({
    name,
    from: index === 0 ? null : { stage: all[index - 1]!, take: 'winner' as const },
    strategy: 'parallel' as const,
    batchSize: 1,
    status: null,
    winnerRunId: null,
  }));
  const tasks = stages.flatMap(({ name }) => ['a', 'b', 'c'].map((key) => ({ key: `${name}-${key}`, stage: name })));
  const layout = layoutPipeline(buildPipeline(inputOf(tasks, { stages })), 'right');
  const [one, two, three] = stages.map(({ name }) => layout.stages.get(stageId(name))!);
  expect(two!.x).toBeGreaterThan(one!.x + one!.width);
  expect(three!.x).toBeGreaterThan(two!.x + two!.width);
  expect(layout.width).toBeGreaterThanOrEqual(three!.x + three!.width);
  expect(layout.nodes.get(nodeId('one-a'))?.y).toBeLessThan(layout.nodes.get(nodeId('one-c'))!.y);
});

it('makes a block of many tasks without an order', () => {
  const tasks = Array.from({ length: 100 }, (_, index) => ({ key: `t${index}` }));
  const layout = layoutPipeline(buildPipeline(inputOf(tasks)), 'right');
  expect(layout.height).toBeLessThan(layout.width);
});

it('lays out a thousand tasks in less than a second, whatever depends on what', { timeout: 30_000 }, () => {
  const tasks = fc.array(fc.array(fc.nat(), { maxLength: 5 }), { minLength: 1000, maxLength: 1000 });
  fc.assert(
    fc.property(tasks, (given) => {
      const graph = given.map((parents, index) => ({
        key: `t${index}`,
        dependsOn: index === 0 ? [] : [...new Set(parents.map((parent) => `t${parent % index}`))],
      }));
      const started = performance.now();
      const layout = layoutPipeline(buildPipeline(inputOf(graph)), 'right');
      expect(layout.nodes.size).toBe(1000);
      expect(performance.now() - started).toBeLessThan(1000);
    }),
    { numRuns: 5 },
  );
});
