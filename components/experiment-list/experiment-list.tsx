import type { ExperimentSummary } from '@/lib/schemas/view';
import { ExperimentRow } from './experiment-row';

type ExperimentListProps = { experiments: readonly ExperimentSummary[]; hideProject?: boolean };

/** Experiments as dense rows, newest first, as they were given. */
export function ExperimentList({ experiments, hideProject }: ExperimentListProps) {
  return (
    <ul>
      {experiments.map((experiment) => (
        <ExperimentRow key={experiment.id} experiment={experiment} hideProject={hideProject} />
      ))}
    </ul>
  );
}
