import { err, ok, type Result } from '@/lib/core/result';
import { isTerminalExperiment, isTerminalRun, type ExperimentStatus, type RunStatus } from '@/lib/core/run-status';
import { recordDecision } from '@/lib/db/decisions';
import { listOpenPermissions } from '@/lib/db/events';
import {
  decideStage,
  deleteExperiment,
  getExperimentDetail,
  listExperiments,
  lockExperiment,
  updateExperiment,
} from '@/lib/db/experiments';
import type { ExperimentView } from '@/lib/schemas/view';
import { advanceIn } from '@/lib/services/advance/advance';
import { personVerdict } from '@/lib/services/advance/decide';
import { labelOf } from '@/lib/services/advance/plan';
import type { Bakeoff, Refusal } from '@/lib/services/bakeoff';
import { launch, plan } from '@/lib/services/launch';
import { notFound } from '@/lib/services/not-found';
import type { Deps } from '@/lib/services/ports';
import { traceIndex } from '@/lib/services/traces/trace-index';
import { toExperimentView, toSummary } from '@/lib/services/views';

const LIST_LIMIT = 200;

export function experimentServices(deps: Deps): Bakeoff['experiments'] {
  return {
    launch: (input) => launch(deps, input),
    validate: async (input) => {
      const planned = await plan(deps, input);
      return planned.ok ? [] : planned.error.problems;
    },
    list: async (filter = {}) => {
      const rows = await listExperiments(deps.db, { limit: LIST_LIMIT, ...filter });
      return rows.map(toSummary);
    },
    get: (id) => getView(deps, id),
    cancel: (id) => cancelExperiment(deps, id),
    chooseWinner: (input) => chooseWinner(deps, input),
    remove: (id) => removeExperiment(deps, id),
  };
}

export async function getView(deps: Deps, id: string): Promise<ExperimentView | null> {
  const row = await getExperimentDetail(deps.db, id);
  if (!row) return null;
  const running = row.runs.filter((run) => run.status === 'running').map((run) => run.id);
  const permissions = await listOpenPermissions(deps.db, running);
  const workspaces = new Map<string, string>();
  for (const runId of running) {
    const sandbox = await deps.sandboxes.open(runId);
    // An editor runs git in what it opens, and a locked-in agent may have written what git then runs.
    if (sandbox?.provider === 'process') workspaces.set(runId, sandbox.workspace);
  }
  return toExperimentView(row, { now: deps.clock.now(), permissions, workspaces });
}

async function cancelExperiment(deps: Deps, id: string): Promise<Result<null, Refusal>> {
  const result = await stopAll(deps, id);
  await traceIndex(deps, id);
  return result;
}

function stopAll(deps: Deps, id: string): Promise<Result<null, Refusal>> {
  return deps.db.prisma.$transaction(async (tx) => {
    if (!(await lockExperiment(tx, id))) return err(notFound('experiment'));
    const row = await tx.experiment.findUniqueOrThrow({ where: { id }, select: { status: true } });
    if (isTerminalExperiment(row.status as ExperimentStatus)) return ok(null);
    if (row.status === 'draft') {
      const at = deps.clock.now();
      await updateExperiment(tx, id, { status: 'cancelled', cancelledAt: at, endedAt: at });
      return ok(null);
    }
    await updateExperiment(tx, id, { cancelledAt: deps.clock.now() });
    await advanceIn(tx, deps, id);
    return ok(null);
  });
}

type Choice = { experimentId: string; runId: string; reason: string };

async function chooseWinner(deps: Deps, input: Choice): Promise<Result<null, Refusal>> {
  const result = await recordChoice(deps, input);
  await traceIndex(deps, input.experimentId);
  return result;
}

function recordChoice(deps: Deps, input: Choice): Promise<Result<null, Refusal>> {
  return deps.db.prisma.$transaction(async (tx) => {
    if (!(await lockExperiment(tx, input.experimentId))) return err(notFound('experiment'));
    const row = await getExperimentDetail(tx, input.experimentId);
    const run = row?.runs.find((candidate) => candidate.id === input.runId);
    if (!row || !run) return err(notFound('run'));
    if (!run.resultSha) {
      return err({
        type: 'no_result',
        message: 'That run has no result to choose.',
        remedy: 'Choose a run that ended with changes, or retry it.',
      });
    }
    const reason = input.reason.trim();
    const verdict = personVerdict(labelOf(row, run), reason);
    await recordDecision(tx, {
      experimentId: row.id,
      runId: run.id,
      by: 'person',
      rule: 'person',
      reason,
      ranking: [],
    });
    const stageId = row.variants.find((variant) => variant.id === run.variantId)?.stageId;
    const last = row.stages.at(-1);
    const isOver = isTerminalExperiment(row.status as ExperimentStatus);
    // A later stage that started from another winner stays what it is.
    if (last?.id === stageId || isOver) await updateExperiment(tx, row.id, { winnerRunId: run.id, verdict });
    const stage = row.stages.find(({ id }) => id === stageId);
    if (isOver && stage && stage.id === last?.id) {
      await decideStage(tx, {
        experimentId: row.id,
        name: stage.name,
        winnerRunId: run.id,
        verdict,
        at: deps.clock.now(),
      });
    }
    await advanceIn(tx, deps, row.id);
    return ok(null);
  });
}

/** Its rows, its results in the hub, its sandboxes. What was merged stays merged. */
async function removeExperiment(deps: Deps, id: string): Promise<Result<null, Refusal>> {
  const row = await getExperimentDetail(deps.db, id);
  if (!row) return err(notFound('experiment'));
  const isDraft = row.status === ('draft' satisfies ExperimentStatus);
  const busy = isDraft || row.runs.some((run) => run.dispatchedAt && !isTerminalRun(run.status as RunStatus));
  if (busy) {
    return err({
      type: 'still_running',
      message: 'Runs of this experiment still work.',
      remedy: 'Stop the experiment first.',
    });
  }
  const own = [`${id}-generate`, `${id}-aggregate`];
  for (const sandbox of [...row.runs.map((run) => run.id), ...own]) await deps.sandboxes.destroy(sandbox);
  const hub = deps.paths.hub(row.projectId);
  for (const owner of ['bakeoff', 'bakeoff-agent']) await deps.git.deleteRefs({ hub, prefix: `refs/${owner}/${id}/` });
  await deleteExperiment(deps.db, id);
  await deps.traces.remove(id);
  return ok(null);
}
