const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const PATTERN = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/;

/** Milliseconds of `500ms`, `90s`, `15m` or `2h`; null where the text is none of these. */
export function parseDuration(text: string): number | null {
  const match = PATTERN.exec(text.trim());
  if (!match) return null;
  const unit = match[2] as keyof typeof UNITS;
  return Math.round(Number(match[1]) * UNITS[unit]);
}

/** The shortest text that `parseDuration` reads back as the same whole number of milliseconds. */
export function formatDuration(ms: number): string {
  const whole = Math.round(ms);
  for (const unit of ['h', 'm', 's'] as const) {
    if (whole !== 0 && whole % UNITS[unit] === 0) return `${whole / UNITS[unit]}${unit}`;
  }
  return `${whole}ms`;
}

const DAY_MS = 24 * UNITS.h;

/** How long ago: a duration, or days (`7d`). Null where the text is neither. */
export function parseAge(text: string): number | null {
  const days = /^(\d{1,5})d$/.exec(text.trim())?.[1];
  return days === undefined ? parseDuration(text) : Number(days) * DAY_MS;
}
