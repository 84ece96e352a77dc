/** The picture of an experiment in words. */
import type { PipelineEdgeKind, PipelineInput, PipelineNode, PipelineRun, PipelineVariant } from './pipeline-types';
import { isTerminalRun } from './run-status';

export function edgeWords(kind: PipelineEdgeKind, from?: PipelineNode, to?: PipelineNode): string {
  const first = from?.kind === 'join' ? 'the batch before' : (from?.key ?? '');
  if (kind === 'fallback') return `${to?.key ?? ''} is tried when ${first} does not pass`;
  if (kind === 'order') return `${to?.key ?? ''} comes after ${first}`;
  return `${to?.key ?? ''} starts from ${first}`;
}

type ReasonInput = {
  run: PipelineRun;
  variant: PipelineVariant;
  input: PipelineInput;
  byKey: ReadonlyMap<string, PipelineVariant>;
};

/** Why it waits, was skipped or failed; names because of whom. */
export function reasonOf({ run, variant, input, byKey }: ReasonInput): string | null {
  if (run.status === 'queued') {
    const names = variant.dependsOn.filter((key) => !isOver(input.runs.filter((one) => one.variant.key === key)));
    return names.length > 0 && variant.kind === 'agent' ? `Waits for ${namesOf(names, byKey)}.` : run.waitsFor;
  }
  if (run.status === 'skipped') {
    const failed = variant.dependsOn.filter((key) =>
      input.runs.some((one) => one.variant.key === key && isTerminalRun(one.status) && one.status !== 'passed'),
    );
    return run.stopReason ?? (failed.length > 0 ? `Because of ${namesOf(failed, byKey)}.` : null);
  }
  return run.error?.message.split('\n')[0] ?? (run.status === 'cancelled' ? run.stopReason : null);
}

const MOST_NAMES = 3;

function namesOf(keys: readonly string[], byKey: ReadonlyMap<string, PipelineVariant>): string {
  const names = keys.slice(0, MOST_NAMES).map((key) => `${byKey.get(key)?.letter ?? ''} (${key})`);
  const rest = keys.length - names.length;
  return rest > 0
    ? `${names.join(', ')} and ${rest} more`
    : [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' and ');
}

function isOver(runs: readonly PipelineRun[]): boolean {
  return runs.length > 0 && runs.every(({ status }) => isTerminalRun(status));
}
