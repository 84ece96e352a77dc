import type { StrategyType } from '@/lib/core/plan-types';
import type { PipelineStage } from '@/lib/core/pipeline-types';

type Status = NonNullable<PipelineStage['status']>;

const STATUS_WORDS: Record<Status, string> = {
  waiting: 'Waits',
  open: 'Running',
  needs_person: 'Needs you',
  decided: 'Decided',
  skipped: 'Skipped',
};

export const STAGE_TONES: Record<Status, string> = {
  waiting: 'text-muted',
  open: 'text-busy',
  needs_person: 'text-warn',
  decided: 'text-muted',
  skipped: 'text-muted',
};

const STRATEGY_WORDS: Record<StrategyType, string> = {
  parallel: 'parallel',
  competitive: 'first to pass wins',
  sequential: 'one after the other',
  fallback: 'until one passes',
  batched: 'in batches',
  graph: 'by dependencies',
};

export function stageStatusWords(status: Status): string {
  return STATUS_WORDS[status];
}

export function strategyWords({ strategy, batchSize }: Pick<PipelineStage, 'strategy' | 'batchSize'>): string {
  return strategy === 'batched' ? `in batches of ${batchSize}` : STRATEGY_WORDS[strategy];
}
