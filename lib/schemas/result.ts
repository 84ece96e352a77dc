/** An experiment and its runs as programs are given them: `run --json`, the HTTP API, exports. Pure. */
import { isTerminalRun } from '@/lib/core/run-status';
import type { ExperimentView, GateView, MergeView, MetricView, RunView } from '@/lib/schemas/view';

const TAIL_CHARACTERS = 8000;

export function experimentResult(view: ExperimentView) {
  const winner = view.runs.find((run) => run.id === view.winnerRunId);
  return {
    experimentId: view.id,
    status: view.status,
    winner: winner ? { variant: winner.variant.key, runId: winner.id } : null,
    verdict: view.verdict,
    aggregate: view.aggregate,
    metadata: view.spec.metadata,
    runs: currentRuns(view).map((run) => runResult(run, view.base.metrics)),
    error: view.error,
    provider: view.spec.sandbox.provider,
  };
}

/** Runs that no later one took the place of. */
export function currentRuns(view: ExperimentView): RunView[] {
  return view.runs.filter((run) => !run.superseded);
}

export function runResult(run: RunView, baseMetrics: MetricView[]) {
  const tests = testGate(run.gates);
  const { preparing: _, ...timestamps } = run.timestamps;
  return {
    variant: run.variant.key,
    agentId: run.variant.agent,
    runId: run.id,
    sandboxId: run.id,
    stage: run.variant.stage,
    status: run.status,
    success: run.success,
    exitCode: run.exitCode,
    durationMs: run.durationMs,
    stdout: run.stdoutTail ?? '',
    stderr: run.stderrTail ?? '',
    testsPassed: tests ? tests.status === 'passed' : null,
    testOutput: tests ? tests.output.slice(-TAIL_CHARACTERS) : null,
    testDurationMs: run.testDurationMs,
    tests: run.tests,
    diffStats: run.diffStats && {
      ...run.diffStats,
      linesChanged: run.diffStats.linesAdded + run.diffStats.linesRemoved,
    },
    metrics: Object.fromEntries(run.metrics.map((metric) => [metric.name, metricResult(metric, baseMetrics)])),
    tokens: run.usage && {
      input: run.usage.inputTokens,
      output: run.usage.outputTokens,
      cached: run.usage.cachedTokens,
    },
    costUsd: run.costUsd,
    summary: run.summary,
    ref: run.ref,
    timestamps,
    error: run.error,
    peak: run.peak,
    blocked: run.blocked,
    paused: run.paused,
  };
}

function metricResult(metric: MetricView, base: MetricView[]) {
  return {
    base: base.find((other) => other.name === metric.name)?.value ?? null,
    value: metric.value,
    unit: metric.unit,
    better: metric.better,
  };
}

/** The gate that counts tests: the one whose report was read, else the one named for it. */
function testGate(gates: GateView[]): GateView | undefined {
  return gates.find((gate) => gate.tests !== null) ?? gates.find((gate) => /^tests?$/.test(gate.name));
}

/** Over, or waiting for a person with nothing of its own left to do. */
export function isSettled(view: ExperimentView): boolean {
  if (view.status === 'cancelled' || view.status === 'failed') return true;
  // Its own command may still make something of the results.
  if (view.status === 'done') return view.spec.aggregate === null || view.aggregate !== null;
  return view.status === 'needs_person' && view.runs.every((run) => isTerminalRun(run.status));
}

export function mergeResult({ id, commitSha, previousSha, target }: MergeView) {
  return {
    mergeId: id,
    status: 'merged' as const,
    commit: commitSha,
    previous: previousSha,
    target,
    error: null,
  };
}

export function undoResult(mergeId: string) {
  return { mergeId, status: 'undone' as const, error: null };
}
