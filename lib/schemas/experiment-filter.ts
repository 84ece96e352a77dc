import type { ExperimentStatus } from '@/lib/core/run-status';
import type { ExperimentSummary } from '@/lib/schemas/view';

export type ExperimentFilter = { project: string | null; status: string | null; text: string };

/** What a person means by a state: several of ours may be one of theirs. */
export const STATUS_GROUPS: readonly { value: string; label: string; statuses: readonly ExperimentStatus[] }[] = [
  { value: 'live', label: 'Running or waiting', statuses: ['draft', 'queued', 'running'] },
  { value: 'needs_person', label: 'Needs you', statuses: ['needs_person'] },
  { value: 'done', label: 'Done', statuses: ['done'] },
  { value: 'failed', label: 'Failed', statuses: ['failed'] },
  { value: 'cancelled', label: 'Cancelled', statuses: ['cancelled'] },
];

/** Every word must be found in the name, the task, the project, a variant or the metadata (`ticket:RL-7`). */
export function filterExperiments(
  experiments: readonly ExperimentSummary[],
  { project, status, text }: ExperimentFilter,
): ExperimentSummary[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const statuses = STATUS_GROUPS.find((group) => group.value === status)?.statuses;
  return experiments.filter((experiment) => {
    if (project !== null && experiment.projectId !== project) return false;
    if (statuses && !statuses.includes(experiment.status)) return false;
    if (words.length === 0) return true;
    const searched = searchedText(experiment);
    return words.every((word) => searched.includes(word));
  });
}

function searchedText(experiment: ExperimentSummary): string {
  const metadata = Object.entries(experiment.metadata).map(([key, value]) => `${key}:${String(value)}`);
  const variants = experiment.runs.map((run) => run.variant);
  return [experiment.name, experiment.task, experiment.projectName, ...variants, ...metadata].join('\n').toLowerCase();
}
