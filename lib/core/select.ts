/** Which run to propose, by a rule that was fixed before the start, and the sentence that says why. */
import { assertNever } from './assert-never';
import { formatDuration } from './display';
import type { Direction, Selection } from './experiment';

export type Candidate = {
  id: string;
  label: string;
  /** null: nothing judged it. Only true can win by a rule. */
  success: boolean | null;
  /** Milliseconds of agent time. */
  durationMs: number | null;
  /** Milliseconds since 1970. */
  endedAt: number | null;
  testsPassed: number | null;
  linesChanged: number | null;
  costUsd: number | null;
  metrics: Record<string, number | null>;
};

export type BaseNumbers = { testsPassed: number | null; metrics: Record<string, number | null> };

export type SelectionInput = {
  select: Selection;
  candidates: Candidate[];
  base: BaseNumbers;
  /** Direction and unit of each metric of the contract. */
  metrics: { name: string; better: Direction; unit: string }[];
};

export type SelectionResult = {
  winnerId: string | null;
  verdict: string;
  /** Best first. Runs without a value for the rule come last with null. */
  ranking: { runId: string; value: number | null }[];
};

type Rule = {
  /** A number to compare by; null: unknown, never best. */
  value: (candidate: Candidate) => number | null;
  better: Direction;
  explain: (candidate: Candidate, value: number) => string;
};

/** Ties are broken by the earlier end, and the verdict says so. */
export function select(input: SelectionInput): SelectionResult {
  const eligible = input.candidates.filter((candidate) => candidate.success === true);
  if (eligible.length === 0 && input.candidates.some((candidate) => candidate.success === null)) {
    const verdict = 'No gate judged the runs, so none was chosen. Pick a winner yourself.';
    return { winnerId: null, verdict, ranking: [] };
  }
  if (eligible.length === 0) return { winnerId: null, verdict: 'No run passed its gates.', ranking: [] };
  const passed = `${eligible.length} of ${input.candidates.length} ${plural(input.candidates.length, 'run')} passed`;
  if (input.select.by === 'person') {
    return { winnerId: null, verdict: `${passed}. The choice is yours.`, ranking: [] };
  }
  return rank({ rule: ruleFor(input), eligible, passed });
}

function rank(input: { rule: Rule; eligible: Candidate[]; passed: string }): SelectionResult {
  const { rule, eligible, passed } = input;
  const valued = eligible.map((candidate) => ({ candidate, value: rule.value(candidate) }));
  const sign = rule.better === 'lower' ? 1 : -1;
  const ordered = valued.toSorted((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    return sign * (a.value - b.value) || (a.candidate.endedAt ?? Infinity) - (b.candidate.endedAt ?? Infinity);
  });
  const ranking = ordered.map(({ candidate, value }) => ({ runId: candidate.id, value }));
  const best = ordered[0];
  if (!best || best.value === null) {
    return {
      winnerId: null,
      verdict: `${passed}, but none has a value for the selection rule. Pick a winner yourself.`,
      ranking,
    };
  }
  const ties = ordered.filter((other) => other !== best && other.value === best.value).map((o) => o.candidate.label);
  const tie = ties.length > 0 ? ` It ties with ${ties.join(', ')} and ended earlier.` : '';
  return {
    winnerId: best.candidate.id,
    verdict: `${best.candidate.label} wins: ${rule.explain(best.candidate, best.value)}; ${passed}.${tie}`,
    ranking,
  };
}

function ruleFor(input: SelectionInput): Rule {
  const { by } = input.select;
  switch (by) {
    case 'first':
      return { value: (c) => c.endedAt, better: 'lower', explain: () => 'first to pass its gates' };
    case 'fastest':
      return { value: (c) => c.durationMs, better: 'lower', explain: (_, ms) => `fastest, in ${formatDuration(ms)}` };
    case 'most-tests':
      return { value: (c) => c.testsPassed, better: 'higher', explain: (_, n) => `most tests passed, ${n}` };
    case 'least-changes':
      return {
        value: (c) => c.linesChanged,
        better: 'lower',
        explain: (_, n) => `least changes, ${n} ${plural(n, 'line')}`,
      };
    case 'coverage':
      return metricRule(input, input.select.metric ?? 'coverage');
    case 'weighted':
      return weightedRule(input);
    case 'person':
      return { value: () => null, better: 'lower', explain: () => '' };
    default:
      return assertNever(by);
  }
}

function metricRule(input: SelectionInput, name: string): Rule {
  const spec = input.metrics.find((metric) => metric.name === name);
  return {
    value: (c) => c.metrics[name] ?? null,
    better: spec?.better ?? 'higher',
    explain: (_, value) => `best ${name}, ${round(value)}${spec?.unit ? ` ${spec.unit}` : ''}`,
  };
}

/**
 * Sum of weight x log(value / base), signed so that lower is better. Relative to the base and not to the pool: with
 * min-max over the pool a bad variant that joins can flip the winner.
 */
function weightedRule(input: SelectionInput): Rule {
  const terms = Object.entries(input.select.weights);
  return {
    value: (candidate) => {
      let sum = 0;
      for (const [name, weight] of terms) {
        const term = logRatio(name, candidate, input);
        if (term === null) return null;
        sum += weight * term;
      }
      return sum;
    },
    better: 'lower',
    explain: (_, score) => `best weighted score, ${percent(score)} against the base`,
  };
}

/** Quantities that the base has none of count against 1 (one line, one second, one cent). */
function logRatio(name: string, candidate: Candidate, input: SelectionInput): number | null {
  const spec = input.metrics.find((metric) => metric.name === name);
  const sign = (spec?.better ?? (name === 'tests-passed' ? 'higher' : 'lower')) === 'lower' ? 1 : -1;
  const value = weighable(name, candidate);
  const base = spec ? (input.base.metrics[name] ?? null) : name === 'tests-passed' ? input.base.testsPassed : 1;
  if (value === null || base === null) return null;
  const floor = 1e-9;
  return sign * Math.log(Math.max(value, floor) / Math.max(base, floor));
}

function weighable(name: string, candidate: Candidate): number | null {
  if (name === 'duration') return candidate.durationMs === null ? null : 1 + candidate.durationMs / 1000;
  if (name === 'lines-changed') return candidate.linesChanged === null ? null : 1 + candidate.linesChanged;
  if (name === 'cost') return candidate.costUsd === null ? null : 1 + candidate.costUsd * 100;
  if (name === 'tests-passed') return candidate.testsPassed;
  return candidate.metrics[name] ?? null;
}

function percent(score: number): string {
  const change = (Math.exp(score) - 1) * 100;
  return `${change >= 0 ? '+' : '−'}${Math.abs(change).toFixed(0)} %`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}
