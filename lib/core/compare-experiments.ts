/** Two experiments side by side: only where the same contract judged both, or numbers would say what they do not mean. */
import { buildScoreboard, type ScoreboardInput, type ScoreRow, type ScoreRun } from './scoreboard';

export type ComparedExperiment = {
  name: string;
  contractHash: string;
  baseSha: string;
  base: ScoreboardInput['base'];
  /** Those that count. */
  runs: (ScoreRun & { success: boolean | null })[];
  gates: string[];
  metrics: string[];
  /** Milliseconds since 1970; null: it has not begun, or not ended. */
  startedAt: number | null;
  endedAt: number | null;
};

export type ExperimentSum = {
  runs: number;
  passed: number;
  /** Of the runs that told it; null: none did. */
  costUsd: number | null;
  /** Some runs did not tell what they cost. */
  isCostPartial: boolean;
  durationMs: number | null;
};

export type ExperimentComparison = {
  /** Base of the first, its runs, then those of the second. */
  rows: ScoreRow[];
  sums: [ExperimentSum, ExperimentSum];
  isSameBase: boolean;
};

export type ComparedResult =
  | { ok: true; comparison: ExperimentComparison }
  | { ok: false; why: string; remedy: string };

export function compareExperiments(first: ComparedExperiment, second: ComparedExperiment): ComparedResult {
  if (first.contractHash !== second.contractHash) {
    return {
      ok: false,
      why: `“${first.name}” and “${second.name}” were judged by different contracts (${short(first)} and ${short(second)}), so their numbers do not mean the same.`,
      remedy: 'Run one of them again under the contract of the other.',
    };
  }
  const isSameBase = first.baseSha === second.baseSha;
  const rows = buildScoreboard({
    base: first.base,
    runs: [...first.runs, ...second.runs],
    gates: first.gates,
    metrics: first.metrics,
  });
  const compared = isSameBase ? rows : rows.map((row) => withoutDeltas(row, first.runs.length));
  return { ok: true, comparison: { rows: compared, sums: [sumOf(first), sumOf(second)], isSameBase } };
}

/** What the second experiment came to is no change against the base of the first. */
function withoutDeltas(row: ScoreRow, from: number): ScoreRow {
  return { ...row, cells: row.cells.map((cell, index) => (index < from ? cell : { ...cell, delta: null })) };
}

function sumOf({ runs, startedAt, endedAt }: ComparedExperiment): ExperimentSum {
  const costs = runs.flatMap(({ costUsd }) => (costUsd === null ? [] : [costUsd]));
  return {
    runs: runs.length,
    passed: runs.filter(({ success }) => success === true).length,
    costUsd: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
    isCostPartial: costs.length > 0 && costs.length < runs.length,
    durationMs: startedAt === null || endedAt === null ? null : endedAt - startedAt,
  };
}

function short({ contractHash }: ComparedExperiment): string {
  return contractHash.slice(0, 8);
}
