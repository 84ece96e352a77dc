import { totalTokens } from '@/lib/core/scoreboard';
import { isTerminalExperiment, isTerminalRun } from '@/lib/core/run-status';
import type { ExperimentView, RunView } from '@/lib/schemas/view';

/** `2/3` of the gates hold; null where none has answered. */
export function gateSummary(run: Pick<RunView, 'gates'>): { text: string; ok: boolean } | null {
  if (run.gates.length === 0) return null;
  const passed = run.gates.filter((gate) => gate.status === 'passed').length;
  return { text: `${String(passed)}/${String(run.gates.length)} gates`, ok: passed === run.gates.length };
}

/** Names of the gates that do not hold. */
export function failedGatesOf(gates: RunView['gates']): string[] {
  return gates.filter((gate) => gate.status !== 'passed').map((gate) => gate.name);
}

/** The runs that count: not replaced by a retry or a follow-up. */
export function currentRuns(experiment: Pick<ExperimentView, 'runs'>): RunView[] {
  return experiment.runs.filter((run) => !run.superseded);
}

/** Nothing runs any more: it is over, or it waits for a person to choose. */
export function hasEnded({ status }: Pick<ExperimentView, 'status'>): boolean {
  return isTerminalExperiment(status) || status === 'needs_person';
}

export function isLive(run: Pick<RunView, 'status'>): boolean {
  return !isTerminalRun(run.status);
}

export function tokensOf(run: Pick<RunView, 'usage'>): number | null {
  return totalTokens(run.usage);
}

/** Why a run that has not begun has not begun, in sentences. */
export function waitingText(run: Pick<RunView, 'status' | 'queuePosition' | 'waitsFor'>): string | null {
  if (run.status !== 'queued') return null;
  const place =
    run.queuePosition === null
      ? null
      : run.queuePosition === 1
        ? 'Next in line'
        : `Number ${String(run.queuePosition)} in line`;
  const sentences = [place && `${place}.`, run.waitsFor].filter((part) => part !== null);
  return sentences.length > 0 ? sentences.join(' ') : 'Waiting for a worker.';
}
