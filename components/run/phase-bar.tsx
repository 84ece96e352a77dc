import type { Phase, PhaseName } from '@/lib/core/timeline';
import { formatDuration } from '@/lib/client/format';
import { cn } from '@/components/ui/cn';

const FILLS: Record<PhaseName, string> = {
  wait: 'bg-line-strong',
  setup: 'bg-warn',
  agent: 'bg-busy',
  gates: 'bg-ok',
  measure: 'bg-[var(--variant-6)]',
};

const WORDS: Record<PhaseName, string> = {
  wait: 'wait',
  setup: 'set-up',
  agent: 'agent',
  gates: 'gates',
  measure: 'measure',
};

type PhaseBarProps = { phases: readonly Phase[]; lengthMs: number; className?: string };

/** The phases of a run on an axis that it shares with others. */
export function PhaseBar({ phases, lengthMs, className }: PhaseBarProps) {
  const words = phases.map((phase) => `${WORDS[phase.name]} ${formatDuration(phase.durationMs)}`);
  return (
    <span className={cn('relative block h-3 rounded-sm bg-subtle', className)} suppressHydrationWarning>
      {phases.map((phase) => (
        <span
          key={phase.name}
          aria-hidden
          className={cn('absolute inset-y-0 min-w-0.5 rounded-sm', FILLS[phase.name], phase.open && 'animate-pulse')}
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
