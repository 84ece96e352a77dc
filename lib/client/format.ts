/** How numbers, times and sizes are written, the same everywhere. Pure: `now` comes from outside. */

import { formatCost as formatKnownCost } from '@/lib/core/display';

export { formatBytes, formatCount, formatDuration } from '@/lib/core/display';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** For a clock that ticks: whole seconds, so that its width stays. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${String(minutes)}:${pad(seconds % 60)}`;
  return `${String(Math.floor(minutes / 60))}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}

/** "just now", "5 min ago", "3 h ago", "yesterday", "6 days ago", then the date. */
export function formatRelative(at: string, now: number): string {
  const age = now - Date.parse(at);
  if (age < 45 * SECOND) return 'just now';
  if (age < HOUR) return `${String(Math.max(1, Math.round(age / MINUTE)))} min ago`;
  if (age < DAY) return `${String(Math.round(age / HOUR))} h ago`;
  if (age < 2 * DAY) return 'yesterday';
  if (age < 14 * DAY) return `${String(Math.floor(age / DAY))} days ago`;
  return at.slice(0, 10);
}

/** Unknown is never 0. */
export function formatCost(usd: number | null): string {
  return usd === null ? '–' : formatKnownCost(usd);
}

/** A measured value with at most four significant digits and its unit. */
export function formatValue(value: number, unit: string): string {
  const text =
    Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(4)));
  if (!unit) return text;
  return unit === '%' ? `${text} %` : `${text} ${unit}`;
}

/** A refusal in one line; what git printed ends without a full stop. */
export function sentences({ message, remedy }: { message: string; remedy: string }): string {
  return `${/[.!?]$/.test(message) ? message : `${message}.`} ${remedy}`.trim();
}

/** ` #2` behind the name of a second repeat; repeats count from 0. */
export function repeatMark(repeat: number): string {
  return repeat > 0 ? ` #${repeat + 1}` : '';
}

/** "1 file", "3 files". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

export function shortSha(sha: string): string {
  return sha.slice(0, 8);
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
