import { describe, expect, it } from 'vitest';
import { failed, idsOf, input, inputOf, passed, run, stage, variant } from './fixtures';
import { schedule } from './schedule';

const many = { limits: { maxParallel: 10, failFast: false } };

describe('sequential', () => {
  it('starts one after the other, in order', () => {
    expect(idsOf(schedule(inputOf('sequential', [run('a'), run('b')], many)).start)).toEqual(['a']);
    expect(idsOf(schedule(inputOf('sequential', [run('a', { status: 'running' }), run('b')], many)).start)).toEqual([]);
    expect(idsOf(schedule(inputOf('sequential', [run('a', failed), run('b')], many)).start)).toEqual(['b']);
  });

  it('passes on what the one before answered, where it should', () => {
    const runs = [run('a', passed), run('b', passed), run('c')];
    const strategy = { passOutput: true };
    expect(schedule(inputOf('sequential', runs, { strategy })).start).toEqual([
      { id: 'c', inputs: { merge: [], answers: ['b'] } },
    ]);
    expect(schedule(inputOf('sequential', runs)).start[0]?.inputs.answers).toEqual([]);
  });

  it('stops at a failure, where it should', () => {
    const runs = [run('a', passed), run('b', failed), run('c'), run('d')];
    const result = schedule(inputOf('sequential', runs, { strategy: { stopOnFailure: true } }));
    expect(result).toMatchObject({ start: [], skip: [{ id: 'c', reason: expect.stringContaining('B did not pass') }] });
  });
});

describe('fallback', () => {
  it('tries the next only when the one before has failed, and none once one passed', () => {
    expect(idsOf(schedule(inputOf('fallback', [run('a'), run('b'), run('c')], many)).start)).toEqual(['a']);
    expect(idsOf(schedule(inputOf('fallback', [run('a', failed), run('b'), run('c')], many)).start)).toEqual(['b']);
    const won = schedule(inputOf('fallback', [run('a', failed), run('b', passed), run('c')], many));
    expect(won).toMatchObject({ start: [], skip: [{ id: 'c', reason: 'B passed, so that this one is not needed.' }] });
  });

  it('knows no fail-fast: a failure is what the next one is for', () => {
    const limits = { maxParallel: 2, failFast: true };
    expect(idsOf(schedule(inputOf('fallback', [run('a', failed), run('b')], { limits })).start)).toEqual(['b']);
  });
});

describe('batched', () => {
  const runs = ['a', 'b', 'c', 'd', 'e'].map((id) => run(id));

  it('runs a batch together and waits for all of it', () => {
    expect(idsOf(schedule(inputOf('batched', runs, many)).start)).toEqual(['a', 'b']);
    const half = [run('a', passed), run('b', { status: 'running' }), ...runs.slice(2)];
    expect(schedule(inputOf('batched', half, many)).start).toEqual([]);
    const whole = [run('a', passed), run('b', failed), ...runs.slice(2)];
    expect(idsOf(schedule(inputOf('batched', whole, many)).start)).toEqual(['c', 'd']);
  });

  it('passes on the answers of the whole batch before', () => {
    const state = [run('a', passed), run('b', failed), run('c'), run('d')];
    const { start } = schedule(inputOf('batched', state, { ...many, strategy: { passOutput: true } }));
    expect(start.map(({ inputs }) => inputs.answers)).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });
});

describe('graph', () => {
  const plan = [
    variant('a'),
    variant('b', { dependsOn: ['a'] }),
    variant('c', { dependsOn: ['a'] }),
    variant('d', { dependsOn: ['b', 'c'] }),
    variant('e'),
  ];
  const graph = (runs: ReturnType<typeof run>[], variants = plan) =>
    schedule(input([stage(variants, { type: 'graph' })], runs, many));

  it('starts what depends on nothing, and then what waited for it', () => {
    expect(idsOf(graph(['a', 'b', 'c', 'd', 'e'].map((id) => run(id))).start)).toEqual(['a', 'e']);
    const next = graph([run('a', passed), run('b'), run('c'), run('d'), run('e')]);
    expect(next.start).toEqual([
      { id: 'b', inputs: { merge: ['a'], answers: ['a'] } },
      { id: 'c', inputs: { merge: ['a'], answers: ['a'] } },
      { id: 'e', inputs: { merge: [], answers: [] } },
    ]);
  });

  it('starts from the merged results of its parents, each once', () => {
    const state = [run('a', passed), run('b', passed), run('c', passed), run('d'), run('e')];
    expect(graph(state).start[0]).toEqual({ id: 'd', inputs: { merge: ['b', 'c'], answers: ['b', 'c'] } });
    const shortcut = plan.map((each) => (each.key === 'd' ? variant('d', { dependsOn: ['a', 'b', 'c'] }) : each));
    expect(graph(state, shortcut).start[0]?.inputs.merge).toEqual(['b', 'c']);
  });

  it('skips only what depends on a failure, in one decision, and says because of whom', () => {
    const result = graph([run('a', passed), run('b', failed), run('c'), run('d'), run('e')]);
    expect(idsOf(result.start)).toEqual(['c', 'e']);
    expect(result.skip).toEqual([{ id: 'd', reason: 'B did not pass, and this depends on it.', notNeeded: false }]);
    const chain = [variant('a'), variant('b', { dependsOn: ['a'] }), variant('c', { dependsOn: ['b'] })];
    expect(graph([run('a', failed), run('b'), run('c')], chain).skip.map(({ reason }) => reason)).toEqual([
      'A did not pass, and this depends on it.',
      'It depends on B, which was skipped because A did not pass.',
    ]);
  });

  it('looks through reports: what is behind one starts from what it read', () => {
    const variants = [
      variant('a'),
      variant('review', { dependsOn: ['a'], reportOnly: true }),
      variant('fix', { dependsOn: ['review'] }),
    ];
    const { start } = graph([run('a', passed), run('review', passed), run('fix')], variants);
    expect(start).toEqual([{ id: 'fix', inputs: { merge: ['a'], answers: ['review'] } }]);
  });

  describe('with a condition', () => {
    const variants = [
      variant('check', { reportOnly: true }),
      variant('mend', { dependsOn: ['check'], when: '!tasks.check.success' }),
      variant('after', { dependsOn: ['mend'] }),
    ];
    const decide = (runs: ReturnType<typeof run>[], answer: boolean | string) =>
      schedule(
        input([stage(variants, { type: 'graph' })], runs, {
          condition: () =>
            typeof answer === 'string' ? { ok: false as const, error: answer } : { ok: true as const, value: answer },
        }),
      );

    it('lets a task run after a failure', () => {
      expect(idsOf(decide([run('check', failed), run('mend'), run('after')], true).start)).toEqual(['mend']);
    });

    it('skips it where the condition is false, and goes on behind it', () => {
      const skipped = decide([run('check', passed), run('mend'), run('after')], false);
      expect(skipped.skip).toEqual([
        { id: 'mend', reason: 'Its condition is false: !tasks.check.success', notNeeded: true },
      ]);
      const next = [run('check', passed), run('mend', { status: 'skipped', notNeeded: true }), run('after')];
      expect(idsOf(decide(next, false).start)).toEqual(['after']);
    });

    it('fails it where the condition can not be answered', () => {
      const result = decide([run('check', passed), run('mend'), run('after')], '`tasks.x` is missing.');
      expect(result.fail).toEqual([{ id: 'mend', message: '`tasks.x` is missing.' }]);
    });
  });
});

describe('a combination', () => {
  const variants = [
    variant('a'),
    variant('b', { dependsOn: ['a'] }),
    variant('c'),
    variant('combined', { kind: 'combine', needs: 'ended', dependsOn: ['a', 'b', 'c'] }),
  ];
  const graph = (runs: ReturnType<typeof run>[]) => schedule(input([stage(variants, { type: 'graph' })], runs, many));

  it('merges what passed and is in nothing else that passed', () => {
    const all = graph([run('a', passed), run('b', passed), run('c', passed), run('combined')]);
    expect(all.start).toEqual([{ id: 'combined', inputs: { merge: ['b', 'c'], answers: [] } }]);
    const some = graph([run('a', passed), run('b', failed), run('c', passed), run('combined')]);
    expect(some.start[0]?.inputs.merge).toEqual(['a', 'c']);
  });

  it('waits for all, and is skipped where nothing passed', () => {
    expect(graph([run('a', passed), run('b'), run('c', failed), run('combined')]).start.map(({ id }) => id)).toEqual([
      'b',
    ]);
    const none = graph([run('a', failed), run('b', { status: 'skipped' }), run('c', failed), run('combined')]);
    expect(none.skip).toMatchObject([{ id: 'combined', reason: 'Nothing that it goes on from has passed.' }]);
  });
});

describe('stages', () => {
  const second = (take: 'winner' | 'merged') => stage([variant('x')], { name: 'next', from: { stage: 'main', take } });
  const main = (fields: Parameters<typeof stage>[1] = {}) => stage([variant('a'), variant('b')], fields);

  it('wait for the winner of the one before, and start from it', () => {
    const runs = [run('a', passed), run('b', passed), run('x')];
    expect(schedule(input([main(), second('winner')], runs))).toMatchObject({ start: [], decide: ['main'] });
    const decided = schedule(input([main({ decided: true, winnerRunId: 'b' }), second('winner')], runs));
    expect(decided.start).toEqual([{ id: 'x', inputs: { merge: ['b'], answers: [] } }]);
  });

  it('are skipped where there is no winner to go on from', () => {
    const runs = [run('a', failed), run('b', failed), run('x')];
    const result = schedule(input([main({ decided: true }), second('winner')], runs));
    expect(result.skip).toMatchObject([{ id: 'x', reason: 'Stage main has no winner to go on from.' }]);
  });

  it('start from the combination of the one before', () => {
    const merging = stage([variant('a'), variant('both', { kind: 'combine', needs: 'ended', dependsOn: ['a'] })], {});
    const runs = [run('a', passed), run('both', passed), run('x')];
    expect(idsOf(schedule(input([merging, second('merged')], runs)).start)).toEqual(['x']);
    const broken = schedule(input([merging, second('merged')], [run('a', passed), run('both', failed), run('x')]));
    expect(broken.skip).toMatchObject([{ id: 'x', reason: 'The results of stage main could not be combined.' }]);
  });
});

describe('retries', () => {
  const limited = { status: 'failed', success: null, failure: 'agent_rate_limited', stoppedAt: 500 } as const;
  const plan = [stage([variant('a', { retries: { max: 2, backoffMs: 1000 } }), variant('b')])];

  it('come after failures that another try may not meet, ever later, and not for ever', () => {
    expect(schedule(input(plan, [run('a', limited), run('b', limited)])).retry).toEqual([{ id: 'a', notBefore: 1500 }]);
    expect(schedule(input(plan, [run('a', { ...limited, attempt: 1 })])).retry).toEqual([{ id: 'a', notBefore: 2500 }]);
    expect(schedule(input(plan, [run('a', { ...limited, attempt: 2 })])).retry).toEqual([]);
  });

  it('never come for a red test, nor for what a person stopped', () => {
    expect(schedule(input(plan, [run('a', failed)])).retry).toEqual([]);
    expect(schedule(input(plan, [run('a', { ...limited, cancelRequested: true })])).retry).toEqual([]);
    expect(schedule(input(plan, [run('a', limited)], { cancelled: true })).retry).toEqual([]);
  });

  it('wait for their time, and say when it has come', () => {
    const waiting = run('a', { attempt: 1, notBefore: 2500 });
    expect(schedule(input(plan, [waiting]))).toMatchObject({ start: [], wakeAt: 2500, finished: null });
    expect(idsOf(schedule(input(plan, [waiting], { now: 2500 })).start)).toEqual(['a']);
  });

  it('are left out once another has won', () => {
    const race = [stage([variant('a', { retries: { max: 2, backoffMs: 0 } }), variant('b')], { type: 'competitive' })];
    const result = schedule(input(race, [run('a', limited), run('b', { ...passed, gatesEndedAt: 600 })]));
    expect(result).toMatchObject({ retry: [], decide: ['main'] });
  });

  it('keep a fallback from its next try until there is none left', () => {
    const cascade = [stage([variant('a', { retries: { max: 1, backoffMs: 0 } }), variant('b')], { type: 'fallback' })];
    expect(schedule(input(cascade, [run('a', limited), run('b')]))).toMatchObject({ start: [], retry: [{ id: 'a' }] });
    expect(idsOf(schedule(input(cascade, [run('a', { ...limited, attempt: 1 }), run('b')])).start)).toEqual(['b']);
  });
});
