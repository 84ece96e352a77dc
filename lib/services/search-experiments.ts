import type { ExperimentStatus } from '@/lib/core/run-status';
import { filterExperiments } from '@/lib/schemas/experiment-filter';
import type { ExperimentSummary } from '@/lib/schemas/view';
import type { Bakeoff } from '@/lib/services/bakeoff';

const PAGE = 200;

export type ExperimentSearch = {
  projectId?: string;
  status?: ExperimentStatus;
  /** As in the search field of the list. */
  text: string;
  limit: number;
  /** Only experiments behind this one. */
  after?: string;
};

/** Newest first, over all of them; `next` goes on where there are more. */
export async function searchExperiments(
  bakeoff: Pick<Bakeoff, 'experiments'>,
  search: ExperimentSearch,
): Promise<{ experiments: ExperimentSummary[]; next: string | null }> {
  const { projectId, status, text, limit } = search;
  const found: ExperimentSummary[] = [];
  let after = search.after;
  for (;;) {
    const page = await bakeoff.experiments.list({
      limit: PAGE,
      ...(projectId === undefined ? {} : { projectId }),
      ...(after === undefined ? {} : { after }),
    });
    const fitting = filterExperiments(page, { project: null, status: null, text });
    found.push(...fitting.filter((each) => status === undefined || each.status === status));
    after = page.at(-1)?.id;
    if (found.length > limit) return { experiments: found.slice(0, limit), next: found[limit - 1]?.id ?? null };
    if (page.length < PAGE) return { experiments: found, next: null };
  }
}
