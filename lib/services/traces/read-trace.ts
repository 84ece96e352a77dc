import { completeSpec, completeVariant } from '@/lib/core/complete-spec';
import { addMark, noMarks } from '@/lib/core/trace/marks';
import { getRun } from '@/lib/db/runs';
import { listRunEvidence, listTraceEvents } from '@/lib/db/traces';
import type { Trace } from '@/lib/schemas/trace';
import type { Deps } from '@/lib/services/ports';
import { buildTrace } from '@/lib/services/traces/build-trace';

/** From the rows: the same as its file, also on a host that has no file of it. Null: there is no such run. */
export async function readTrace(deps: Pick<Deps, 'db' | 'clock'>, runId: string): Promise<Trace | null> {
  const run = await getRun(deps.db, runId);
  if (!run) return null;
  const [events, evidence] = await Promise.all([listTraceEvents(deps.db, runId), listRunEvidence(deps.db, runId)]);
  const marks = noMarks();
  for (const { at, event } of events) addMark(marks, at.getTime(), event);
  const spec = completeSpec(run.experiment.spec);
  const variant = completeVariant(run.variant.spec);
  return buildTrace({ run, spec, variant, sandbox: spec.sandbox, marks, evidence, now: deps.clock.now() });
}
