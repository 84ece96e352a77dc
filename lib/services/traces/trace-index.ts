/** The index of an experiment's traces, brought up to what its rows say. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isTerminalRun } from '@/lib/core/run-status';
import { INDEX_FILE } from '@/lib/core/trace/trace-file';
import { getTraceIndexRow } from '@/lib/db/traces';
import { reportError } from '@/lib/logger';
import type { TraceIndex } from '@/lib/schemas/trace';
import type { Deps } from '@/lib/services/ports';
import { buildIndex } from '@/lib/services/traces/build-index';
import { headOf, textOf } from '@/lib/services/traces/trace-text';
import { readTrace } from '@/lib/services/traces/read-trace';

type IndexDeps = Pick<Deps, 'db' | 'traces' | 'clock'>;

/** Asked for again meanwhile: those who ask share the next one. */
const writing = new Map<string, { now: Promise<void>; next: Promise<void> | null }>();

/**
 * After a run of the experiment began or ended, or a person decided. Also writes what no worker could: traces of runs
 * that were skipped, and the last state of one whose worker died before it had written it. Never throws.
 */
export function traceIndex(deps: IndexDeps, experimentId: string): Promise<void> {
  const known = writing.get(experimentId);
  if (known) return (known.next ??= known.now.then(() => start(deps, experimentId)));
  return start(deps, experimentId);
}

/** How long those who ask are gathered, so that runs that end together cost one index. */
export const GATHER_MS = 200;
const gathering = new Map<string, Promise<void>>();

/** The same, a moment later, for whoever need not wait for it. */
export function traceIndexSoon(deps: IndexDeps, experimentId: string): void {
  if (gathering.has(experimentId)) return;
  const later = sleep(GATHER_MS).then(() => {
    gathering.delete(experimentId);
    return traceIndex(deps, experimentId);
  });
  gathering.set(experimentId, later);
}

/** Before a process ends: what it has put off. */
export async function writeTraceIndexes(): Promise<void> {
  await Promise.all([...gathering.values(), ...[...writing.values()].map(({ now, next }) => next ?? now)]);
}

function start(deps: IndexDeps, experimentId: string): Promise<void> {
  const entry: { now: Promise<void>; next: Promise<void> | null } = { now: Promise.resolve(), next: null };
  writing.set(experimentId, entry);
  entry.now = bringUpToDate(deps, experimentId)
    .catch((cause: unknown) =>
      reportError(cause, { experimentId, what: 'the index of its traces could not be written' }),
    )
    .finally(() => {
      if (entry.next === null) writing.delete(experimentId);
    });
  return entry.now;
}

/** Another process may write at the same time: whoever writes looks again until what it wrote still holds. */
async function bringUpToDate(deps: IndexDeps, experimentId: string): Promise<void> {
  let before = '';
  for (
    let row = await getTraceIndexRow(deps.db, experimentId);
    row;
    row = await getTraceIndexRow(deps.db, experimentId)
  ) {
    const index = buildIndex(row, deps.clock.now());
    const { writtenAt: _, ...facts } = index;
    const state = JSON.stringify(facts);
    if (state === before) return;
    before = state;
    for (const run of index.runs) await complete(deps, experimentId, run);
    await deps.traces.write(experimentId, INDEX_FILE, textOf(index));
  }
}

/** Ids of runs whose traces are known to hold their last state. */
const completed = new WeakMap<Deps['traces'], Set<string>>();

async function complete(deps: IndexDeps, experimentId: string, run: TraceIndex['runs'][number]): Promise<void> {
  if (!isTerminalRun(run.status)) return;
  const known = completed.get(deps.traces) ?? new Set();
  completed.set(deps.traces, known);
  const key = `${experimentId} ${run.file}`;
  if (known.has(key)) return;
  const head = headOf(await deps.traces.read(experimentId, run.file));
  if (head?.runId !== run.runId || head.status !== run.status) {
    const trace = await readTrace(deps, run.runId);
    if (trace) await deps.traces.write(experimentId, run.file, textOf(trace));
  }
  known.add(key);
}
