import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { select, type Candidate, type SelectionInput } from '@/lib/core/select';
import type { SelectionRule } from '@/lib/core/experiment';

function candidate(id: string, input: Partial<Candidate> = {}): Candidate {
  return {
    id,
    label: id.toUpperCase(),
    success: true,
    durationMs: 1000,
    endedAt: 1,
    testsPassed: 5,
    linesChanged: 10,
    costUsd: null,
    metrics: {},
    ...input,
  };
}

function decide(by: SelectionRule, candidates: Candidate[], rest: Partial<SelectionInput> = {}) {
  return select({
    select: { by, weights: {}, metric: null },
    candidates,
    base: { testsPassed: 3, metrics: {} },
    metrics: [],
    ...rest,
  });
}

describe('select', () => {
  it('never lets a red run win, however good its numbers are', () => {
    const red = candidate('a', { success: false, linesChanged: 1 });
    expect(decide('least-changes', [red, candidate('b')]).winnerId).toBe('b');
  });

  it('proposes nobody when no run passed', () => {
    expect(decide('fastest', [candidate('a', { success: false })])).toMatchObject({
      winnerId: null,
      verdict: 'No run passed its gates.',
    });
  });

  it('proposes nobody where nothing was judged, and says so', () => {
    const result = decide('fastest', [candidate('a', { success: null }), candidate('b', { success: false })]);
    expect(result.winnerId).toBeNull();
    expect(result.verdict).toContain('No gate');
  });

  it('leaves the choice to a person where the rule says so', () => {
    const result = decide('person', [candidate('a')]);
    expect(result).toMatchObject({ winnerId: null, verdict: '1 of 1 run passed. The choice is yours.' });
  });

  it.each<[SelectionRule, Partial<Candidate>]>([
    ['first', { endedAt: 0 }],
    ['fastest', { durationMs: 1 }],
    ['most-tests', { testsPassed: 99 }],
    ['least-changes', { linesChanged: 1 }],
  ])('finds the best by %s', (by, better) => {
    const result = decide(by, [candidate('a'), candidate('b', better), candidate('c')]);
    expect(result.winnerId).toBe('b');
    expect(result.verdict).toMatch(/^B wins: /);
    expect(result.ranking).toHaveLength(3);
  });

  it('breaks a tie by the earlier end and says that it was one', () => {
    const result = decide('least-changes', [candidate('a', { endedAt: 9 }), candidate('b', { endedAt: 3 })]);
    expect(result.winnerId).toBe('b');
    expect(result.verdict).toContain('It ties with A and ended earlier.');
  });

  it('puts a run without a value behind all others', () => {
    const result = decide('most-tests', [candidate('a', { testsPassed: null }), candidate('b', { testsPassed: 0 })]);
    expect(result.ranking.map((entry) => entry.runId)).toEqual(['b', 'a']);
    expect(result.winnerId).toBe('b');
  });

  it('does not guess when no run has a value', () => {
    const result = decide('most-tests', [candidate('a', { testsPassed: null })]);
    expect(result.winnerId).toBeNull();
    expect(result.verdict).toContain('none has a value');
  });

  it('reads coverage from the metric that the rule names', () => {
    const metrics = [{ name: 'cov', better: 'higher' as const, unit: '%' }];
    const candidates = [candidate('a', { metrics: { cov: 80 } }), candidate('b', { metrics: { cov: 90 } })];
    const result = decide('coverage', candidates, { select: { by: 'coverage', weights: {}, metric: 'cov' }, metrics });
    expect(result.winnerId).toBe('b');
    expect(result.verdict).toContain('best cov, 90 %');
  });
});

describe('the weighted rule', () => {
  const metrics = [{ name: 'p95', better: 'lower' as const, unit: 'ms' }];
  const weighted = (candidates: Candidate[], weights: Record<string, number>) =>
    decide('weighted', candidates, {
      select: { by: 'weighted', weights, metric: null },
      base: { testsPassed: 3, metrics: { p95: 100 } },
      metrics,
    });

  it('weighs metrics against the base', () => {
    const fast = candidate('a', { metrics: { p95: 50 }, linesChanged: 30 });
    const small = candidate('b', { metrics: { p95: 99 }, linesChanged: 29 });
    expect(weighted([fast, small], { p95: 1, 'lines-changed': 0.1 }).winnerId).toBe('a');
  });

  it('ranks a run without one of the numbers last', () => {
    const known = candidate('a', { metrics: { p95: 500 } });
    const unknown = candidate('b', { metrics: { p95: null } });
    expect(weighted([unknown, known], { p95: 1 }).winnerId).toBe('a');
  });

  it('keeps its order when a bad run joins, which scores relative to the pool do not', () => {
    const number = fc.integer({ min: 1, max: 1000 });
    const any = (id: string) =>
      fc.tuple(number, number).map(([p95, linesChanged]) => candidate(id, { metrics: { p95 }, linesChanged }));
    fc.assert(
      fc.property(any('a'), any('b'), any('c'), (a, b, c) => {
        const before = weighted([a, b], { p95: 0.5, 'lines-changed': 0.5 }).ranking.map((entry) => entry.runId);
        const after = weighted([a, b, c], { p95: 0.5, 'lines-changed': 0.5 }).ranking.map((entry) => entry.runId);
        expect(after.filter((id) => id !== 'c')).toEqual(before);
      }),
    );
  });
});
