/** What two experiments are compared by. Pure. */
import type { ComparedExperiment } from '@/lib/core/compare-experiments';
import { sumTests } from '@/lib/core/sum-tests';
import { currentRuns } from './result';
import type { ExperimentView, RunView } from './view';

/** With its runs as they are, for whoever names them. */
export function comparedOf(experiment: ExperimentView): ComparedExperiment & { runs: RunView[] } {
  const { spec, base, startedAt, endedAt } = experiment;
  return {
    name: experiment.name,
    contractHash: experiment.contractHash,
    baseSha: experiment.baseSha,
    base: { gates: base.gates, metrics: base.metrics, tests: sumTests(base.gates) },
    runs: currentRuns(experiment),
    gates: spec.contract.gates.map((gate) => gate.name),
    metrics: spec.contract.metrics.map((metric) => metric.name),
    startedAt: startedAt === null ? null : Date.parse(startedAt),
    endedAt: endedAt === null ? null : Date.parse(endedAt),
  };
}
