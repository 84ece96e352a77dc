/** The stages of an experiment as text for terminals. Pure; nothing is said where there is only one. */
import { formatDuration } from '@/lib/core/display';
import { oneLine, plain } from '@/lib/core/plain-text';
import type { ExperimentView, RunView, StageView } from '@/lib/schemas/view';

const VERDICT_WIDTH = 120;

const STATUS_WORDS: Record<StageView['status'], string> = {
  waiting: 'waits',
  open: 'running',
  needs_person: 'needs you',
  decided: 'decided',
  skipped: 'skipped',
};

export function hasStages({ stages }: Pick<ExperimentView, 'stages'>): boolean {
  return stages.length > 1;
}

/** Cells of one line for each stage; the heading is the first. */
export function stageRows(view: ExperimentView): string[][] {
  if (!hasStages(view)) return [];
  const rows = view.stages.map((stage) => [
    oneLine(stage.name, 24),
    sourceWords(stage),
    stage.strategy,
    STATUS_WORDS[stage.status],
    oneLine(stage.verdict ?? (stage.status === 'needs_person' ? pickWords(view, stage) : '–'), VERDICT_WIDTH),
  ]);
  return [['STAGE', 'STARTS FROM', 'STRATEGY', 'STATUS', 'DECISION'], ...rows];
}

function sourceWords({ from }: StageView): string {
  if (from === null) return 'base';
  return oneLine(from.take === 'winner' ? `${from.stage}.winner` : `${from.stage}.merged`, 32);
}

function pickWords({ stages }: ExperimentView, { name }: StageView): string {
  const next = stages.filter(({ from }) => from?.stage === name).map((stage) => stage.name);
  return `Pick its winner in the page${next.length > 0 ? `; ${next.join(' and ')} waits for it` : ''}.`;
}

/** Ids of all runs that won something: the experiment, or their stage. */
export function winnerIds({ stages, winnerRunId }: ExperimentView): Set<string | null> {
  return new Set([winnerRunId, ...stages.map((stage) => stage.winnerRunId)]);
}

/** Why a run waits, was skipped or was stopped; null where there is nothing to say. */
export function stillText(run: RunView, now: Date): string | null {
  if (run.status === 'skipped' || run.status === 'cancelled') {
    return run.stopReason ? `${run.status}. ${plain(run.stopReason)}` : null;
  }
  if (run.status !== 'queued' || !run.waitsFor) return null;
  const place = run.queuePosition === null ? [] : [`number ${run.queuePosition} in line.`];
  const wait = run.notBefore === null ? 0 : Date.parse(run.notBefore) - now.getTime();
  return [...place, plain(run.waitsFor), ...(wait > 0 ? [`Starts in ${formatDuration(wait)}.`] : [])].join(' ');
}
