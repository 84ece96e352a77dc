/**
 * Writes the trace of a run while it works. What it needs passes by on its way to the database, so that a trace costs
 * no reading; and a trace that can't be written is told to the log and never to the run.
 */
import type { ExperimentSpec, SandboxSpec, VariantSpec } from '@/lib/core/experiment';
import { peakOf, type ResourceSample } from '@/lib/core/sandbox';
import { addMark, noMarks, type TraceMarks } from '@/lib/core/trace/marks';
import { traceFile } from '@/lib/core/trace/trace-file';
import { isTerminalRun } from '@/lib/core/run-status';
import type { Evidence } from '@/lib/db/evidence';
import type { Claim, RunChange, RunRow } from '@/lib/db/runs';
import { listRunEvidence, listTraceEvents } from '@/lib/db/traces';
import { reportError } from '@/lib/logger';
import { resourceSampleSchema, type EventLine } from '@/lib/schemas/agent-event';
import type { Deps } from '@/lib/services/ports';
import { buildTrace } from '@/lib/services/traces/build-trace';
import { traceIndexSoon } from '@/lib/services/traces/trace-index';
import { headOf, textOf } from '@/lib/services/traces/trace-text';

/** The part of a run in the hands of its owner (run/context.ts) that its trace needs. */
export type TracedRun = {
  deps: Pick<Deps, 'db' | 'traces' | 'clock'>;
  claim: Claim;
  run: RunRow;
  spec: ExperimentSpec;
  variant: VariantSpec;
  sandbox: SandboxSpec;
};

/** How old a trace may be while its agent talks. */
const FRESH_MS = 5000;
const NO_EVIDENCE: Evidence = { gates: [], metrics: [] };

type Blocked = { host: string; port: number }[];

type Recorder = {
  marks: TraceMarks;
  /** All that changed of the row since its owner read it. */
  changed: RunChange & { peak?: ResourceSample; blocked?: Blocked };
  evidence: Evidence;
  writtenAt: number;
  /** The write that is under way, and those that follow from what came meanwhile; the run does not wait for it. */
  writing: Promise<void> | null;
  /** Something came that the write under way may not have seen. */
  isBehind: boolean;
};

/** As long as an owner holds its run. */
const recorders = new WeakMap<Claim, Promise<Recorder>>();

/** After the row of a run was changed: a new state is a new version of its trace. Resolves when its last one is written. */
export async function traceChange(traced: TracedRun, change: RunChange): Promise<void> {
  await quietly(traced, async () => {
    const recorder = await recorderOf(traced);
    Object.assign(recorder.changed, change);
    if (!change.status) return;
    const isOver = isTerminalRun(change.status);
    if (isOver && recorder.marks.judgingAt !== null) {
      recorder.evidence = await listRunEvidence(traced.deps.db, traced.run.id);
    }
    const written = write(traced, recorder);
    if (change.status === 'preparing') traceIndexSoon(traced.deps, traced.run.experimentId);
    if (isOver) await written;
  });
}

/** After events of a run were stored. */
export async function traceEvents(traced: TracedRun, lines: readonly EventLine[]): Promise<void> {
  await quietly(traced, async () => {
    const recorder = await recorderOf(traced);
    const { prompts } = recorder.marks;
    const asked = prompts.length;
    for (const line of lines) note(traced.run, recorder, line);
    const isOld = traced.deps.clock.now().getTime() - recorder.writtenAt > FRESH_MS;
    // The prompt, as soon as it was sent; then what the agent does, now and then.
    if (prompts.length > asked || (isOld && recorder.writtenAt > 0)) void write(traced, recorder);
  });
}

function note(run: RunRow, { marks, changed }: Recorder, { at, event }: EventLine): void {
  addMark(marks, at, event);
  switch (event.type) {
    case 'usage':
      changed.usage = event.usage;
      if (event.usage.costUsd !== null) changed.costUsd = event.usage.costUsd;
      return;
    case 'resources':
      changed.peak = peakOf(changed.peak ?? (run.peak as ResourceSample | null), resourceSampleSchema.parse(event));
      return;
    case 'blocked':
      changed.blocked = [...(changed.blocked ?? (run.blocked as Blocked)), { host: event.host, port: event.port }];
      return;
    default:
      return;
  }
}

function recorderOf(traced: TracedRun): Promise<Recorder> {
  const known = recorders.get(traced.claim);
  if (known) return known;
  const made = openRecorder(traced);
  recorders.set(traced.claim, made);
  // A disk that was full for a moment must not cost the rest of the trace.
  made.catch(() => recorders.delete(traced.claim));
  return made;
}

async function openRecorder({ deps, run, variant }: TracedRun): Promise<Recorder> {
  const marks = noMarks();
  // Taken over from another worker, which has stored what happened before.
  const events = run.lastSeq > 0 ? await listTraceEvents(deps.db, run.id) : [];
  for (const { at, event } of events) addMark(marks, at.getTime(), event);
  await setAside(deps, run, variant.id);
  return { marks, changed: {}, evidence: NO_EVIDENCE, writtenAt: 0, writing: null, isBehind: false };
}

/** A run takes the place of the one before it; the trace of that one stays, under a name of its own. */
async function setAside({ traces }: TracedRun['deps'], run: RunRow, variant: string): Promise<void> {
  const name = traceFile({ id: run.id, variant, repeat: run.repeat, superseded: false });
  const head = headOf(await traces.read(run.experimentId, name));
  if (head === null || head.runId === run.id) return;
  const past = traceFile({ id: head.runId, variant, repeat: run.repeat, superseded: true });
  await traces.rename(run.experimentId, name, past);
}

/** Beside the run. What comes while it writes is written together, once it is done. */
function write(traced: TracedRun, recorder: Recorder): Promise<void> {
  recorder.isBehind = true;
  recorder.writing ??= quietly(traced, async () => {
    while (recorder.isBehind) {
      recorder.isBehind = false;
      await writeNow(traced, recorder);
    }
  }).finally(() => (recorder.writing = null));
  return recorder.writing;
}

async function writeNow(traced: TracedRun, recorder: Recorder): Promise<void> {
  const { deps, run, spec, variant, sandbox } = traced;
  const { marks, evidence, changed } = recorder;
  const now = deps.clock.now();
  recorder.writtenAt = now.getTime();
  const trace = buildTrace({ run: { ...run, ...changed }, spec, variant, sandbox, marks, evidence, now });
  const name = traceFile({ id: run.id, variant: variant.id, repeat: run.repeat, superseded: false });
  await deps.traces.write(run.experimentId, name, textOf(trace));
}

async function quietly({ run }: TracedRun, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    reportError(cause, { experimentId: run.experimentId, runId: run.id, what: 'its trace could not be written' });
  }
}
