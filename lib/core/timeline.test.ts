import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTimeline, runPhases, type RunTimestamps } from './timeline';

const at = (seconds: number): string => new Date(seconds * 1000).toISOString();
const none = { preparing: null, agentStarted: null, agentEnded: null, gatesEnded: null, stopped: null };

describe('runPhases', () => {
  it('lays the phases one after the other', () => {
    const timestamps = {
      queued: at(0),
      preparing: at(2),
      agentStarted: at(3),
      agentEnded: at(13),
      gatesEnded: at(15),
      stopped: at(16),
    };
    expect(
      runPhases(timestamps, 0).map(({ name, startMs, durationMs, open }) => [name, startMs, durationMs, open]),
    ).toEqual([
      ['wait', 0, 2000, false],
      ['setup', 2000, 1000, false],
      ['agent', 3000, 10_000, false],
      ['gates', 13_000, 2000, false],
      ['measure', 15_000, 1000, false],
    ]);
  });

  it('lets the phase that goes on grow until now', () => {
    const phases = runPhases({ ...none, queued: at(0), preparing: at(1), agentStarted: at(2) }, 7000);
    expect(phases.at(-1)).toEqual({ name: 'agent', startMs: 2000, durationMs: 5000, open: true });
  });

  it('ends a run that was cancelled in the queue', () => {
    expect(runPhases({ ...none, queued: at(0), stopped: at(4) }, 9000)).toEqual([
      { name: 'wait', startMs: 0, durationMs: 4000, open: false },
    ]);
  });

  it('leaves out a phase that never began, and says that the one before it lasted as long', () => {
    const phases = runPhases({ ...none, queued: at(0), preparing: at(1), agentEnded: at(4), stopped: at(5) }, 9000);
    expect(phases.map(({ name, durationMs }) => [name, durationMs])).toEqual([
      ['wait', 1000],
      ['setup', 3000],
      ['gates', 1000],
    ]);
  });
});

describe('buildTimeline', () => {
  const run = (id: string, stage: string, timestamps: Partial<RunTimestamps> & { queued: string }) => ({
    id,
    stage,
    timestamps: { ...none, ...timestamps },
  });

  it('puts all runs on one axis, by stage in the order of the stages', () => {
    const timeline = buildTimeline({
      stages: ['main', 'polish', 'never'],
      nowMs: 30_000,
      runs: [
        run('b', 'polish', { queued: at(10), preparing: at(20) }),
        run('a', 'main', { queued: at(0), preparing: at(1), stopped: at(5) }),
      ],
    });
    expect(timeline?.fromMs).toBe(0);
    expect(timeline?.lengthMs).toBe(30_000);
    expect(timeline?.ticks).toEqual([0, 5000, 10_000, 15_000, 20_000, 25_000, 30_000]);
    expect(timeline?.stages.map(({ name, rows }) => [name, rows.map((row) => row.run.id)])).toEqual([
      ['main', ['a']],
      ['polish', ['b']],
    ]);
    expect(timeline?.stages[1]?.rows[0]?.phases).toEqual([
      { name: 'wait', startMs: 10_000, durationMs: 10_000, open: false },
      { name: 'setup', startMs: 20_000, durationMs: 10_000, open: true },
    ]);
  });

  it('is nothing without runs', () => {
    expect(buildTimeline({ stages: ['main'], runs: [], nowMs: 0 })).toBeNull();
  });

  it('has few and round ticks on an axis of any length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 * 86_400 }), (seconds) => {
        const runs = [run('a', 'main', { queued: at(0), stopped: at(seconds) })];
        const ticks = buildTimeline({ stages: [], runs, nowMs: 0 })?.ticks ?? [];
        expect(ticks.length).toBeGreaterThan(1);
        expect(ticks.length).toBeLessThanOrEqual(7);
        expect(ticks.every((tick) => tick <= seconds * 1000)).toBe(true);
      }),
    );
  });
});
