// Numbers to a table and to JSON.
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { root } from '../lib/paths.mjs';

/** Nearest rank: a value that was really measured. */
export function percentile(samples, part) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? null;
}

/** `limits` holds the bars: p50, p95, max. */
export function toRow({ what, unit = 'ms', bar, limits, samples, details = null }) {
  const values = { p50: percentile(samples, 0.5), p95: percentile(samples, 0.95), max: percentile(samples, 1) };
  const passed = samples.length > 0 && Object.entries(limits).every(([name, limit]) => values[name] < limit);
  return { what, unit, bar, limits, ...values, runs: samples.length, passed, load: loadavg()[0], samples, details };
}

const DIGITS = { s: 2, '%': 3 };
const shown = (value, unit) => (value === null ? '–' : `${value.toFixed(DIGITS[unit] ?? 0)} ${unit}`);

/** A row without a bar is there for information. */
function verdictOf({ limits, passed }) {
  if (Object.keys(limits).length === 0) return '';
  return passed ? 'pass' : 'MISS';
}

export function tableOf(rows) {
  const head = ['what', 'bar', 'p50', 'p95', 'max', 'runs', 'load', ''];
  const lines = rows.map((row) => [
    row.what,
    row.bar,
    shown(row.p50, row.unit),
    shown(row.p95, row.unit),
    shown(row.max, row.unit),
    String(row.runs),
    row.load.toFixed(1),
    verdictOf(row),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column].length)));
  const pad = (line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd();
  return [head, widths.map((width) => '-'.repeat(width)), ...lines].map(pad).join('\n');
}

export function machine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.version,
    commit: execFileSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    at: new Date().toISOString(),
  };
}
