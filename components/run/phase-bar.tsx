import type { Phase } from '@/lib/core/timeline';
import { formatDuration } from '@/lib/client/format';
import { cn } from '@/components/ui/cn';
import { PHASE_FILLS, PHASE_WORDS } from './phase-looks';

type PhaseBarProps = { phases: readonly Phase[]; lengthMs: number; className?: string };

/** The phases of a run on an axis that it shares with others. */
export function PhaseBar({ phases, lengthMs, className }: PhaseBarProps) {
  const words = phases.map((phase) => `${PHASE_WORDS[phase.name]} ${formatDuration(phase.durationMs)}`);
  return (
    <span className={cn('relative block h-3 rounded-sm bg-subtle', className)} suppressHydrationWarning>
      {phases.map((phase) => (
        <span
          key={phase.name}
          aria-hidden
          className={cn(
            'absolute inset-y-0 min-w-0.5 rounded-sm',
            PHASE_FILLS[phase.name],
            phase.open && 'animate-pulse',
          )}
          style={{ left: percent(phase.startMs / lengthMs), width: percent(phase.durationMs / lengthMs) }}
          suppressHydrationWarning
        />
      ))}
      <span className="sr-only" suppressHydrationWarning>
        {words.join(', ')}
      </span>
    </span>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
