import type { PhaseName } from '@/lib/core/timeline';

/** How the phases of a run are called and filled, the same everywhere. */
export const PHASE_WORDS: Record<PhaseName, string> = {
  wait: 'Wait',
  setup: 'Set-up',
  agent: 'Agent',
  gates: 'Gates',
  measure: 'Measure',
};

export const PHASE_FILLS: Record<PhaseName, string> = {
  wait: 'bg-line-strong',
  setup: 'bg-warn',
  agent: 'bg-busy',
  gates: 'bg-ok',
  measure: 'bg-muted',
};
