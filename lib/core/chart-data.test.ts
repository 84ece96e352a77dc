import { describe, expect, it } from 'vitest';
import { buildCharts, buildTestChart, buildTimeline, runLabel, type ChartRun } from './chart-data';

function run(letter: string, overrides: Partial<ChartRun> = {}): ChartRun {
  return {
    id: `run-${letter}`,
    variant: { letter, position: letter.charCodeAt(0) - 65, key: letter },
    repeat: 0,
    durationMs: 12_000,
    costUsd: null,
    tests: null,
    metrics: [],
    ...overrides,
  };
}

function at(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

describe('buildCharts', () => {
  it('leaves out a chart in which nothing is known', () => {
    expect(buildCharts([run('A')], []).map((chart) => chart.key)).toEqual(['duration']);
  });

  it('puts the base first in a metric and keeps unknown values unknown', () => {
    const p95 = { name: 'p95', value: 200, unit: 'ms', better: 'lower' as const };
    const runs = [run('A', { metrics: [{ ...p95, value: 100 }] }), run('B', { metrics: [{ ...p95, value: null }] })];
    const chart = buildCharts(runs, [p95]).find(({ key }) => key === 'metric:p95');
    expect(chart).toMatchObject({ base: 200, unit: 'ms', better: 'lower' });
    expect(chart?.points.map((point) => [point.label, point.value, point.text])).toEqual([
      ['0', 200, '200 ms'],
      ['A', 100, '100 ms'],
      ['B', null, 'unknown'],
    ]);
  });

  it('tells repeats of a variant apart', () => {
    expect(runLabel(run('A'))).toBe('A');
    expect(runLabel(run('A', { repeat: 1 }))).toBe('A2');
  });
});

describe('buildTestChart', () => {
  it('shows only runs that reported tests, after the base', () => {
    const points = buildTestChart([run('A', { tests: { passed: 4, failed: 1, skipped: 0 } }), run('B')], {
      passed: 3,
      failed: 2,
      skipped: 0,
    });
    expect(points.map((point) => [point.label, point.passed, point.failed])).toEqual([
      ['0', 3, 2],
      ['A', 4, 1],
    ]);
  });

  it('is empty where no run reported any', () => {
    expect(buildTestChart([run('A')], { passed: 1, failed: 0, skipped: 0 })).toEqual([]);
  });
});

describe('buildTimeline', () => {
  const none = { preparing: null, agentStarted: null, agentEnded: null, gatesEnded: null, stopped: null };

  it('lays the steps one after the other', () => {
    const timestamps = {
      queued: at(0),
      preparing: at(2),
      agentStarted: at(3),
      agentEnded: at(13),
      gatesEnded: at(15),
      stopped: at(15),
    };
    expect(
      buildTimeline(timestamps, 0).map(({ name, startMs, durationMs, open }) => [name, startMs, durationMs, open]),
    ).toEqual([
      ['queued', 0, 2000, false],
      ['preparing', 2000, 1000, false],
      ['agent', 3000, 10_000, false],
      ['gates', 13_000, 2000, false],
    ]);
  });

  it('lets the running step grow until now', () => {
    const segments = buildTimeline({ ...none, queued: at(0), preparing: at(1), agentStarted: at(2) }, 7000);
    expect(segments.at(-1)).toEqual({ name: 'agent', startMs: 2000, durationMs: 5000, open: true });
  });

  it('ends a run that was cancelled in the queue', () => {
    expect(buildTimeline({ ...none, queued: at(0), stopped: at(4) }, 9000)).toEqual([
      { name: 'queued', startMs: 0, durationMs: 4000, open: false },
    ]);
  });
});
