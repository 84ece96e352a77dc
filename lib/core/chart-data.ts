/** Shapes what charts draw. Every chart has the same grammar: one mark a run, in the colour and shape of its variant. */
import { formatCost, formatDuration, formatNumber } from './display';
import type { Direction } from './experiment';

export type ChartRun = {
  id: string;
  variant: { letter: string; position: number; key: string };
  repeat: number;
  durationMs: number | null;
  costUsd: number | null;
  tests: { passed: number; failed: number; skipped: number } | null;
  metrics: { name: string; value: number | null; unit: string; better: Direction }[];
};

export type ChartPoint = {
  runId: string | null;
  /** `A`, `B2` for a repeat, `0` for the base. */
  label: string;
  /** Position of the variant, for colour and shape; null is the base. */
  position: number | null;
  /** Null is unknown: drawn as a gap that says so, never as zero. */
  value: number | null;
  text: string;
};

export type TestPoint = Omit<ChartPoint, 'value' | 'text'> & { passed: number; failed: number; skipped: number };

export type Chart = {
  key: string;
  title: string;
  unit: string;
  better: Direction | null;
  base: number | null;
  points: ChartPoint[];
};

type MetricValue = ChartRun['metrics'][number];

/** Duration, cost and each metric; a chart in which nothing is known is left out. */
export function buildCharts(runs: ChartRun[], base: MetricValue[]): Chart[] {
  const duration = effortChart(runs, {
    key: 'duration',
    title: 'Duration',
    read: (run) => run.durationMs,
    format: formatDuration,
  });
  const cost = effortChart(runs, { key: 'cost', title: 'Cost', read: (run) => run.costUsd, format: formatCost });
  const names = [...new Set([...base, ...runs.flatMap((run) => run.metrics)].map((metric) => metric.name))];
  const charts = [duration, cost, ...names.map((name) => metricChart(name, runs, base))];
  return charts.filter((chart) => chart.points.some((point) => point.value !== null));
}

type EffortSource = {
  key: string;
  title: string;
  read: (run: ChartRun) => number | null;
  format: (value: number) => string;
};

function effortChart(runs: ChartRun[], { key, title, read, format }: EffortSource): Chart {
  const points = runs.map((run) => toPoint(run, read(run), format));
  return { key, title, unit: key === 'cost' ? '$' : 'ms', better: 'lower', base: null, points };
}

function metricChart(name: string, runs: ChartRun[], baseMetrics: MetricValue[]): Chart {
  const base = baseMetrics.find((metric) => metric.name === name);
  const known = base ?? runs.flatMap((run) => run.metrics).find((metric) => metric.name === name);
  const unit = known?.unit ?? '';
  const format = (value: number): string => (unit ? `${formatNumber(value)} ${unit}` : formatNumber(value));
  const ofRuns = runs.map((run) => toPoint(run, valueOf(run.metrics, name), format));
  const value = base?.value ?? null;
  const basePoint: ChartPoint = { runId: null, label: '0', position: null, value, text: textOf(value, format) };
  return {
    key: `metric:${name}`,
    title: name,
    unit,
    better: known?.better ?? null,
    base: value,
    points: [basePoint, ...ofRuns],
  };
}

/** Tests of each run, base first; empty where no run reported any. */
export function buildTestChart(
  runs: ChartRun[],
  base: { passed: number; failed: number; skipped: number } | null,
): TestPoint[] {
  const points = runs.flatMap((run) => (run.tests ? [{ ...identify(run), ...pickCounts(run.tests) }] : []));
  if (points.length === 0) return [];
  const basePoint = base ? [{ runId: null, label: '0', position: null, ...pickCounts(base) }] : [];
  return [...basePoint, ...points];
}

/** `A`, and `A2` for its second repeat: how a run is called wherever there is no room for more. */
export function runLabel(run: { variant: { letter: string }; repeat: number }): string {
  return run.repeat > 0 ? `${run.variant.letter}${run.repeat + 1}` : run.variant.letter;
}

function identify(run: ChartRun): { runId: string; label: string; position: number } {
  return { runId: run.id, label: runLabel(run), position: run.variant.position };
}

function toPoint(run: ChartRun, value: number | null, format: (value: number) => string): ChartPoint {
  return { ...identify(run), value, text: textOf(value, format) };
}

function textOf(value: number | null, format: (value: number) => string): string {
  return value === null ? 'unknown' : format(value);
}

function valueOf(metrics: MetricValue[], name: string): number | null {
  return metrics.find((metric) => metric.name === name)?.value ?? null;
}

function pickCounts(counts: { passed: number; failed: number; skipped: number }) {
  return { passed: counts.passed, failed: counts.failed, skipped: counts.skipped };
}
