import { completeSpec } from '@/lib/core/complete-spec';
import { PLAIN_START, type RunStart, type Schedule } from '@/lib/core/schedule/types';
import type { Tx } from '@/lib/db/client';
import { setStageBase, type ExperimentDetailRow } from '@/lib/db/experiments';
import { markDispatched, type Dispatch } from '@/lib/db/runs';
import type { Deps } from '@/lib/services/ports';

type Input = { row: ExperimentDetailRow; start: Schedule['start'] };

/** Runs that start now, each with what it starts from; several results are merged by the worker that takes it. */
export async function dispatch(tx: Tx, deps: Pick<Deps, 'queue'>, { row, start }: Input): Promise<void> {
  const spec = completeSpec(row.spec);
  const stageBases = new Map(row.stages.map((stage) => [stage.id, stage.baseSha]));
  for (const { id, inputs } of start) {
    const run = row.runs.find((each) => each.id === id);
    const variant = row.variants.find((each) => each.id === run?.variantId);
    const planned = spec.variants.find((each) => each.id === variant?.key);
    if (!run || !variant || !planned) continue;
    const before = { ...PLAIN_START, ...(run.startsFrom as RunStart | null) };
    const startsFrom = { ...before, ...inputs };
    const base = stageBases.get(variant.stageId) ?? null;
    const known = startOf(row, startsFrom);
    if (base === null && known !== null && planned.dependsOn.length === 0) {
      await setStageBase(tx, variant.stageId, known);
      stageBases.set(variant.stageId, known);
    }
    const change: Dispatch = { startsFrom };
    if (run.followsId === null && known !== null) {
      change.startSha = known;
      // A combination is counted against what its stage started from: it is all that the stage has changed.
      change.forkSha = planned.kind === 'combine' ? (base ?? row.baseSha) : known;
    } else if (planned.kind === 'combine') {
      change.forkSha = base ?? row.baseSha;
    }
    if (await markDispatched(tx, id, change)) await deps.queue.send(tx, { type: 'run', runId: id });
  }
}

/** Null: it has to be merged first. */
function startOf(row: ExperimentDetailRow, start: RunStart): string | null {
  if (start.given !== null) return start.given;
  const [first, ...others] = start.merge;
  if (first === undefined) return row.baseSha;
  if (others.length > 0) return null;
  return row.runs.find((run) => run.id === first)?.resultSha ?? null;
}
