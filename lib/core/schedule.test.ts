import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTerminalRun, RUN_STATUSES, type RunStatus } from '@/lib/core/run-status';
import { firstToPass, queuePositions, schedule, type ScheduledRun, type ScheduleInput } from '@/lib/core/schedule';

function run(id: string, fields: Partial<ScheduledRun> = {}): ScheduledRun {
  return {
    id,
    label: id.toUpperCase(),
    status: 'queued',
    success: null,
    dispatched: false,
    cancelRequested: false,
    gatesEndedAt: null,
    queuedAt: 0,
    stoppedAt: fields.status && isTerminalRun(fields.status) ? 20 : null,
    ...fields,
  };
}

function input(runs: ScheduledRun[], rest: Partial<ScheduleInput> = {}): ScheduleInput {
  return {
    strategy: 'parallel',
    limits: { maxParallel: 2, failFast: false },
    cancelled: false,
    baseSettled: true,
    runs,
    ...rest,
  };
}

const passed = { status: 'passed', success: true, dispatched: true, gatesEndedAt: 10 } as const;

describe('schedule', () => {
  it('starts as many as may run at once, in order', () => {
    expect(schedule(input([run('a'), run('b'), run('c')])).start).toEqual(['a', 'b']);
  });

  it('counts runs that a worker has not taken yet', () => {
    const runs = [run('a', { dispatched: true }), run('b'), run('c')];
    expect(schedule(input(runs)).start).toEqual(['b']);
  });

  it('fills the place of a run that ended', () => {
    const runs = [run('a', passed), run('b', { dispatched: true, status: 'running' }), run('c')];
    expect(schedule(input(runs)).start).toEqual(['c']);
  });

  it('lets a parallel experiment go on after a failure', () => {
    const runs = [run('a', { status: 'failed', dispatched: true }), run('b')];
    expect(schedule(input(runs))).toMatchObject({ start: ['b'], cancel: [], skip: [] });
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
    const result = schedule(input(runs, { strategy: 'competitive' }));
    expect(result.cancel.map((entry) => entry.id)).toContain('b');
    expect(result.skip.map((entry) => entry.id)).toEqual(['c']);
  });

  it('never cancels the winner of a competition', () => {
    const runs = [
      run('a', { status: 'judging', success: true, dispatched: true, gatesEndedAt: 5 }),
      run('b', { status: 'running', dispatched: true }),
    ];
    const result = schedule(input(runs, { strategy: 'competitive' }));
    expect(result.cancel.map((entry) => entry.id)).toEqual(['b']);
  });

  it('runs what a person asked for after another one had passed or failed', () => {
    const won = [run('a', passed), run('b', { queuedAt: 11 })];
    expect(schedule(input(won, { strategy: 'competitive' }))).toMatchObject({ start: ['b'], skip: [] });
    const failed = [run('a', { status: 'failed', dispatched: true, stoppedAt: 10 }), run('b', { queuedAt: 11 })];
    const limits = { maxParallel: 2, failFast: true };
    expect(schedule(input(failed, { limits }))).toMatchObject({ start: ['b'], skip: [] });
  });

  it('stops what a person asked for when another one passes or fails after that', () => {
    const runs = [
      run('a', passed),
      run('b', { queuedAt: 5 }),
      run('c', { queuedAt: 5, status: 'running', dispatched: true }),
    ];
    const result = schedule(input(runs, { strategy: 'competitive' }));
    expect(result.skip.map((entry) => entry.id)).toEqual(['b']);
    expect(result.cancel).toEqual([{ id: 'c', reason: 'A passed first.' }]);
  });

  it('waits for the base before it is done', () => {
    expect(schedule(input([run('a', passed)], { baseSettled: false })).finished).toBeNull();
    expect(schedule(input([run('a', passed)])).finished).toBe('done');
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

describe('schedule, for any history', () => {
  const anyRun = fc.record({
    status: fc.constantFrom<RunStatus>(...RUN_STATUSES),
    dispatched: fc.boolean(),
    cancelRequested: fc.boolean(),
    success: fc.constantFrom(true, false, null),
    gatesEndedAt: fc.option(fc.nat(1000)),
  });
  const anyInput = fc.record({
    strategy: fc.constantFrom('parallel' as const, 'competitive' as const),
    limits: fc.record({ maxParallel: fc.integer({ min: 1, max: 5 }), failFast: fc.boolean() }),
    cancelled: fc.boolean(),
    baseSettled: fc.boolean(),
    runs: fc
      .array(anyRun, { maxLength: 12 })
      .map((runs) =>
        runs.map((fields, index) =>
          run(`r${index}`, { ...fields, dispatched: fields.dispatched || fields.status !== 'queued' }),
        ),
      ),
  });

  it('starts nothing twice, nothing that is over, and never too many', () => {
    fc.assert(
      fc.property(anyInput, (state) => {
        const result = schedule(state);
        const active = state.runs.filter((each) => each.dispatched && !isTerminalRun(each.status)).length;
        const byId = new Map(state.runs.map((each) => [each.id, each]));
        expect(new Set(result.start).size).toBe(result.start.length);
        for (const id of result.start) expect(byId.get(id)).toMatchObject({ status: 'queued', dispatched: false });
        const after = result.start.length === 0 ? 0 : active + result.start.length;
        expect(after).toBeLessThanOrEqual(state.limits.maxParallel);
        expect(result.start.length === 0 || result.cancel.length === 0).toBe(true);
      }),
    );
  });

  it('ends every experiment, whatever the runs come to', () => {
    const outcomes = fc.array(fc.constantFrom<RunStatus>('passed', 'failed', 'timed_out', 'lost'), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(outcomes, anyInput, (ends, shape) => {
        let runs = ends.map((_, index) => run(`r${index}`));
        const state = (): ScheduleInput => ({ ...shape, baseSettled: true, cancelled: false, runs });
        for (let step = 0; step < ends.length * 3 + 3; step++) {
          const result = schedule(state());
          if (result.finished) return;
          const ended = new Set([...result.cancel, ...result.skip].map((entry) => entry.id));
          const started = new Set(result.start);
          runs = runs.map((each, index) => {
            if (ended.has(each.id)) return { ...each, status: 'cancelled', dispatched: true };
            if (started.has(each.id)) return { ...each, status: 'running', dispatched: true };
            if (each.status !== 'running') return each;
            const status = ends[index]!;
            return { ...each, status, success: status === 'passed', gatesEndedAt: step, stoppedAt: step };
          });
        }
        expect.unreachable('the experiment did not end');
      }),
    );
  });

  it('gives the same answer for the same rows', () => {
    fc.assert(
      fc.property(anyInput, (state) => {
        expect(schedule(structuredClone(state))).toEqual(schedule(state));
      }),
    );
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
