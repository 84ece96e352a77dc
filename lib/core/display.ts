/** How numbers are written for people: short, stable in width, never more exact than they are. */

/** `850 ms`, `12.3 s`, `4 m 05 s`, `1 h 02 m`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${pad(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} m`;
}

/** `0:07`, `4:05`, `1:02:09`: for a clock that ticks. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

export function formatCost(usd: number): string {
  if (usd === 0) return '$0';
  if (usd < 0.01) return `$${usd.toFixed(4)}`;
  return `$${usd.toFixed(2)}`;
}

/** `950`, `12.3k`, `1.2M`. */
export function formatCount(value: number): string {
  if (value < 1000) return String(Math.round(value));
  if (value < 999_950) return `${trimZeros((value / 1000).toFixed(1))}k`;
  return `${trimZeros((value / 1_000_000).toFixed(1))}M`;
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
