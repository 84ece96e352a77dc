import { describe, expect, it } from 'vitest';
import { input, inputOf, passed, run, stage, variant } from './fixtures';
import type { ScheduleInput } from './types';
import { waitReasons } from './wait-reason';

const reasonsOf = (state: ScheduleInput): Record<string, string | null> => {
  const reason = waitReasons(state);
  return Object.fromEntries(
    state.runs.filter(({ status }) => status === 'queued').map((each) => [each.id, reason(each)]),
  );
};

describe('waitReasons', () => {
  it('is nothing for runs that only need a free place', () => {
    const runs = [run('a', { status: 'running' }), run('b', { status: 'running' }), run('c')];
    expect(reasonsOf(inputOf('parallel', runs))).toEqual({ c: null });
  });

  it('names what a task depends on and is not over, three of them at most', () => {
    const keys = ['a', 'b', 'c', 'd', 'e'];
    const variants = [
      ...keys.map((key) => variant(key)),
      variant('two', { dependsOn: ['a', 'b', 'c'] }),
      variant('all', { dependsOn: keys }),
      variant('free', { dependsOn: ['a'] }),
    ];
    const runs = [run('a', passed), ...['b', 'c', 'd', 'e', 'two', 'all', 'free'].map((key) => run(key))];
    expect(reasonsOf(input([stage(variants, { type: 'graph' })], runs))).toMatchObject({
      b: null,
      two: 'Waits for B and C.',
      all: 'Waits for B, C, D and 1 more.',
      free: null,
    });
  });

  it('says of a row what comes before', () => {
    const runs = [run('a', { status: 'running' }), run('b'), run('c'), run('d')];
    expect(reasonsOf(inputOf('sequential', runs))).toMatchObject({
      b: 'Waits until A is over.',
      c: 'Waits until B is over.',
    });
    expect(reasonsOf(inputOf('fallback', runs))).toMatchObject({ b: 'Starts only if A does not pass.' });
    expect(reasonsOf(inputOf('batched', runs))).toEqual({
      b: null,
      c: 'Waits until the batch before it is over.',
      d: 'Waits until the batch before it is over.',
    });
  });

  it('says of a stage what it starts from, until that is decided', () => {
    const state = (decided: boolean): ScheduleInput =>
      input(
        [
          stage([variant('a')], { decided }),
          stage([variant('b')], { name: 'polish', from: { stage: 'main', take: 'winner' } }),
        ],
        [run('a', passed), run('b')],
      );
    expect(reasonsOf(state(false))).toEqual({ b: 'Waits for the winner of stage main.' });
    expect(reasonsOf(state(true))).toEqual({ b: null });
    const merged = input(
      [
        stage([variant('a'), variant('both', { kind: 'combine', dependsOn: ['a'] })]),
        stage([variant('b')], { name: 'polish', from: { stage: 'main', take: 'merged' } }),
      ],
      [run('a', passed), run('both', { status: 'running' }), run('b')],
    );
    expect(reasonsOf(merged)).toEqual({ b: 'Waits for the merged results of stage main.' });
  });

  it('counts the tries of a run that is started again by itself, until its time has come', () => {
    const again = variant('a', { retries: { max: 2, backoffMs: 5000 } });
    const state = (notBefore: number): ScheduleInput =>
      input([stage([again])], [run('a', { attempt: 1, notBefore })], { now: 1000 });
    expect(reasonsOf(state(5000))).toEqual({ a: 'Waits before it is tried again (try 2 of 3).' });
    expect(reasonsOf(state(1000))).toEqual({ a: null });
  });
});
