/** How numbers are written for people: short, stable in width, never more exact than they are. */
import type { DiffStats } from './repository';

/** 340 ms, 4.2 s, 38 s, 3:07 min, 1:04 h. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${pad(seconds % 60)} min`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)} h`;
}

export function formatCost(usd: number): string {
  if (usd === 0) return '$0';
  if (usd < 0.001) return '<$0.001';
  return usd < 1 ? `$${usd.toFixed(3)}` : `$${usd.toFixed(2)}`;
}

/** 950, 12.3k, 1.2M. */
export function formatCount(value: number): string {
  if (value < 1000) return String(Math.round(value));
  if (value < 999_500) return `${trimZeros((value / 1000).toFixed(value < 99_950 ? 1 : 0))}k`;
  return `${trimZeros((value / 1_000_000).toFixed(1))}M`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 10 ? value.toFixed(0) : value.toFixed(1)} ${BYTE_UNITS[power] ?? 'B'}`;
}

/** Four significant digits, without an exponent for anything a metric is likely to hold. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const magnitude = Math.abs(value);
  if (magnitude >= 1000) return trimZeros(value.toFixed(1));
  if (magnitude >= 0.001) return String(Number(value.toPrecision(4)));
  return value.toExponential(2);
}

/** `+12 %`, `−3.4 %`; a true minus sign, so that columns line up. */
export function formatPercent(ratio: number): string {
  const percent = ratio * 100;
  const magnitude = Math.abs(percent);
  const digits = magnitude >= 10 ? 0 : 1;
  return `${signOf(percent)}${trimZeros(magnitude.toFixed(digits))} %`;
}

export function formatSigned(value: number): string {
  return `${signOf(value)}${formatNumber(Math.abs(value))}`;
}

function signOf(value: number): string {
  if (value === 0) return '±';
  return value > 0 ? '+' : '−';
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** `+10 −3 in 2 files` */
export function formatStats(stats: DiffStats | null): string {
  if (!stats) return '–';
  const files = stats.filesChanged === 1 ? '1 file' : `${stats.filesChanged} files`;
  return `+${stats.linesAdded} −${stats.linesRemoved} in ${files}`;
}
