/**
 * The decision table: one row for each thing that is compared, base first, then the runs. Pure, so that the page, the
 * command line and reports show the same marks. Unknown is never good and never best; equal values are never ranked.
 */
import {
  formatBytes,
  formatCost,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatSigned,
} from './display';
import type { Direction } from './experiment';
import type { DiffStats } from './repository';
import type { RunStatus } from './run-status';

export type ScoreGate = { name: string; status: 'passed' | 'failed' | 'error' | 'timed_out'; exitCode: number | null };

export type ScoreMetric = {
  name: string;
  value: number | null;
  unit: string;
  better: Direction;
  error: string | null;
};

export type ScoreRun = {
  id: string;
  status: RunStatus;
  durationMs: number | null;
  costUsd: number | null;
  usage: { inputTokens: number | null; outputTokens: number | null } | null;
  diffStats: DiffStats | null;
  tests: { passed: number; failed: number; skipped: number } | null;
  gates: ScoreGate[];
  metrics: ScoreMetric[];
  /** Measured from outside of the run; null where it was not. */
  peak: { cpuMs: number; memoryBytes: number } | null;
};

export type ScoreboardInput = {
  base: { gates: ScoreGate[]; metrics: ScoreMetric[]; tests: { passed: number; failed: number } | null };
  runs: ScoreRun[];
  /** The contract's own order; names that only results know come after. */
  gates: string[];
  metrics: string[];
};

export type ScoreDelta = { text: string; direction: 'better' | 'worse' | 'same' };

export type ScoreCell = {
  text: string;
  value: number | null;
  /** `none` is a place where nothing can be known (what the base cost); `unknown` is missing evidence. */
  state: 'good' | 'bad' | 'plain' | 'unknown' | 'none';
  delta: ScoreDelta | null;
  /** No other run that passed is better. Several cells may be best at the same time. */
  best: boolean;
  /** Best together with another one. */
  tied: boolean;
  note: string | null;
};

export type ScoreRow = {
  key: string;
  group: 'gate' | 'tests' | 'metric' | 'effort';
  label: string;
  /** Null where neither is better. */
  better: Direction | null;
  base: ScoreCell;
  /** One for each run, in their order. */
  cells: ScoreCell[];
  differs: boolean;
};

export function buildScoreboard(input: ScoreboardInput): ScoreRow[] {
  return [...gateRows(input), ...testRows(input), ...metricRows(input), ...effortRows(input)];
}

function gateRows({ base, runs, gates }: ScoreboardInput): ScoreRow[] {
  return orderedNames(
    gates,
    [base, ...runs].map((column) => column.gates),
  ).map((name) => {
    const cells = runs.map((run) => gateCell(run.gates, name, isOpen(run.status)));
    const baseCell = gateCell(base.gates, name, false);
    return toRow({ key: `gate:${name}`, group: 'gate', label: name, better: null, base: baseCell, cells });
  });
}

function gateCell(gates: ScoreGate[], name: string, open: boolean): ScoreCell {
  const gate = gates.find((candidate) => candidate.name === name);
  if (!gate) return unknownCell(open ? 'not yet' : 'unknown', null);
  if (gate.status === 'passed') return { ...plainCell('passed', 1), state: 'good' };
  const words = { failed: 'failed', error: 'could not run', timed_out: 'timed out' }[gate.status];
  const note = gate.exitCode === null ? null : `exit code ${gate.exitCode}`;
  return { ...plainCell(words, 0), state: 'bad', note };
}

function testRows({ base, runs }: ScoreboardInput): ScoreRow[] {
  if (!base.tests && runs.every((run) => !run.tests)) return [];
  return (['passed', 'failed'] as const).map((side) => {
    const better: Direction = side === 'passed' ? 'higher' : 'lower';
    const cell = (value: number | null | undefined): ScoreCell => {
      const known = numberCell(value ?? null, formatNumber);
      return side === 'failed' && (known.value ?? 0) > 0 ? { ...known, state: 'bad' } : known;
    };
    const row = { key: `tests:${side}`, group: 'tests' as const, label: `Tests ${side}`, better };
    return finishRow(
      { ...row, base: cell(base.tests?.[side]), cells: runs.map((run) => cell(run.tests?.[side])) },
      runs,
    );
  });
}

function metricRows({ base, runs, metrics }: ScoreboardInput): ScoreRow[] {
  return orderedNames(
    metrics,
    [base, ...runs].map((column) => column.metrics),
  ).map((name) => {
    const found = [base, ...runs].map((column) => column.metrics.find((metric) => metric.name === name));
    const known = found.find((metric) => metric !== undefined);
    const cells = found.map((metric) => metricCell(metric));
    const row = { key: `metric:${name}`, group: 'metric' as const, label: name, better: known?.better ?? null };
    return finishRow({ ...row, base: cells[0] ?? unknownCell('unknown', null), cells: cells.slice(1) }, runs);
  });
}

function metricCell(metric: ScoreMetric | undefined): ScoreCell {
  if (!metric || metric.value === null) return unknownCell('unknown', metric?.error ?? null);
  return plainCell(withUnit(formatNumber(metric.value), metric.unit), metric.value);
}

type Effort = { key: string; label: string; read: (run: ScoreRun) => number | null; format: (value: number) => string };

const EFFORTS: Effort[] = [
  { key: 'duration', label: 'Duration', read: (run) => run.durationMs, format: formatDuration },
  { key: 'cost', label: 'Cost', read: (run) => run.costUsd, format: formatCost },
  { key: 'tokens', label: 'Tokens', read: (run) => totalTokens(run.usage), format: formatCount },
  { key: 'lines', label: 'Lines changed', read: (run) => linesChanged(run.diffStats), format: formatNumber },
  { key: 'files', label: 'Files changed', read: (run) => run.diffStats?.filesChanged ?? null, format: formatNumber },
];

const USES: Effort[] = [
  { key: 'cpu', label: 'CPU time', read: (run) => run.peak?.cpuMs ?? null, format: formatDuration },
  { key: 'memory', label: 'Peak memory', read: (run) => run.peak?.memoryBytes ?? null, format: formatBytes },
];

function effortRows({ runs }: ScoreboardInput): ScoreRow[] {
  // A row of nothing but unknowns says nothing; use is measured for all runs of an experiment or for none.
  const measured = runs.some((run) => run.peak !== null) ? USES : [];
  return [...EFFORTS, ...measured].map(({ key, label, read, format }) => {
    const cells = runs.map((run) => numberCell(read(run), format));
    const base: ScoreCell = { ...plainCell('–', null), state: 'none' };
    return finishRow({ key: `effort:${key}`, group: 'effort', label, better: 'lower', base, cells }, runs);
  });
}

/** All tokens that were paid for; null where the agent did not say. */
export function totalTokens(usage: ScoreRun['usage']): number | null {
  if (!usage || (usage.inputTokens === null && usage.outputTokens === null)) return null;
  return (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
}

export function linesChanged(stats: DiffStats | null): number | null {
  return stats ? stats.linesAdded + stats.linesRemoved : null;
}

type RowParts = Omit<ScoreRow, 'differs'>;

function finishRow(row: RowParts, runs: ScoreRun[]): ScoreRow {
  const deltas = row.cells.map((cell) => ({ ...cell, delta: deltaOf(cell, row.base, row.better) }));
  return toRow({ ...row, cells: markBest(deltas, row.better, runs) });
}

function toRow(row: RowParts): ScoreRow {
  const columns = row.base.state === 'none' ? row.cells : [row.base, ...row.cells];
  const first = columns[0];
  const differs = columns.length < 2 || columns.some((cell) => cell.text !== first?.text || cell.value !== first.value);
  return { ...row, differs };
}

/** Only runs that passed compete: a run that broke the gates is not the cheapest of anything worth having. */
function markBest(cells: ScoreCell[], better: Direction | null, runs: ScoreRun[]): ScoreCell[] {
  if (!better) return cells;
  const eligible = cells.map((cell, index) => (runs[index]?.status === 'passed' ? cell.value : null));
  const values = eligible.filter((value) => value !== null);
  const best = better === 'lower' ? Math.min(...values) : Math.max(...values);
  const holders = values.filter((value) => value === best).length;
  if (values.length < 2 || holders === values.length) return cells;
  return cells.map((cell, index) => (eligible[index] === best ? { ...cell, best: true, tied: holders > 1 } : cell));
}

function deltaOf(cell: ScoreCell, base: ScoreCell, better: Direction | null): ScoreDelta | null {
  if (cell.value === null || base.value === null) return null;
  const change = cell.value - base.value;
  if (change === 0) return { text: '±0', direction: 'same' };
  const text = base.value === 0 ? formatSigned(change) : formatPercent(change / Math.abs(base.value));
  if (!better) return { text, direction: 'same' };
  return { text, direction: change < 0 === (better === 'lower') ? 'better' : 'worse' };
}

function numberCell(value: number | null, format: (value: number) => string): ScoreCell {
  return value === null ? unknownCell('unknown', null) : plainCell(format(value), value);
}

function plainCell(text: string, value: number | null): ScoreCell {
  return { text, value, state: 'plain', delta: null, best: false, tied: false, note: null };
}

function unknownCell(text: string, note: string | null): ScoreCell {
  return { ...plainCell(text, null), state: 'unknown', note };
}

function orderedNames(contract: string[], columns: { name: string }[][]): string[] {
  return [...new Set([...contract, ...columns.flat().map((item) => item.name)])];
}

function withUnit(text: string, unit: string): string {
  return unit ? `${text} ${unit}` : text;
}

function isOpen(status: RunStatus): boolean {
  return status === 'queued' || status === 'preparing' || status === 'running' || status === 'judging';
}
