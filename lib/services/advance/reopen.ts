import { completeSpec } from '@/lib/core/complete-spec';
import type { ExperimentSpec } from '@/lib/core/experiment';
import type { Failure } from '@/lib/core/failure';
import { isTerminalRun, type RunStatus } from '@/lib/core/run-status';
import type { Tx } from '@/lib/db/client';
import { getExperimentDetail, reopenStages } from '@/lib/db/experiments';
import { createFollowingRun, type RunRow } from '@/lib/db/runs';
import { currentRuns, runsOfStage, type ExperimentRun } from '@/lib/services/advance/plan';

/**
 * Gives what waited for a run in vain another chance, because the run itself has got one: what was skipped because of
 * it, what did not fit together, and the combination. Stages that nothing has started from are open again.
 */
export async function reopen(tx: Tx, of: Pick<RunRow, 'experimentId' | 'variantId'>): Promise<void> {
  const row = await getExperimentDetail(tx, of.experimentId);
  if (!row) return;
  const spec = completeSpec(row.spec);
  const key = row.variants.find((variant) => variant.id === of.variantId)?.key ?? '';
  const stage = spec.variants.find((variant) => variant.id === key)?.stage ?? 'main';
  const later = stagesAfter(spec, stage);
  const started = later.some((name) =>
    runsOfStage(row, name).some((run) => run.status !== 'skipped' && run.dispatchedAt),
  );
  const behind = new Set(variantsAfter(spec, key));
  const variants = new Map(row.variants.map((variant) => [variant.id, variant.key]));
  const reached = currentRuns(row).filter((run) => behind.has(variants.get(run.variantId) ?? ''));
  const again = reached.filter((run) => waitedInVain(run, spec, variants.get(run.variantId) ?? ''));
  if (!started) {
    await reopenStages(tx, row.id, [stage, ...later]);
    again.push(...later.flatMap((name) => runsOfStage(row, name)).filter((run) => run.status === 'skipped'));
  }
  for (const run of again) {
    const base = row.baseSha;
    await createFollowingRun(tx, { of: run, startSha: base, forkSha: null, message: null, followsId: null });
  }
}

function waitedInVain(run: ExperimentRun, spec: ExperimentSpec, key: string): boolean {
  if (!isTerminalRun(run.status as RunStatus)) return false;
  if (run.status === 'skipped') return true;
  const variant = spec.variants.find(({ id }) => id === key);
  return variant?.kind === 'combine' || (run.error as Failure | null)?.type === 'parents_conflict';
}

/** All that depend on a variant, directly or not, and what follows it in a row that stops at a failure. */
function variantsAfter(spec: ExperimentSpec, key: string): string[] {
  const found = new Set<string>();
  const open = [key, ...rowAfter(spec, key)];
  for (const id of rowAfter(spec, key)) found.add(id);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const variant of spec.variants) {
      if (!variant.dependsOn.includes(id) || found.has(variant.id)) continue;
      found.add(variant.id);
      open.push(variant.id);
    }
  }
  return [...found];
}

function rowAfter(spec: ExperimentSpec, key: string): string[] {
  const variant = spec.variants.find(({ id }) => id === key);
  const stage = spec.stages.find(({ name }) => name === variant?.stage);
  if (stage?.strategy.type !== 'sequential') return [];
  const row = spec.variants.filter((each) => each.stage === stage.name && each.dependsOn.length === 0);
  return row.slice(row.findIndex(({ id }) => id === key) + 1).map(({ id }) => id);
}

function stagesAfter(spec: ExperimentSpec, name: string): string[] {
  const found: string[] = [];
  for (const stage of spec.stages) {
    if (stage.from && (stage.from.stage === name || found.includes(stage.from.stage))) found.push(stage.name);
  }
  return found;
}
