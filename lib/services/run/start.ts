/** What a run starts from: a commit, the results of others, or what a person gave. */
import type { Failure } from '@/lib/core/failure';
import { err, ok, type Result } from '@/lib/core/result';
import { PLAIN_START, type RunStart } from '@/lib/core/schedule/types';
import { listResults } from '@/lib/db/runs';
import { change, failure, refreshRun, type RunContext } from '@/lib/services/run/context';

export function startOf({ run }: Pick<RunContext, 'run'>): RunStart {
  return { ...PLAIN_START, ...(run.startsFrom as RunStart | null) };
}

/** The files in which the results that it starts from still hold conflict markers. */
export type Start = { conflicts: string[] };

/** Merges the results that the run starts from, where there are several. Doing it again gives the same commit. */
export async function settleStart(context: RunContext): Promise<Result<Start, Failure>> {
  const { deps, run, hub, variant } = context;
  const start = startOf(context);
  if (run.followsId !== null || start.given !== null || start.merge.length < 2) return ok({ conflicts: [] });
  const parents = await listResults(deps.db, start.merge);
  const shas = parents.flatMap(({ resultSha }) => (resultSha === null ? [] : [resultSha]));
  const merged = await deps.git.mergeResults({
    hub,
    shas,
    ref: `refs/bakeoff/${run.experimentId}/${variant.id}/${run.id}-start`,
    message: `Merge of ${parents.map(({ key }) => key).join(', ')}\n\nExperiment: ${run.experimentId}\n`,
    conflicts: start.conflicts,
  });
  if (!merged.ok) return err(conflictOf(parents, merged.error));
  const { sha, marked } = merged.value;
  // A combination is counted against what its stage started from, which was written down when it was dispatched.
  await change(context, { startSha: sha, ...(variant.kind === 'combine' ? {} : { forkSha: sha }) });
  await refreshRun(context);
  return ok({ conflicts: marked });
}

function conflictOf(parents: { key: string }[], { files, index }: { files: string[]; index: number }): Failure {
  const before = parents.slice(0, index).map(({ key }) => key);
  const shown = files.slice(0, 20).join(', ') + (files.length > 20 ? ` and ${files.length - 20} more` : '');
  const message = `The result of ${parents[index]?.key ?? '?'} does not fit together with that of ${before.join(', ')}. Both changed: ${shown}.`;
  return failure('parents_conflict', message, 'Let an agent resolve it, or go on from a commit of yours that does.');
}
