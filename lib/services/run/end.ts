import type { RunStatus } from '@/lib/core/run-status';
import type { RunChange } from '@/lib/db/runs';
import { advanceExperiment } from '@/lib/services/advance/advance';
import { emit, change, type RunContext } from '@/lib/services/run/context';
import { traceIndexSoon } from '@/lib/services/traces/trace-index';

export type RunEnd = RunChange & {
  /** The runner has told it in the events already. */
  told?: boolean;
};

/** The last state of a run, then whatever the experiment does next. */
export async function endRun(context: RunContext, status: RunStatus, end: RunEnd): Promise<void> {
  const { told, ...input } = end;
  const stoppedAt = input.stoppedAt ?? context.deps.clock.now();
  if (input.error && !told) await emit(context, [{ type: 'failure', failure: input.error }]);
  await emit(context, [{ type: 'status', status }]);
  await change(context, { ...input, status, stoppedAt });
  await advanceExperiment(context.deps, context.run.experimentId);
  traceIndexSoon(context.deps, context.run.experimentId);
}
