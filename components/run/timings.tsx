'use client';

import { runPhases } from '@/lib/core/timeline';
import { formatDuration } from '@/lib/client/format';
import { useNow } from '@/lib/client/use-now';
import type { RunView } from '@/lib/schemas/view';
import { cn } from '@/components/ui/cn';
import { PHASE_FILLS, PHASE_WORDS } from './phase-looks';

/** Where the time of a run went, each step below the one before it. */
export function Timings({ timestamps }: { timestamps: RunView['timestamps'] }) {
  const now = useNow(1000);
  const segments = runPhases(timestamps, now);
  const total = Math.max(1, ...segments.map((segment) => segment.startMs + segment.durationMs));
  if (segments.length === 0) return <p className="py-2 text-muted">Nothing has taken time yet.</p>;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 py-2" suppressHydrationWarning>
      {segments.map((segment) => (
        <div key={segment.name} className="contents">
          <dt className="text-xs text-muted">{PHASE_WORDS[segment.name]}</dt>
          <dd aria-hidden className="relative h-2">
            <span
              className={cn(
                'absolute inset-y-0 min-w-0.5 rounded-sm',
                PHASE_FILLS[segment.name],
                segment.open && 'animate-pulse',
              )}
              style={{ left: percent(segment.startMs / total), width: percent(segment.durationMs / total) }}
              suppressHydrationWarning
            />
          </dd>
          <dd className="text-right text-xs tabular-nums" suppressHydrationWarning>
            {formatDuration(segment.durationMs)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
