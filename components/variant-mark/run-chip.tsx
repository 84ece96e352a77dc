import { Crown } from 'lucide-react';
import type { RunStatus } from '@/lib/core/run-status';
import { Pill, runLook } from '@/components/ui/status-pill';
import { VariantMark } from './variant-mark';

type RunChipProps = { letter: string; variant: string; status: RunStatus; success: boolean | null; winner?: boolean };

/** One run in as little space as possible: whose it is, how it stands, and whether it won. */
export function RunChip({ letter, variant, status, success, winner }: RunChipProps) {
  return (
    <span
      title={`${variant}: ${runLook(status, success).word}${winner ? ', winner' : ''}`}
      className="inline-flex h-6 items-center gap-1 rounded border bg-canvas px-1"
    >
      <VariantMark letter={letter} size={18} label={variant} />
      <Pill look={runLook(status, success)} iconOnly />
      {winner ? <Crown role="img" aria-label="winner" className="size-3.5 text-warn" /> : null}
    </span>
  );
}
