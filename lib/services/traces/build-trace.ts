import type { SandboxSpec, ExperimentSpec, VariantSpec } from '@/lib/core/experiment';
import type { DiffStats } from '@/lib/core/repository';
import type { ResourceSample } from '@/lib/core/sandbox';
import { isTerminalRun, type RunStatus } from '@/lib/core/run-status';
import type { RunInputs } from '@/lib/core/schedule/types';
import { toolCount, type TraceMarks, type TraceTool } from '@/lib/core/trace/marks';
import { spansOf, type Span } from '@/lib/core/trace/spans';
import type { Evidence } from '@/lib/db/evidence';
import type { RunRow } from '@/lib/db/runs';
import { TRACE_VERSION, type Trace } from '@/lib/schemas/trace';
import type { MetricView } from '@/lib/schemas/view';

const OUTPUT_CHARS = 4000;
const SUMMARY_CHARS = 100_000;

export type TraceInput = {
  run: RunRow;
  spec: ExperimentSpec;
  variant: VariantSpec;
  sandbox: SandboxSpec;
  marks: TraceMarks;
  evidence: Evidence;
  now: Date;
};

/** A run as its trace: pure, so that what the worker wrote and what the page reads can't differ. */
export function buildTrace(input: TraceInput): Trace {
  const { run, variant, marks } = input;
  const [first, ...later] = marks.prompts;
  return {
    version: TRACE_VERSION,
    correlationId: run.experimentId,
    runId: run.id,
    variant: variant.id,
    stage: variant.stage,
    repeat: run.repeat,
    attempt: run.attempt,
    followsId: run.followsId,
    status: run.status as RunStatus,
    success: run.success,
    input: inputOf(input),
    prompt: first?.text ?? null,
    messages: later.map(({ at, text }) => ({ at: iso(at), text })),
    agent: {
      name: variant.agent,
      model: variant.model,
      reportedModel: marks.model,
      reportedVersion: marks.version,
    },
    sandbox: sandboxOf(input),
    commits: { start: run.startSha, fork: run.forkSha ?? run.experiment.baseSha, result: run.resultSha, ref: run.ref },
    timing: timingOf(input),
    tools: { total: toolCount(marks), calls: [...marks.tools.values()].map((tool) => toolOf(tool, run)) },
    output: run.summary?.slice(0, SUMMARY_CHARS) ?? null,
    exitCode: run.exitCode,
    error: run.error as Trace['error'],
    evidence: evidenceOf(input),
    writtenAt: input.now.toISOString(),
  };
}

const NO_INPUTS: RunInputs = { merge: [], answers: [] };

function inputOf({ run, spec, variant }: TraceInput): Trace['input'] {
  const { merge, answers } = (run.startsFrom as RunInputs | null) ?? NO_INPUTS;
  return {
    task: variant.task ?? spec.task,
    approach: variant.approach,
    message: run.message,
    instructions: [...spec.instructions, ...(variant.instructions ?? [])],
    runs: { merge: [...merge], answers: [...answers] },
  };
}

function sandboxOf({ run, sandbox }: TraceInput): Trace['sandbox'] {
  return {
    id: run.id,
    hostId: run.hostId,
    provider: sandbox.provider,
    image: sandbox.image,
    limits: { ...sandbox.limits },
    network: sandbox.network.mode,
    setup: sandbox.setup,
  };
}

function timingOf({ run, marks, evidence, spec }: TraceInput): Trace['timing'] {
  const ended = run.stoppedAt?.getTime() ?? null;
  const spans = spansOf({
    timestamps: {
      queued: run.queuedAt.toISOString(),
      preparing: run.preparingAt?.toISOString() ?? null,
      agentStarted: run.agentStartedAt?.toISOString() ?? null,
      agentEnded: run.agentEndedAt?.toISOString() ?? null,
      gatesEnded: run.gatesEndedAt?.toISOString() ?? null,
      stopped: run.stoppedAt?.toISOString() ?? null,
    },
    marks,
    gates: evidence.gates,
    measures: evidence.metrics.length > 0 || (ended === null && spec.contract.metrics.length > 0),
  });
  return {
    queued: run.queuedAt.toISOString(),
    ended: ended === null ? null : iso(ended),
    ms: ended === null ? null : ended - run.queuedAt.getTime(),
    pausedMs: marks.pausedMs,
    spans: spans.map(toSpan),
  };
}

function toSpan({ kind, name, depth, startedAt, endedAt }: Span): Trace['timing']['spans'][number] {
  return { kind, name, depth, ...timesOf(startedAt, endedAt) };
}

/** One that nobody ended is cut off by the end of the run. */
function toolOf(tool: TraceTool, run: RunRow): Trace['tools']['calls'][number] {
  const until = isTerminalRun(run.status as RunStatus) ? (run.agentEndedAt ?? run.stoppedAt) : null;
  const { title, kind, status } = tool;
  return { title, kind, status, ...timesOf(tool.startedAt, tool.endedAt ?? until?.getTime() ?? null) };
}

function timesOf(startedAt: number, endedAt: number | null): { start: string; end: string | null; ms: number | null } {
  const ms = endedAt === null ? null : Math.max(0, endedAt - startedAt);
  return { start: iso(startedAt), end: endedAt === null ? null : iso(endedAt), ms };
}

function evidenceOf({ run, evidence }: TraceInput): Trace['evidence'] {
  const { testsPassed, testsFailed, testsSkipped } = run;
  return {
    gates: evidence.gates.map((gate) => ({ ...gate, output: gate.output.slice(-OUTPUT_CHARS) })),
    metrics: evidence.metrics.map(withoutOutput),
    tests: testsPassed === null ? null : { passed: testsPassed, failed: testsFailed ?? 0, skipped: testsSkipped ?? 0 },
    testDurationMs: run.testDurationMs,
    diffStats: run.diffStats as DiffStats | null,
    usage: run.usage as Trace['evidence']['usage'],
    costUsd: run.costUsd,
    peak: run.peak as ResourceSample | null,
    blocked: run.blocked as { host: string; port: number }[],
  };
}

function withoutOutput(metric: MetricView): Trace['evidence']['metrics'][number] {
  const { name, value, unit, better, evidence, error } = metric;
  return { name, value, unit, better, evidence, error };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
