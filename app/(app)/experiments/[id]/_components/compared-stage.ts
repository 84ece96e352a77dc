import type { Contract } from '@/lib/core/experiment';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { currentRuns } from '@/components/run/run-facts';

export type ComparedStage = {
  /** Null where the experiment has only one: nothing to choose. */
  name: string | null;
  contract: Contract;
  /** The evidence of what its runs started from; empty where only the experiment's base was judged. */
  base: ExperimentView['base'];
  winnerRunId: string | null;
  /** Those with a diff. */
  changing: RunView[];
  /** Those without one: their product is what they say. */
  reports: RunView[];
};

const UNKNOWN: ExperimentView['base'] = { status: 'done', gates: [], metrics: [] };

/** Runs are compared with those that started where they did, under the contract of their stage. */
export function comparedStage(experiment: ExperimentView, asked: string | null): ComparedStage {
  const { stages, spec } = experiment;
  const isStaged = stages.length > 1;
  const stage = stages.find(({ name }) => name === asked) ?? defaultStage(experiment);
  const planned = spec.stages.find(({ name }) => name === stage?.name);
  const runs = currentRuns(experiment).filter(({ variant }) => !isStaged || variant.stage === stage?.name);
  const isFromBase = !isStaged || stage?.from === null;
  return {
    name: isStaged ? (stage?.name ?? null) : null,
    contract: planned?.contract ?? spec.contract,
    base: isFromBase ? experiment.base : UNKNOWN,
    winnerRunId: isStaged ? (stage?.winnerRunId ?? null) : experiment.winnerRunId,
    changing: runs.filter(({ variant }) => !variant.reportOnly),
    reports: runs.filter(({ variant }) => variant.reportOnly),
  };
}

/** Where a person is needed, else the last stage that has something to compare. */
function defaultStage({ stages, runs }: ExperimentView) {
  const hasResult = (name: string): boolean =>
    runs.some(({ variant, status }) => variant.stage === name && status !== 'queued' && status !== 'skipped');
  return (
    stages.find(({ status }) => status === 'needs_person') ??
    stages.findLast(({ name }) => hasResult(name)) ??
    stages[0]
  );
}

/** The run that the product added to sum the others up. */
export function summaryOf(reports: readonly RunView[]): RunView | null {
  return reports.find(({ variant }) => /^summary(-\d+)?$/.test(variant.key) && variant.dependsOn.length > 0) ?? null;
}
