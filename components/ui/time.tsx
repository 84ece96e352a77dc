'use client';

import { formatBytes, formatClock, formatDuration, formatRelative } from '@/lib/client/format';
import { useNow } from '@/lib/client/use-now';
import { cn } from './cn';

/** How long ago; the exact moment on hover. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const now = useNow(15_000);
  return (
    <time dateTime={at} title={at.replace('T', ' ').slice(0, 19)} suppressHydrationWarning className={className}>
      {formatRelative(at, now)}
    </time>
  );
}

type DurationProps = {
  /** A finished duration. */
  ms?: number | null;
  /** ISO time of a start: ticks until `until` is given. */
  since?: string | null;
  until?: string | null;
  className?: string;
};

/** A finished duration, or a clock that ticks. A dash where there is neither. */
export function Duration({ ms, since, until, className }: DurationProps) {
  const style = cn('tabular-nums', className);
  if (ms !== null && ms !== undefined) return <span className={style}>{formatDuration(ms)}</span>;
  if (!since) return <span className={style}>–</span>;
  if (until) return <span className={style}>{formatDuration(Date.parse(until) - Date.parse(since))}</span>;
  return <Ticking since={since} className={style} />;
}

function Ticking({ since, className }: { since: string; className: string }) {
  const now = useNow(1000);
  return (
    <span suppressHydrationWarning className={className}>
      {formatClock(now - Date.parse(since))}
    </span>
  );
}

export function Bytes({ value, className }: { value: number; className?: string }) {
  return <span className={cn('tabular-nums', className)}>{formatBytes(value)}</span>;
}
