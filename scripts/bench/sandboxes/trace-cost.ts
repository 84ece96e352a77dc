/** What the traces of a run cost it: everything that is written of one, from its start to its end, and the index. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensurePostgres } from '@/lib/adapters/postgres/embedded';
import { compose, type Composed } from '@/lib/compose';
import { completeSpec, completeVariant } from '@/lib/core/complete-spec';
import { appendEvents } from '@/lib/db/events';
import { saveEvidence } from '@/lib/db/evidence';
import { changeRun, claimRun, getRun, type RunChange } from '@/lib/db/runs';
import { migrateDeploy } from '@/lib/db/migrate';
import type { EventLine, RunEvent } from '@/lib/schemas/agent-event';
import { traceChange, traceEvents, type TracedRun } from '@/lib/services/traces/record';
import { GATHER_MS, traceIndexSoon, writeTraceIndexes } from '@/lib/services/traces/trace-index';
import type { Measured } from '@/scripts/bench/sandboxes/row';

const TOOLS = 60;
const VARIANTS = 10;

/** Runs without agents: the same calls in the same order as a worker makes them, and only the traces are timed. */
export async function traceCost(runs: number): Promise<Measured[]> {
  const scratch = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const [home, database] = await Promise.all(
    ['bakeoff-bench-', 'bakeoff-pg-'].map((name) => mkdtemp(path.join(scratch, name))),
  );
  if (home === undefined || database === undefined) throw new Error('No folder could be made.');
  const server = await ensurePostgres(database);
  try {
    await migrateDeploy(server.url, path.resolve('prisma/migrations'));
    const product = await compose({ home, databaseUrl: server.url, role: 'client' });
    try {
      const samples: number[] = [];
      // The first experiment warms the code up.
      for (let round = -1; round < runs; round += 1) {
        const cost = await oneExperiment(product);
        if (round >= 0) samples.push(cost);
      }
      const what = `traces of a run with ${TOOLS} tool calls, ${VARIANTS} runs an experiment`;
      return [{ what, unit: 'ms', bar: 'p50 < 5 ms', limits: { p50: 5 }, samples }];
    } finally {
      await product.close();
    }
  } finally {
    await server.stop();
    for (const dir of [home, database]) await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Milliseconds a run more than the same without traces: what the run waits for, and what is written beside it. */
async function oneExperiment(product: Composed): Promise<number> {
  const bare = await timeOf(product, { traced: false });
  return ((await timeOf(product, { traced: true })) - bare) / VARIANTS;
}

async function timeOf({ deps, bakeoff }: Composed, { traced }: { traced: boolean }): Promise<number> {
  const variants = Array.from({ length: VARIANTS }, (_none, index) => ({ id: `v${index}`, agent: 'demo' }));
  const text = JSON.stringify({ project: 'builtin:demo', task: 'Make the tests pass.', test: 'node --test', variants });
  const launched = await bakeoff.experiments.launch({ text, workingDir: null });
  if (!launched.ok) throw new Error(launched.error.problems.map((problem) => problem.message).join('\n'));
  const { experimentId } = launched.value;
  const rows = await deps.db.prisma.run.findMany({ where: { experimentId }, select: { id: true } });
  const startedAt = performance.now();
  for (const { id } of rows) await oneRun(deps, id, traced);
  if (traced) await writeTraceIndexes();
  return performance.now() - startedAt - (traced ? GATHER_MS : 0);
}

async function oneRun(deps: Composed['deps'], runId: string, isTraced: boolean): Promise<void> {
  const claim = await claimRun(deps.db, { runId, hostId: deps.hostId, workerId: 'bench' });
  const run = claim && (await getRun(deps.db, runId));
  if (!claim || !run) throw new Error('The run is taken.');
  const spec = completeSpec(run.experiment.spec);
  const variant = completeVariant(run.variant.spec);
  const traced: TracedRun = { deps, claim, run, spec, variant, sandbox: spec.sandbox };
  const change = async (input: RunChange): Promise<void> => {
    await changeRun(deps.db, claim, input);
    if (isTraced) await traceChange(traced, input);
  };
  const append = async (events: RunEvent[]): Promise<void> => {
    const lines: EventLine[] = events.map((event) => ({ at: Date.now(), event }));
    await appendEvents(deps.db, claim, { lines });
    if (isTraced) await traceEvents(traced, lines);
  };
  await change({ status: 'preparing', preparingAt: new Date() });
  await change({ status: 'running' });
  await append([{ type: 'prompt', text: 'Make the tests pass. '.repeat(100) }]);
  for (let index = 0; index < TOOLS; index += 1) await append(toolCall(index));
  await change({ agentStartedAt: new Date(), agentEndedAt: new Date(), exitCode: 0, summary: 'Done.' });
  await append([{ type: 'status', status: 'judging' }]);
  await change({ status: 'judging', resultSha: run.startSha });
  const gate = { name: 'tests', exitCode: 0, durationMs: 900, output: 'ok\n'.repeat(2000), tests: null };
  const gates = [{ ...gate, status: 'passed' as const }];
  await saveEvidence(deps.db, { experimentId: run.experimentId, runId, gates, metrics: [] });
  await change({ success: true, gatesEndedAt: new Date() });
  await change({ status: 'passed', stoppedAt: new Date() });
  if (isTraced) traceIndexSoon(deps, run.experimentId);
}

function toolCall(index: number): RunEvent[] {
  const id = `t${index}`;
  return [
    { type: 'tool', id, title: `Edit src/file-${index}.ts`, kind: 'edit', status: 'running' },
    { type: 'tool', id, outputDelta: 'x'.repeat(500) },
    { type: 'tool', id, status: 'completed' },
  ];
}
