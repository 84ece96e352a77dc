import { completeSpec, completeVariant } from '@/lib/core/complete-spec';
import { providerOf } from '@/lib/core/complete-sandbox';
import type { CancelSignal } from '@/lib/core/ports';
import { isTerminalRun, type RunStatus } from '@/lib/core/run-status';
import { errorMessage } from '@/lib/errors';
import { listUndeliveredInputs, markInputDelivered } from '@/lib/db/run-inputs';
import { claimRun, getRun, type RunRow } from '@/lib/db/runs';
import type { ExitRecord } from '@/lib/schemas/runner';
import type { Deps } from '@/lib/services/ports';
import { advanceExperiment } from '@/lib/services/advance/advance';
import { change, emit, failure, FencedError, refreshRun, type RunContext } from '@/lib/services/run/context';
import { endRun } from '@/lib/services/run/end';
import { exportAgentCommits } from '@/lib/services/run/export-commits';
import { judgeRun, startJudging } from '@/lib/services/run/judge';
import { prepareRun, stopped, worksWithAgent } from '@/lib/services/run/prepare';
import { watchRunner } from '@/lib/services/run/watch';
import { traceIndexSoon } from '@/lib/services/traces/trace-index';

export type ExecuteInput = {
  runId: string;
  workerId: string;
  /** Follows the run's cancel requests; closed by the caller of executeRun. */
  control: { cancel: CancelSignal; onControl: (listener: () => void) => () => void };
};

/**
 * Brings a run from wherever it is to its end. Re-entrant: after a crash another worker of the same host goes on from
 * the state in the database, the runner's files and the sandbox. Does nothing to a run that is over or in other hands.
 * `isOver`: its sandbox is of no use any more, since what it changed is in the hub and what it said in the database.
 */
export async function executeRun(deps: Deps, input: ExecuteInput): Promise<{ isOver: boolean }> {
  const known = await getRun(deps.db, input.runId);
  if (!known) return { isOver: false };
  // Its worker may have died between the run's end and what follows from it.
  if (isTerminalRun(known.status as RunStatus)) {
    await advanceExperiment(deps, known.experimentId);
    traceIndexSoon(deps, known.experimentId);
    return { isOver: known.hostId === deps.hostId };
  }
  if (known.hostId && known.hostId !== deps.hostId) {
    const { hostId } = known;
    await deps.db.prisma.$transaction((tx) => deps.queue.send(tx, { type: 'run', runId: known.id }, { hostId }));
    return { isOver: false };
  }
  const claim = await claimRun(deps.db, { runId: input.runId, hostId: deps.hostId, workerId: input.workerId });
  const run = claim && (await getRun(deps.db, input.runId));
  if (!claim || !run) return { isOver: false };
  const context = contextOf({ deps, claim, run, control: input.control });
  try {
    await proceed(context);
  } catch (cause) {
    if (cause instanceof FencedError) return { isOver: false };
    await breakDown(context, cause);
  }
  return { isOver: true };
}

function contextOf(input: {
  deps: Deps;
  claim: RunContext['claim'];
  run: RunRow;
  control: ExecuteInput['control'];
}): RunContext {
  const { deps, claim, run, control } = input;
  const sandbox = completeSpec(run.experiment.spec).sandbox;
  return {
    deps,
    claim,
    run,
    spec: completeSpec(run.experiment.spec),
    variant: completeVariant(run.variant.spec),
    sandbox,
    provider: providerOf(sandbox),
    allowedHosts: run.experiment.project.allowedHosts as string[],
    hub: deps.paths.hub(run.experiment.projectId),
    ...control,
  };
}

async function proceed(context: RunContext): Promise<void> {
  const { deps, run } = context;
  if (run.status === 'judging' && run.resultSha) return judgeRun(context, run.resultSha);
  const adopted = run.status !== 'queued' && (await hasRunner(context));
  if (!adopted) {
    if (context.cancel.aborted) {
      await stopped(context);
      return;
    }
    if (!(await prepareRun(context))) return;
    if (!worksWithAgent(context)) return combine(context);
  } else if (run.status === 'preparing') {
    // The crash came between the start of the runner and the change of the row.
    await change(context, { status: 'running' });
  }
  const sandbox = await deps.sandboxes.open(run.id);
  if (!sandbox) throw new Error('The checkout of the run is gone.');
  const exit = await watchRunner(context, sandbox);
  await settle(context, exit);
}

/** Whether a runner was started that lives or has left its exit record. */
async function hasRunner(context: RunContext): Promise<boolean> {
  const { deps, run } = context;
  const sandbox = await deps.sandboxes.open(run.id);
  // A run that was running when its runner died must not start a second, paid agent.
  const wasRunning = run.status === 'running';
  if (!sandbox) return wasRunning;
  const link = deps.openRunner(sandbox.runDir);
  if (!(await link.hasSpec())) return false;
  if ((await link.readExit()) !== null || (await deps.sandboxes.isRunnerAlive(sandbox))) return true;
  return wasRunning;
}

/** The merged results are the result; the contract judges them like any other. */
async function combine(context: RunContext): Promise<void> {
  const { deps, run, variant, hub } = context;
  const ref = `refs/bakeoff/${run.experimentId}/${variant.id}/${run.id}`;
  const { startSha: resultSha } = run;
  await deps.git.mergeResults({ hub, shas: [resultSha], ref, message: '', conflicts: 'stop' });
  const diffStats = await deps.git.stats({ hub, from: forkOf(run), to: resultSha });
  // The merge takes the place of an agent: from here on it is judged.
  await change(context, { resultSha, ref, diffStats, agentEndedAt: deps.clock.now() });
  await emit(context, [{ type: 'diffstat', ...diffStats }]);
  await startJudging(context, resultSha);
}

async function settle(context: RunContext, exit: ExitRecord | null): Promise<void> {
  const { deps, run } = context;
  if (!exit) await deps.sandboxes.sweep(run.id);
  const agentEndedAt = exit ? new Date(exit.endedAt) : deps.clock.now();
  await change(context, {
    agentStartedAt: exit?.startedAt ? new Date(exit.startedAt) : context.run.agentStartedAt,
    agentEndedAt,
    exitCode: exit?.exitCode ?? null,
    summary: exit?.summary ?? null,
    sessionId: exit?.sessionId ?? null,
    stdoutTail: exit?.stdoutTail ?? '',
    stderrTail: exit?.stderrTail ?? '',
    ...(exit?.usage ? { usage: exit.usage, costUsd: exit.usage.costUsd } : {}),
  });
  await tellUndelivered(context);
  const resultSha = await capture(context);
  await refreshRun(context);
  if (!exit) {
    const message = 'The process that watched the agent died, so the run was given up. What it had changed is kept.';
    await endRun(context, 'lost', {
      error: failure('runner_lost', message, 'Retry the run.'),
      stoppedAt: agentEndedAt,
    });
    return;
  }
  if (exit.outcome === 'completed') return startJudging(context, resultSha);
  const reason = context.run.cancelReason;
  const error =
    exit.outcome === 'cancelled' && reason
      ? failure('cancelled', reason, 'Retry the run to start it again.')
      : (exit.failure ?? failure('agent_error', 'The agent ended with an error.', 'Read its output, then retry.'));
  await endRun(context, exit.outcome, { error, stoppedAt: agentEndedAt, told: exit.failure !== null });
}

/** A message that came in the agent's last moment: the person reads that it was not heard. */
async function tellUndelivered(context: RunContext): Promise<void> {
  const { deps, run } = context;
  for (const { id, line } of await listUndeliveredInputs(deps.db, run.id)) {
    if (line.type === 'follow_up') {
      const text = `The agent had ended before this message reached it; send it again as a follow-up: ${line.text}`;
      await emit(context, [{ type: 'notice', level: 'warning', text }]);
    }
    await markInputDelivered(deps.db, id);
  }
}

/** The checkout's state as a commit in the hub, whatever the outcome: partial results are results. */
async function capture(context: RunContext): Promise<string> {
  const { deps, run, spec, variant } = context;
  const sandbox = await deps.sandboxes.open(run.id);
  if (!sandbox) throw new Error('The checkout of the run is gone.');
  const ref = `refs/bakeoff/${run.experimentId}/${variant.id}/${run.id}`;
  const result = await deps.git.capture({
    hub: context.hub,
    dir: sandbox.workspace,
    startSha: run.startSha,
    ref,
    message: `${spec.name}: ${variant.id}\n\nExperiment: ${run.experimentId}\nVariant: ${variant.id}\nRun: ${run.id}\n`,
    exclude: spec.sandbox.copy,
    scratch: sandbox.runDir,
  });
  const base = forkOf(run);
  const stats =
    base === run.startSha ? result.stats : await deps.git.stats({ hub: context.hub, from: base, to: result.sha });
  await change(context, { resultSha: result.sha, ref, diffStats: stats });
  const commits = await exportAgentCommits(context, sandbox).catch(
    // The result is kept; these are beside it.
    (cause: unknown) => `The agent's own commits could not be kept: ${errorMessage(cause)}`,
  );
  const notes = [...result.warnings, ...(commits === null ? [] : [commits])].map((text) => ({
    type: 'step' as const,
    step: 'capture' as const,
    name: 'capture',
    text,
  }));
  await emit(context, [{ type: 'diffstat', ...stats }, ...notes]);
  return result.sha;
}

/** What its changes are counted against. */
function forkOf(run: RunContext['run']): string {
  return run.forkSha ?? run.experiment.baseSha;
}

/** A broken machine: the run fails with what is known, and nothing of it is left alive. */
async function breakDown(context: RunContext, cause: unknown): Promise<void> {
  const { deps, run } = context;
  await deps.sandboxes.sweep(run.id);
  await deps.sandboxes.sweep(`${run.id}-judge`);
  const message = `Bakeoff could not go on with the run: ${cause instanceof Error ? cause.message : String(cause)}`;
  const error = failure('system', message, 'Look at the log, mend the cause, then retry the run.');
  try {
    await endRun(context, 'failed', { error });
  } catch (second) {
    if (second instanceof FencedError) return;
    await advanceExperiment(deps, run.experimentId);
    throw second;
  }
  throw new Error(message, { cause });
}
