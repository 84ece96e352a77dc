import type { Contract, GateSpec, VariantSpec } from '@/lib/core/experiment';
import { failureExcerpt } from '@/lib/core/failure-excerpt';
import { saveEvidence } from '@/lib/db/evidence';
import type { GateView } from '@/lib/schemas/view';
import { advanceExperiment } from '@/lib/services/advance/advance';
import { measureCommit } from '@/lib/services/measure';
import { contractGates } from '@/lib/services/run/agreements';
import { change, failure, lastLines, moveTo, stepOutput, type RunContext } from '@/lib/services/run/context';
import { endRun } from '@/lib/services/run/end';

const VARIANT_GATE_TIMEOUT_MS = 10 * 60_000;

/**
 * What judges a run: the contract of its stage, and what is its own, which adds to the contract and never replaces a
 * part of it. A report changes nothing that could be judged. One task of a graph is a part of what the contract is
 * about, so that there the contract judges the combination, and a task only what is its own.
 */
export function contractOf({ spec, variant }: Pick<RunContext, 'spec' | 'variant'>): Contract {
  const stage = spec.stages.find(({ name }) => name === variant.stage);
  const isPart = stage?.strategy.type === 'graph' && variant.kind === 'agent';
  const contract = isPart || variant.reportOnly ? NOTHING : (stage?.contract ?? spec.contract);
  return {
    gates: [...contract.gates, ...contractGates(spec, variant), ...ownGates(variant)],
    metrics: contract.metrics,
  };
}

const NOTHING: Contract = { gates: [], metrics: [] };

function ownGates({ test }: VariantSpec): GateSpec[] {
  if (test === null) return [];
  return [{ name: 'variant test', run: test, timeoutMs: VARIANT_GATE_TIMEOUT_MS, report: { format: 'auto' } }];
}

/** Gates and metrics on the captured commit, then the run's end. Starts over after a crash. */
export async function judgeRun(context: RunContext, resultSha: string): Promise<void> {
  const { deps, run } = context;
  const { gates, metrics } = contractOf(context);
  const outputs = new Map<string, ReturnType<typeof stepOutput>>();
  const measured = await measureCommit(deps, {
    id: `${run.id}-judge`,
    hub: context.hub,
    sha: resultSha,
    baseSha: run.startSha,
    project: { ...run.experiment.project, allowedHosts: context.allowedHosts },
    sandbox: context.sandbox,
    gates,
    metrics,
    signal: context.cancel,
    onOutput: (step, name, text) => {
      const key = `${step} ${name}`;
      const output = outputs.get(key) ?? stepOutput(context, step, name);
      outputs.set(key, output);
      output.write(text);
    },
    afterGates: async (results) => {
      await recordVerdict(context, results);
      await advanceExperiment(deps, run.experimentId);
    },
  });
  for (const output of outputs.values()) await output.flush();
  await saveEvidence(deps.db, {
    experimentId: run.experimentId,
    runId: run.id,
    gates: measured.gates,
    metrics: measured.metrics,
  });
  const success = successOf(measured.gates, gates.length);
  // A run that passed and was asked to stop while its metrics were measured has passed all the same.
  if (measured.cancelled && success !== true) {
    await endRun(context, 'cancelled', {
      error: failure('cancelled', 'It was stopped while it was judged.', 'Retry the run to judge it again.'),
    });
    return;
  }
  const red = measured.gates.find((gate) => gate.status !== 'passed');
  if (red) {
    const message = `The gate "${red.name}" ${describe(red)}.\n${failureExcerpt(red.output)}`;
    await endRun(context, 'failed', {
      error: failure('gate_failed', message, 'Read the gate output, then send a follow-up or retry.'),
    });
    return;
  }
  await endRun(context, 'passed', {});
}

/** null: there is no gate, or it was stopped before all had been run, so nobody knows. */
export function successOf(gates: GateView[], expected: number): boolean | null {
  if (gates.some((gate) => gate.status !== 'passed')) return false;
  return expected === 0 || gates.length < expected ? null : true;
}

async function recordVerdict(context: RunContext, gates: GateView[]): Promise<void> {
  const counted = gates.filter((gate) => gate.tests !== null);
  const sum = (key: 'passed' | 'failed' | 'skipped'): number | null =>
    counted.length === 0 ? null : counted.reduce((total, gate) => total + (gate.tests?.[key] ?? 0), 0);
  const first = gates[0];
  await change(context, {
    success: successOf(gates, gates.length),
    gatesEndedAt: context.deps.clock.now(),
    testsPassed: sum('passed'),
    testsFailed: sum('failed'),
    testsSkipped: sum('skipped'),
    testDurationMs: first ? gates.reduce((total, gate) => total + gate.durationMs, 0) : null,
    testOutput: first ? lastLines(first.output, 60) : null,
  });
}

function describe(gate: GateView): string {
  if (gate.status === 'timed_out') return 'took too long';
  if (gate.status === 'error') return `could not run (exit code ${gate.exitCode ?? 'none'})`;
  const { tests } = gate;
  if (tests && tests.failed > 0) return `failed: ${tests.failed} of ${tests.failed + tests.passed} tests are red`;
  return `failed with exit code ${gate.exitCode ?? 'none'}`;
}

export async function startJudging(context: RunContext, resultSha: string): Promise<void> {
  await moveTo(context, 'judging');
  await judgeRun(context, resultSha);
}
