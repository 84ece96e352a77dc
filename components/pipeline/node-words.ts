/** What a node of the picture says of itself, the same in the picture and in the table. */
import { formatCost, formatDuration } from '@/lib/client/format';
import type { PipelineNode } from '@/lib/core/pipeline-types';
import { isTerminalRun } from '@/lib/core/run-status';
import { runLook } from '@/components/ui/status-pill';

export function kindWords({ kind, variant }: Pick<PipelineNode, 'kind' | 'variant'>): string {
  if (kind === 'combine') return 'Merges the results before it';
  if (kind === 'summary') return `${variant?.agent ?? ''} sums up`.trim();
  return variant?.reportOnly ? `${variant.agent} · report only` : (variant?.agent ?? '');
}

export function statusWords(node: Pick<PipelineNode, 'run'>): string {
  if (!node.run) return 'Planned';
  return node.run.paused ? 'Paused' : runLook(node.run.status, node.run.success).word;
}

/** `2 of 3 passed`; null where there is one run at most. */
export function repeatWords({ runs }: Pick<PipelineNode, 'runs'>): string | null {
  if (runs.length < 2) return null;
  return `${runs.filter(({ status }) => status === 'passed').length} of ${runs.length} passed`;
}

/** Time and cost; empty while neither is known. */
export function effortWords({ run }: Pick<PipelineNode, 'run'>): string {
  const time = run && run.durationMs !== null && isTerminalRun(run.status) ? [formatDuration(run.durationMs)] : [];
  const cost = run && run.costUsd !== null ? [formatCost(run.costUsd)] : [];
  return [...time, ...cost].join(' · ');
}

/** All of it in one line, for those who hear it. */
export function spokenWords(node: PipelineNode): string {
  const name = `${node.variant?.letter ?? ''} ${node.key}`;
  const parts = [
    name,
    statusWords(node),
    node.winner ? 'winner' : '',
    repeatWords(node),
    effortWords(node),
    node.reason,
  ];
  return parts.filter(Boolean).join(', ');
}
