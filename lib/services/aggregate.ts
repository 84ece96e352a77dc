import { completeSpec } from '@/lib/core/complete-spec';
import { getExperimentDetail, lockExperiment, updateExperiment } from '@/lib/db/experiments';
import { errorMessage } from '@/lib/errors';
import { cancelOf } from '@/lib/services/cancel-of';
import { getView } from '@/lib/services/experiments';
import { howItEnded, runOwnCommand } from '@/lib/services/own-command';
import type { Deps } from '@/lib/services/ports';
import { experimentResult } from '@/lib/schemas/result';

const MAX_OUTPUT_CHARS = 50_000;

type Aggregate = { output: string; exitCode: number | null };

/**
 * Hands all results to the experiment's own command and keeps what it printed. Re-entrant: after a crash it runs anew.
 * Does nothing where it has run, or where the experiment goes on again.
 */
export async function runAggregate(deps: Deps, experimentId: string): Promise<void> {
  const row = await getExperimentDetail(deps.db, experimentId);
  const command = row ? completeSpec(row.spec).aggregate : null;
  if (!row || !command || row.aggregate !== null || !isOver(row.status)) return;
  const view = await getView(deps, experimentId);
  if (!view) return;
  const cancel = cancelOf(deps, experimentId);
  try {
    const ran = await runOwnCommand(deps, {
      id: `${experimentId}-aggregate`,
      command,
      input: experimentResult(view),
      hub: deps.paths.hub(row.projectId),
      baseSha: row.baseSha,
      project: row.project,
      sandbox: view.spec.sandbox,
      signal: cancel.signal,
      maxOutput: MAX_OUTPUT_CHARS,
    });
    await keep(deps, experimentId, ran.ok ? aggregateOf(ran.value) : { output: ran.error, exitCode: null });
  } catch (cause) {
    await keep(deps, experimentId, { output: `The command could not run: ${errorMessage(cause)}`, exitCode: null });
    throw cause;
  } finally {
    cancel.close();
  }
}

/** What went wrong is part of what is shown, below what the command said of it. */
function aggregateOf(result: Parameters<typeof howItEnded>[0]): Aggregate {
  const ended = howItEnded(result);
  const text = ended === null ? result.stdout : `${result.output.trimEnd()}\n\n${ended}`;
  return { output: text.trim(), exitCode: result.timedOut || result.limit ? null : result.exitCode };
}

function isOver(status: string): boolean {
  return status === 'done';
}

async function keep(deps: Deps, id: string, aggregate: Aggregate): Promise<void> {
  await deps.db.prisma.$transaction(async (tx) => {
    if (!(await lockExperiment(tx, id))) return;
    const { status } = await tx.experiment.findUniqueOrThrow({ where: { id }, select: { status: true } });
    // A retry has begun since: what it ends with is handed over anew.
    if (isOver(status)) await updateExperiment(tx, id, { aggregate });
  });
}
