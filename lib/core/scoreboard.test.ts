import { describe, expect, it } from 'vitest';
import { buildScoreboard, type ScoreboardInput, type ScoreMetric, type ScoreRow, type ScoreRun } from './scoreboard';

function metric(value: number | null): ScoreMetric {
  return { name: 'p95', value, unit: 'ms', better: 'lower', error: value === null ? 'no number in the output' : null };
}

function run(id: string, overrides: Partial<ScoreRun> = {}): ScoreRun {
  return {
    id,
    status: 'passed',
    durationMs: 10_000,
    costUsd: null,
    usage: null,
    diffStats: { filesChanged: 1, linesAdded: 8, linesRemoved: 2 },
    tests: { passed: 5, failed: 0, skipped: 0 },
    gates: [{ name: 'tests', status: 'passed', exitCode: 0 }],
    metrics: [metric(100)],
    peak: null,
    ...overrides,
  };
}

function board(runs: ScoreRun[], base: Partial<ScoreboardInput['base']> = {}): Map<string, ScoreRow> {
  const rows = buildScoreboard({
    base: {
      gates: [{ name: 'tests', status: 'failed', exitCode: 1 }],
      metrics: [metric(200)],
      tests: { passed: 3, failed: 2 },
      ...base,
    },
    runs,
    gates: ['tests'],
    metrics: ['p95'],
  });
  return new Map(rows.map((row) => [row.key, row]));
}

describe('buildScoreboard', () => {
  it('puts gates first, then tests, metrics and effort', () => {
    expect([...board([run('a')]).keys()]).toEqual([
      'gate:tests',
      'tests:passed',
      'tests:failed',
      'metric:p95',
      'effort:duration',
      'effort:cost',
      'effort:tokens',
      'effort:lines',
      'effort:files',
    ]);
  });

  it('shows what runs used where any was measured, and the others as unknown', () => {
    const rows = board([run('a', { peak: { cpuMs: 1500, memoryBytes: 2_500_000 } }), run('b')]);
    expect(rows.get('effort:cpu')?.cells.map((cell) => cell.text)).toEqual(['1.5 s', 'unknown']);
    expect(rows.get('effort:memory')?.cells.map((cell) => cell.text)).toEqual(['2.5 MB', 'unknown']);
    expect(board([run('a')]).has('effort:cpu')).toBe(false);
  });

  it('shows a change against the base with the direction that the metric has', () => {
    const row = board([run('a'), run('b', { metrics: [metric(250)] }), run('c', { metrics: [metric(200)] })]).get(
      'metric:p95',
    );
    expect(row?.cells.map((cell) => cell.delta)).toEqual([
      { text: '−50 %', direction: 'better' },
      { text: '+25 %', direction: 'worse' },
      { text: '±0', direction: 'same' },
    ]);
  });

  it('writes an absolute change where the base is zero', () => {
    const row = board([run('a', { metrics: [metric(3)] })], { metrics: [metric(0)] }).get('metric:p95');
    expect(row?.cells[0]?.delta).toEqual({ text: '+3', direction: 'worse' });
  });

  it('never marks a missing value good or best, and says why it is missing', () => {
    const row = board([run('a', { metrics: [metric(null)] }), run('b'), run('c', { metrics: [metric(120)] })]).get(
      'metric:p95',
    );
    expect(row?.cells[0]).toMatchObject({
      state: 'unknown',
      best: false,
      delta: null,
      note: 'no number in the output',
    });
    expect(row?.cells[1]?.best).toBe(true);
  });

  it('leaves ties unbroken', () => {
    const row = board([run('a'), run('b'), run('c', { metrics: [metric(300)] })]).get('metric:p95');
    expect(row?.cells.map((cell) => [cell.best, cell.tied])).toEqual([
      [true, true],
      [true, true],
      [false, false],
    ]);
    const equal = board([run('a'), run('b')]).get('metric:p95');
    expect(equal?.cells.some((cell) => cell.best)).toBe(false);
  });

  it('lets only runs that passed be best', () => {
    const row = board([run('a', { status: 'failed', durationMs: 1 }), run('b'), run('c', { durationMs: 20_000 })]).get(
      'effort:duration',
    );
    expect(row?.cells.map((cell) => cell.best)).toEqual([false, true, false]);
  });

  it('marks failed gates bad and missing ones unknown', () => {
    const failed = run('a', { status: 'failed', gates: [{ name: 'tests', status: 'timed_out', exitCode: null }] });
    const row = board([
      failed,
      run('b', { status: 'running', gates: [] }),
      run('c', { status: 'lost', gates: [] }),
    ]).get('gate:tests');
    expect(row?.cells.map((cell) => [cell.state, cell.text])).toEqual([
      ['bad', 'timed out'],
      ['unknown', 'not yet'],
      ['unknown', 'unknown'],
    ]);
  });

  it('says which rows differ, and counts the base where it has a value', () => {
    const rows = board([run('a'), run('b')]);
    expect(rows.get('gate:tests')?.differs).toBe(true);
    expect(rows.get('effort:duration')?.differs).toBe(false);
    expect(rows.get('effort:lines')?.cells[0]?.text).toBe('10');
  });

  it('shows every row of a single run where the base has nothing to compare', () => {
    expect(board([run('a')]).get('effort:duration')?.differs).toBe(true);
  });

  it('adds gates that only one variant has after those of the contract', () => {
    const own = run('b', {
      gates: [
        { name: 'tests', status: 'passed', exitCode: 0 },
        { name: 'test of b', status: 'passed', exitCode: 0 },
      ],
    });
    expect([...board([run('a'), own]).keys()].slice(0, 2)).toEqual(['gate:tests', 'gate:test of b']);
  });
});
