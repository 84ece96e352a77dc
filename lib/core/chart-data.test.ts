import { describe, expect, it } from 'vitest';
import { buildCharts, buildTestChart, runLabel, type ChartRun } from './chart-data';

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
