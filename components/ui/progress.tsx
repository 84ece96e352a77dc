import { cn } from './cn';

type ProgressProps = { value: number; max: number; label: string; tone?: 'ink' | 'ok' | 'busy'; className?: string };

const TONES = { ink: 'bg-ink', ok: 'bg-ok', busy: 'bg-busy' };

export function Progress({ value, max, label, tone = 'ink', className }: ProgressProps) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={value}
      className={cn('h-1.5 w-full overflow-hidden rounded-full bg-hover', className)}
    >
      <div
        className={cn('h-full rounded-full transition-[width]', TONES[tone])}
        style={{ width: `${String(share * 100)}%` }}
      />
    </div>
  );
}
