import { err, ok, type Result } from '@/lib/core/result';
import type { FileChange } from '@/lib/core/repository';
import { getRun } from '@/lib/db/runs';
import type { DiffView } from '@/lib/schemas/view';
import type { Refusal } from '@/lib/services/bakeoff';
import { notFound } from '@/lib/services/not-found';
import type { Deps } from '@/lib/services/ports';

/** A patch larger than this is cut for the page; the download is whole. */
const MAX_PAGE_PATCH_BYTES = 12 * 1024 * 1024;

export async function diffRun(
  deps: Deps,
  input: { runId: string; against: string },
): Promise<Result<DiffView, Refusal>> {
  const ends = await diffEnds(deps, input);
  if (!ends.ok) return ends;
  const [files, patch, stats] = await Promise.all([
    deps.git.changedFiles(ends.value),
    deps.git.patch({ ...ends.value, maxBytes: MAX_PAGE_PATCH_BYTES }),
    deps.git.stats(ends.value),
  ]);
  return ok({ files, patch, stats, truncated: Buffer.byteLength(patch) >= MAX_PAGE_PATCH_BYTES });
}

/** What a run changed against the base. */
export async function filesOfRun(deps: Deps, runId: string): Promise<Result<FileChange[], Refusal>> {
  const ends = await diffEnds(deps, { runId, against: 'base' });
  return ends.ok ? ok(await deps.git.changedFiles(ends.value)) : ends;
}

/** The whole patch, for `git apply`. */
export async function patchOfRun(
  deps: Deps,
  input: { runId: string; against: string },
): Promise<Result<string, Refusal>> {
  const ends = await diffEnds(deps, input);
  return ends.ok ? ok(await deps.git.patch(ends.value)) : ends;
}

async function diffEnds(
  deps: Deps,
  input: { runId: string; against: string },
): Promise<Result<{ hub: string; from: string; to: string }, Refusal>> {
  const run = await getRun(deps.db, input.runId);
  if (!run) return err(notFound('run'));
  if (!run.resultSha) return err(noResult());
  const hub = deps.paths.hub(run.experiment.projectId);
  if (input.against === 'base') return ok({ hub, from: run.experiment.baseSha, to: run.resultSha });
  const other = await getRun(deps.db, input.against);
  if (!other || other.experimentId !== run.experimentId) return err(notFound('run to compare with'));
  if (!other.resultSha) return err(noResult());
  return ok({ hub, from: other.resultSha, to: run.resultSha });
}

function noResult(): Refusal {
  return {
    type: 'no_result',
    message: 'The run has no result yet.',
    remedy: 'Wait until its agent has ended, or choose another run.',
  };
}
