import type { ExperimentView, RunView, StageView } from '@/lib/schemas/view';

/** The runs that won: the experiment's, and that of each stage. */
export function winnersOf({ stages, winnerRunId }: Pick<ExperimentView, 'stages' | 'winnerRunId'>): Set<string> {
  return new Set([winnerRunId, ...stages.map((stage) => stage.winnerRunId)].filter((id) => id !== null));
}

/** The stage of a run, where it waits for a person to pick its winner and this run could be it. */
export function pickableStage(experiment: Pick<ExperimentView, 'stages'>, run: RunView): StageView | null {
  const stage = experiment.stages.find(({ name }) => name === run.variant.stage);
  return stage?.status === 'needs_person' && run.resultSha !== null ? stage : null;
}
