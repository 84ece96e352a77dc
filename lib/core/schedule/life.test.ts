import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTerminalRun } from '../run-status';
import { STRATEGY_TYPES, type StrategyType } from '../plan-types';
import { input, live, run, stage, variant, type End } from './fixtures';
import { schedule } from './schedule';
import type { PlannedStage, ScheduledRun, ScheduleInput } from './types';

const ENDS: End[] = [
  { status: 'passed', success: true, failure: null },
  { status: 'passed', success: null, failure: null },
  { status: 'failed', success: false, failure: 'gate_failed' },
  { status: 'failed', success: null, failure: 'agent_rate_limited' },
  { status: 'timed_out', success: null, failure: 'timed_out' },
  { status: 'lost', success: null, failure: 'runner_lost' },
];

type Shape = {
  strategies: StrategyType[];
  sizes: number[];
  edges: number[];
  maxParallel: number;
  failFast: boolean;
  retries: number;
  combine: boolean;
  take: ('winner' | 'merged')[];
  conditions: boolean[];
};

const shapes = fc.record<Shape>({
  strategies: fc.array(fc.constantFrom(...STRATEGY_TYPES), { minLength: 1, maxLength: 3 }),
  sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 3, maxLength: 3 }),
  edges: fc.array(fc.nat(), { maxLength: 12 }),
  maxParallel: fc.integer({ min: 1, max: 4 }),
  failFast: fc.boolean(),
  retries: fc.integer({ min: 0, max: 2 }),
  combine: fc.boolean(),
  take: fc.array(fc.constantFrom('winner' as const, 'merged' as const), { minLength: 3, maxLength: 3 }),
  conditions: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
});

function planOf(shape: Shape): ScheduleInput {
  const stages: PlannedStage[] = shape.strategies.map((type, number) => {
    const size = shape.sizes[number] ?? 1;
    const variants = Array.from({ length: size }, (_, place) => {
      const edges = type === 'graph' ? shape.edges.filter((_edge, at) => place > 0 && at % size === place) : [];
      const dependsOn = [...new Set(edges.map((edge) => `s${number}v${edge % place}`))];
      const when = dependsOn.length > 0 && shape.conditions[place] ? 'condition' : null;
      const retries = { max: shape.retries, backoffMs: 100 };
      return variant(`s${number}v${place}`, { dependsOn, when, retries, needs: when ? 'ended' : 'passed' });
    });
    const dependsOn = variants.map(({ key }) => key);
    if (shape.combine) variants.push(variant(`s${number}all`, { kind: 'combine', needs: 'ended', dependsOn }));
    const take = shape.combine ? (shape.take[number] ?? 'winner') : 'winner';
    return stage(variants, { name: `s${number}`, type, from: number === 0 ? null : { stage: `s${number - 1}`, take } });
  });
  const runs = stages.flatMap((each) => each.variants.map(({ key }) => run(key)));
  const condition = (key: string) => ({ ok: true as const, value: key.length % 2 === 0 });
  return input(stages, runs, { limits: { maxParallel: shape.maxParallel, failFast: shape.failFast }, condition });
}

const lives = fc.record({
  shape: shapes,
  ends: fc.array(fc.constantFrom(...ENDS), { minLength: 1, maxLength: 10 }),
  order: fc.array(fc.nat(), { minLength: 1, maxLength: 10 }),
  cancelAfter: fc.option(fc.integer({ min: 1, max: 10 })),
});

function play(
  { shape, ends, order, cancelAfter }: typeof lives extends fc.Arbitrary<infer T> ? T : never,
  onDecision: (state: ScheduleInput, decision: ReturnType<typeof schedule>) => void,
): ScheduleInput | null {
  let picks = 0;
  const state = { ...planOf(shape), cancelled: cancelAfter === 1 };
  return live({
    state,
    endOf: () => ends[picks % ends.length] ?? { status: 'passed', success: true, failure: null },
    next: (working) => working[(order[picks++ % order.length] ?? 0) % Math.max(1, working.length)],
    onDecision,
  });
}

function checkStart(state: ScheduleInput, id: string): void {
  const current = state.runs.find((each) => each.id === id);
  expect(current).toMatchObject({ status: 'queued', dispatched: false });
  const plan = state.stages.flatMap((each) => each.variants).find(({ key }) => key === current?.variant);
  for (const key of plan?.dependsOn ?? []) {
    const before = state.runs.filter((each) => each.variant === key);
    expect(before.every((each) => isTerminalRun(each.status))).toBe(true);
    const suits = before.some((each) => each.status === 'passed' || each.notNeeded);
    expect(plan?.needs === 'ended' || suits).toBe(true);
  }
}

function active(runs: readonly ScheduledRun[]): number {
  return runs.filter((each) => each.dispatched && !isTerminalRun(each.status)).length;
}

describe('the life of any experiment', { timeout: 60_000 }, () => {
  it('starts nothing twice, nothing before what it depends on, and never more than may run at once', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const started = new Set<string>();
        play(life, (state, { start }) => {
          for (const { id } of start) {
            expect(started.has(id)).toBe(false);
            started.add(id);
            checkStart(state, id);
          }
          expect(active(state.runs) + start.length).toBeLessThanOrEqual(state.limits.maxParallel);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('ends, with every run over and every stage decided', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const end = play(life, () => undefined);
        expect(end).not.toBeNull();
        expect(end?.runs.every((each) => isTerminalRun(each.status))).toBe(true);
        expect(end?.cancelled || end?.stages.every((each) => each.decided)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('decides the same from the same rows, as after a restart', () => {
    fc.assert(
      fc.property(lives, (life) => {
        play(life, (state, decision) => {
          const { condition, ...rows } = state;
          expect(schedule({ ...structuredClone(rows), condition })).toEqual(decision);
        });
      }),
      { numRuns: 100 },
    );
  });

  it('merges only results that passed, and none that another one contains', () => {
    fc.assert(
      fc.property(lives, (life) => {
        play(life, (state, { start }) => {
          for (const { inputs } of start) {
            const merged = inputs.merge.map((id) => state.runs.find((each) => each.id === id));
            expect(merged.every((each) => each?.status === 'passed')).toBe(true);
            expect(new Set(inputs.merge).size).toBe(inputs.merge.length);
          }
        });
      }),
      { numRuns: 300 },
    );
  });
});
