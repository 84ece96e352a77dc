import type { ExperimentSpec } from './experiment';

type Facts = Pick<ExperimentSpec, 'stages' | 'strategy' | 'variants'>;

/** How an experiment runs and what judges it, in a few words; with its picture they tell one from another. */
export function templateFacts({ stages, strategy, variants }: Facts): string[] {
  const contracts = stages.map(({ contract }) => contract);
  const gates = new Set(contracts.flatMap((contract) => contract.gates.map(({ name }) => name))).size;
  const metrics = new Set(contracts.flatMap((contract) => contract.metrics.map(({ name }) => name))).size;
  const reports = variants.filter(({ reportOnly }) => reportOnly).length;
  return [
    stages.length > 1 ? `${String(stages.length)} stages` : strategy.type,
    ...counted(gates, 'gate'),
    ...counted(metrics, 'metric'),
    ...counted(reports, 'report'),
  ];
}

function counted(count: number, what: string): string[] {
  return count === 0 ? [] : [`${String(count)} ${what}${count === 1 ? '' : 's'}`];
}
