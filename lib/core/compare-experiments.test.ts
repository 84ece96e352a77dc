import { describe, expect, it } from 'vitest';
import { compareExperiments, type ComparedExperiment } from './compare-experiments';

function run(id: string, ms: number, change: Partial<ComparedExperiment['runs'][number]> = {}) {
  return {
    id,
    status: 'passed' as const,
    success: true,
    durationMs: 1000,
    costUsd: 0.5,
    usage: null,
    diffStats: null,
    tests: null,
    gates: [{ name: 'tests', status: 'passed' as const, exitCode: 0 }],
    metrics: [{ name: 'time', value: ms, unit: 'ms', better: 'lower' as const, error: null }],
    peak: null,
    ...change,
  };
}

function experiment(name: string, change: Partial<ComparedExperiment> = {}): ComparedExperiment {
  return {
    name,
    contractHash: 'c'.repeat(40),
    baseSha: 'a'.repeat(40),
    base: { gates: [], metrics: [{ name: 'time', value: 100, unit: 'ms', better: 'lower', error: null }], tests: null },
    runs: [run(`${name}-1`, 40)],
    gates: ['tests'],
    metrics: ['time'],
    startedAt: 1000,
    endedAt: 61_000,
    ...change,
  };
}

describe('compareExperiments', () => {
  it('marks the best of both together', () => {
    const result = compareExperiments(experiment('a'), experiment('b', { runs: [run('b-1', 20), run('b-2', 60)] }));
    const time = result.ok ? result.comparison.rows.find((row) => row.key === 'metric:time') : null;
    expect(time?.cells.map(({ value, best }) => [value, best])).toEqual([
      [40, false],
      [20, true],
      [60, false],
    ]);
    expect(time?.cells.every((cell) => cell.delta !== null)).toBe(true);
  });

  it('refuses two contracts, and names both', () => {
    const result = compareExperiments(experiment('a'), experiment('b', { contractHash: 'd'.repeat(40) }));
    expect(result.ok ? '' : result.why).toMatch(/“a” and “b” .*\(cccccccc and dddddddd\)/);
  });

  it('counts nothing against the base of the other one', () => {
    const result = compareExperiments(experiment('a'), experiment('b', { baseSha: 'b'.repeat(40) }));
    if (!result.ok) throw new Error(result.why);
    expect(result.comparison.isSameBase).toBe(false);
    const time = result.comparison.rows.find((row) => row.key === 'metric:time');
    expect(time?.cells.map(({ delta }) => delta !== null)).toEqual([true, false]);
  });

  it('sums what each came to, and says where a cost is not known', () => {
    const failed = run('b-2', 60, { success: false, status: 'failed', costUsd: null });
    const result = compareExperiments(
      experiment('a'),
      experiment('b', { runs: [run('b-1', 20), failed], endedAt: null }),
    );
    expect(result.ok ? result.comparison.sums : null).toEqual([
      { runs: 1, passed: 1, costUsd: 0.5, isCostPartial: false, durationMs: 60_000 },
      { runs: 2, passed: 1, costUsd: 0.5, isCostPartial: true, durationMs: null },
    ]);
  });
});
