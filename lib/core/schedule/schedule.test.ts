import { describe, expect, it } from 'vitest';
import { idsOf, inputOf, passed, run } from './fixtures';
import { queuePositions, schedule } from './schedule';
import { firstToPass } from './stop-reason';
import type { ScheduledRun, ScheduleInput } from './types';

type Rest = Parameters<typeof inputOf>[2];
const input = (runs: ScheduledRun[], rest: Rest & { type?: 'competitive' } = {}): ScheduleInput => {
  const { type = 'parallel', ...more } = rest;
  return inputOf(type, runs, more);
};

describe('schedule', () => {
  it('starts as many as may run at once, in order', () => {
    expect(idsOf(schedule(input([run('a'), run('b'), run('c')])).start)).toEqual(['a', 'b']);
  });

  it('counts runs that a worker has not taken yet', () => {
    const runs = [run('a', { dispatched: true }), run('b'), run('c')];
    expect(idsOf(schedule(input(runs)).start)).toEqual(['b']);
  });

  it('fills the place of a run that ended', () => {
    const runs = [run('a', passed), run('b', { dispatched: true, status: 'running' }), run('c')];
    expect(idsOf(schedule(input(runs)).start)).toEqual(['c']);
  });

  it('lets a parallel experiment go on after a failure', () => {
    const runs = [run('a', { status: 'failed', dispatched: true }), run('b')];
    expect(schedule(input(runs))).toMatchObject({ start: [{ id: 'b' }], cancel: [], skip: [] });
  });

  it.each(['failed', 'timed_out', 'lost'] as const)(
    'stops the others when one is %s and it should fail fast',
    (status) => {
      const runs = [
        run('a', { status, dispatched: true }),
        run('b', { dispatched: true, status: 'running' }),
        run('c'),
      ];
      const result = schedule(input(runs, { limits: { maxParallel: 2, failFast: true } }));
      expect(result.cancel.map((entry) => entry.id)).toEqual(['b']);
      expect(result.skip.map((entry) => entry.id)).toEqual(['c']);
      expect(result.start).toEqual([]);
      expect(result.cancel[0]?.reason).toContain('A failed');
    },
  );

  it('cancels the losers as soon as one passes its gates, even while its metrics are measured', () => {
    const runs = [
      run('a', { status: 'judging', success: true, dispatched: true, gatesEndedAt: 5 }),
      run('b', { status: 'running', dispatched: true }),
      run('c', { status: 'queued' }),
    ];
    const result = schedule(input(runs, { type: 'competitive' }));
    expect(result.cancel.map((entry) => entry.id)).toContain('b');
    expect(result.skip.map((entry) => entry.id)).toEqual(['c']);
  });

  it('never cancels the winner of a competition', () => {
    const runs = [
      run('a', { status: 'judging', success: true, dispatched: true, gatesEndedAt: 5 }),
      run('b', { status: 'running', dispatched: true }),
    ];
    const result = schedule(input(runs, { type: 'competitive' }));
    expect(result.cancel.map((entry) => entry.id)).toEqual(['b']);
  });

  it('runs what a person asked for after another one had passed or failed', () => {
    const won = [run('a', passed), run('b', { queuedAt: 11 })];
    expect(schedule(input(won, { type: 'competitive' }))).toMatchObject({ start: [{ id: 'b' }], skip: [] });
    const failed = [run('a', { status: 'failed', dispatched: true, stoppedAt: 10 }), run('b', { queuedAt: 11 })];
    const limits = { maxParallel: 2, failFast: true };
    expect(schedule(input(failed, { limits }))).toMatchObject({ start: [{ id: 'b' }], skip: [] });
  });

  it('stops what a person asked for when another one passes or fails after that', () => {
    const runs = [
      run('a', passed),
      run('b', { queuedAt: 5 }),
      run('c', { queuedAt: 5, status: 'running', dispatched: true }),
    ];
    const result = schedule(input(runs, { type: 'competitive' }));
    expect(result.skip.map((entry) => entry.id)).toEqual(['b']);
    expect(result.cancel).toEqual([{ id: 'c', reason: 'A passed first.' }]);
  });

  it('waits for the base before it is done', () => {
    expect(schedule(input([run('a', passed)], { baseSettled: false })).finished).toBeNull();
    const main = input([run('a', passed)]);
    const decided = { ...main, stages: main.stages.map((each) => ({ ...each, decided: true })) };
    expect(schedule(main)).toMatchObject({ finished: null, decide: ['main'] });
    expect(schedule(decided).finished).toBe('done');
  });

  it('is cancelled when a person stopped it and nothing is left open', () => {
    const result = schedule(input([run('a', { status: 'cancelled', dispatched: true })], { cancelled: true }));
    expect(result.finished).toBe('cancelled');
  });

  it('asks a run to stop only once', () => {
    const runs = [run('a', { status: 'running', dispatched: true, cancelRequested: true })];
    expect(schedule(input(runs, { cancelled: true })).cancel).toEqual([]);
  });
});

describe('firstToPass', () => {
  it('goes by the end of the gates, not by the order of the list', () => {
    const runs = [run('a', { success: true, gatesEndedAt: 9 }), run('b', { success: true, gatesEndedAt: 4 })];
    expect(firstToPass(runs)?.id).toBe('b');
  });

  it('finds nobody where nothing passed', () => {
    expect(firstToPass([run('a', { success: false, gatesEndedAt: 9 }), run('b')])).toBeNull();
  });
});

it('numbers the runs that wait from one', () => {
  const runs = [run('a', { status: 'running' }), run('b'), run('c')];
  expect([...queuePositions(runs)]).toEqual([
    ['b', 1],
    ['c', 2],
  ]);
});
