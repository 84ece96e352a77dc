/** Variants that the person's own command writes, before anything runs. */
import { completeSpec } from '@/lib/core/complete-spec';
import type { ExperimentSpec } from '@/lib/core/experiment';
import type { Failure } from '@/lib/core/failure';
import { err, ok, type Result } from '@/lib/core/result';
import {
  completeDraft,
  getExperimentDetail,
  lockExperiment,
  updateExperiment,
  type ExperimentDetailRow,
} from '@/lib/db/experiments';
import { errorMessage } from '@/lib/errors';
import { parseExperimentFile } from '@/lib/schemas/experiment-file';
import { readField } from '@/lib/schemas/experiment-file/draft';
import { parseGenerated, withGenerated } from '@/lib/schemas/generated-variants';
import { advanceIn } from '@/lib/services/advance/advance';
import { cancelOf } from '@/lib/services/cancel-of';
import { contractHash } from '@/lib/services/contract-hash';
import { checkMeaning } from '@/lib/services/launch';
import { howItEnded, runOwnCommand } from '@/lib/services/own-command';
import type { Deps } from '@/lib/services/ports';
import { lastLines } from '@/lib/services/run/context';

const MAX_OUTPUT_CHARS = 1_000_000;

/**
 * Runs the command of a draft and goes on with what it wrote, or ends the experiment with the reason. Re-entrant: after a
 * crash the command runs anew; a draft that was stopped or completed meanwhile stays as it is.
 */
export async function generateVariants(deps: Deps, experimentId: string): Promise<void> {
  const row = await getExperimentDetail(deps.db, experimentId);
  if (!row || row.status !== 'draft') return;
  const cancel = cancelOf(deps, experimentId);
  try {
    const written = await write(deps, row, cancel.signal);
    await (written.ok ? goOn(deps, row, written.value) : giveUp(deps, row.id, written.error));
  } catch (cause) {
    await giveUp(deps, row.id, `The command could not run: ${errorMessage(cause)}`);
    throw cause;
  } finally {
    cancel.close();
  }
}

type Written = { text: string; spec: ExperimentSpec };

async function write(deps: Deps, row: ExperimentDetailRow, signal: AbortSignal): Promise<Result<Written, string>> {
  const spec = completeSpec(row.spec);
  const command = spec.generate;
  if (!command) return err('There is no command that writes its variants.');
  const ran = await runOwnCommand(deps, {
    id: `${row.id}-generate`,
    command,
    input: inputOf(row, spec),
    hub: deps.paths.hub(row.projectId),
    baseSha: row.baseSha,
    project: row.project,
    sandbox: spec.sandbox,
    signal,
    maxOutput: MAX_OUTPUT_CHARS,
  });
  if (!ran.ok) return ran;
  const ended = howItEnded(ran.value);
  if (ended !== null) return err(`${ended}\n${lastLines(ran.value.output)}`);
  const generated = parseGenerated(ran.value.stdout);
  if (!generated.ok) return err(`What the command printed can not be used.\n${generated.error.join('\n')}`);
  const text = withGenerated(row.source, generated.value);
  const parsed = parseExperimentFile(text);
  const problems = parsed.ok ? checkMeaning(parsed.spec, text) : parsed.problems;
  if (!parsed.ok || problems.length > 0) {
    const sentences = problems.map(({ message }) => message).join('\n');
    return err(`The experiment can not be run with what the command printed.\n${sentences}`);
  }
  // The sandbox was chosen at the launch.
  return ok({ text, spec: { ...parsed.spec, sandbox: spec.sandbox } });
}

/** What the command reads: documented in docs/planning.md. */
function inputOf(row: ExperimentDetailRow, spec: ExperimentSpec): Record<string, unknown> {
  return {
    task: spec.task,
    count: spec.generate?.count,
    variants: readField(row.source, ['variants']) ?? [],
    project: { name: row.project.name, location: row.project.location },
    base: { ref: row.baseRef, sha: row.baseSha },
  };
}

async function goOn(deps: Deps, row: ExperimentDetailRow, { text, spec }: Written): Promise<void> {
  const hash = contractHash(spec, row.project.allowedHosts as string[]);
  await ifStillDraft(deps, row.id, async (tx) => {
    await completeDraft(tx, row.id, { spec, source: text, contractHash: hash, baseSha: row.baseSha });
    await advanceIn(tx, deps, row.id);
    await deps.queue.send(tx, { type: 'base', experimentId: row.id });
  });
}

async function giveUp(deps: Deps, id: string, why: string): Promise<void> {
  const error: Failure = {
    type: 'setup_failed',
    message: `The variants could not be written. ${why}`,
    remedy: 'Mend the command of `generate`, or write the variants yourself; then run the experiment again.',
  };
  await ifStillDraft(deps, id, (tx) =>
    updateExperiment(tx, id, { status: 'failed', error, endedAt: deps.clock.now() }),
  );
}

type Tx = Parameters<typeof advanceIn>[0];

/** It may have been stopped or deleted meanwhile, or another worker was quicker. */
async function ifStillDraft(deps: Deps, id: string, action: (tx: Tx) => Promise<void>): Promise<void> {
  await deps.db.prisma.$transaction(
    async (tx) => {
      if (!(await lockExperiment(tx, id))) return;
      const { status } = await tx.experiment.findUniqueOrThrow({ where: { id }, select: { status: true } });
      if (status === 'draft') await action(tx);
    },
    { timeout: 30_000 },
  );
}
