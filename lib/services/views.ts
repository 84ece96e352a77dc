import { completeSpec, completeVariant } from '@/lib/core/complete-spec';
import type { ExperimentSpec } from '@/lib/core/experiment';
import type { Failure } from '@/lib/core/failure';
import type { DiffStats } from '@/lib/core/repository';
import type { ResourceSample } from '@/lib/core/sandbox';
import { isTerminalRun, type ExperimentStatus, type RunStatus } from '@/lib/core/run-status';
import { PLAIN_START, type RunStart } from '@/lib/core/schedule/types';
import { variantLetter } from '@/lib/core/variant-letter';
import { toGateView, toMetricView } from '@/lib/db/evidence';
import type { ExperimentDetailRow, ExperimentSummaryRow } from '@/lib/db/experiments';
import type { ProjectRow } from '@/lib/db/projects';
import type { RunEvent, Usage } from '@/lib/schemas/agent-event';
import type {
  ExperimentSummary,
  ExperimentView,
  MergeView,
  PreviewView,
  ProjectView,
  RunView,
  StageView,
  VariantView,
} from '@/lib/schemas/view';
import { waitsOf, type Wait } from '@/lib/services/waits';

export function toProjectView(row: ProjectRow): ProjectView {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind as ProjectView['kind'],
    location: row.location,
    repoPath: row.repoPath,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt.toISOString(),
    experiments: row.experiments,
    allowsProcess: row.allowProcessAt !== null,
    allowedHosts: row.allowedHosts as string[],
  };
}

export function toSummary(row: ExperimentSummaryRow): ExperimentSummary {
  const variants = new Map(row.variants.map((variant) => [variant.id, variant]));
  const winner = row.runs.find((run) => run.id === row.winnerRunId);
  const runs = row.runs
    .map((run) => ({ run, variant: variants.get(run.variantId) }))
    .toSorted((a, b) => (a.variant?.position ?? 0) - (b.variant?.position ?? 0) || a.run.repeat - b.run.repeat);
  return {
    id: row.id,
    name: row.name,
    projectId: row.projectId,
    projectName: row.project.name,
    task: row.task,
    contractHash: row.contractHash,
    metadata: completeSpec(row.spec).metadata,
    status: row.status as ExperimentStatus,
    strategy: completeSpec(row.spec).strategy.type,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    runs: runs.map(({ run, variant }) => ({
      id: run.id,
      variant: variant?.key ?? '?',
      letter: variantLetter(variant?.position ?? 0),
      status: run.status as RunStatus,
      success: run.success,
    })),
    winner: winner ? (variants.get(winner.variantId)?.key ?? null) : null,
    winnerRunId: row.winnerRunId,
    merged: row.merges.length > 0,
  };
}

export type ViewFacts = {
  now: Date;
  permissions: { runId: string; event: Extract<RunEvent, { type: 'permission' }> }[];
  /** Run id to the path of its checkout, where it is still kept. */
  workspaces: Map<string, string>;
};

export function toExperimentView(row: ExperimentDetailRow, facts: ViewFacts): ExperimentView {
  const spec = completeSpec(row.spec);
  const variants = row.variants.map(toVariantView);
  const waits = waitsOf(row, spec, facts.now);
  const { _count, ...project } = row.project;
  return {
    id: row.id,
    kind: row.kind as ExperimentView['kind'],
    name: row.name,
    task: row.task,
    status: row.status as ExperimentStatus,
    project: toProjectView({ ...project, experiments: _count.experiments }),
    spec,
    source: row.source,
    contractHash: row.contractHash,
    baseRef: row.baseRef,
    baseSha: row.baseSha,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    error: row.error as Failure | null,
    selection: spec.select.by,
    winnerRunId: row.winnerRunId,
    verdict: row.verdict,
    base: {
      status: row.baseStatus as ExperimentView['base']['status'],
      gates: row.gates.filter((gate) => gate.runId === null).map(toGateView),
      metrics: row.metrics.filter((metric) => metric.runId === null).map(toMetricView),
    },
    stages: row.stages.map((stage) => toStageView(row, spec, stage)),
    variants,
    aggregate: row.aggregate as ExperimentView['aggregate'],
    runs: runViews({ row, variants, waits, facts }),
    merges: row.merges.map(toMergeView),
    decisions: row.decisions.map((decision) => ({
      by: decision.by as 'rule' | 'person',
      rule: decision.rule,
      reason: decision.reason,
      runId: decision.runId,
      createdAt: decision.createdAt.toISOString(),
    })),
  };
}

function toStageView(
  row: ExperimentDetailRow,
  spec: ExperimentSpec,
  stage: ExperimentDetailRow['stages'][number],
): StageView {
  const planned = spec.stages.find(({ name }) => name === stage.name);
  return {
    name: stage.name,
    position: stage.position,
    from: planned?.from ?? null,
    strategy: (planned?.strategy ?? spec.strategy).type,
    selection: (planned?.select ?? spec.select).by,
    combine: planned?.combine ?? false,
    baseSha: stage.baseSha,
    status: stageStatus(row, stage),
    winnerRunId: stage.winnerRunId,
    verdict: stage.verdict,
  };
}

function stageStatus(row: ExperimentDetailRow, stage: ExperimentDetailRow['stages'][number]): StageView['status'] {
  const variants = new Set(row.variants.filter(({ stageId }) => stageId === stage.id).map(({ id }) => id));
  const runs = row.runs.filter((run) => run.supersededById === null && variants.has(run.variantId));
  const isOver = runs.every((run) => isTerminalRun(run.status as RunStatus));
  if (isOver && runs.every((run) => run.status === 'skipped')) return 'skipped';
  if (stage.decidedAt !== null) return 'decided';
  if (isOver && row.status === 'needs_person') return 'needs_person';
  return stage.baseSha === null ? 'waiting' : 'open';
}

function toVariantView(row: ExperimentDetailRow['variants'][number]): VariantView {
  const spec = completeVariant(row.spec);
  return {
    id: row.id,
    key: row.key,
    letter: variantLetter(row.position),
    position: row.position,
    agent: row.agent,
    model: row.model,
    approach: spec.approach,
    task: spec.task,
    kind: spec.kind,
    stage: spec.stage,
    dependsOn: spec.dependsOn,
    when: spec.when,
    reportOnly: spec.reportOnly,
  };
}

export function toMergeView(row: ExperimentDetailRow['merges'][number]): MergeView {
  return {
    id: row.id,
    runId: row.runId,
    target: row.target,
    method: row.method as MergeView['method'],
    status: row.status as MergeView['status'],
    previousSha: row.previousSha,
    commitSha: row.commitSha,
    pushedTo: row.pushedTo,
    createdAt: row.createdAt.toISOString(),
    undoneAt: row.undoneAt?.toISOString() ?? null,
  };
}

type RunInput = {
  row: ExperimentDetailRow;
  variants: VariantView[];
  waits: Map<string, Wait>;
  facts: ViewFacts;
};

function runViews(input: RunInput): RunView[] {
  const views = input.row.runs.flatMap((run) => {
    const variant = input.variants.find((candidate) => candidate.id === run.variantId);
    return variant ? [runView(input, run, variant)] : [];
  });
  return views.toSorted(
    (a, b) =>
      Number(a.superseded) - Number(b.superseded) ||
      a.variant.position - b.variant.position ||
      a.repeat - b.repeat ||
      a.timestamps.queued.localeCompare(b.timestamps.queued),
  );
}

function runView(input: RunInput, run: ExperimentDetailRow['runs'][number], variant: VariantView): RunView {
  const { row, facts, waits } = input;
  const status = run.status as RunStatus;
  const wait = waits.get(run.id);
  return {
    id: run.id,
    experimentId: row.id,
    variant,
    repeat: run.repeat,
    status,
    success: run.success,
    queuePosition: wait?.position ?? null,
    waitsFor: wait?.reason ?? null,
    startSha: run.startSha,
    forkSha: run.forkSha ?? row.baseSha,
    inputs: { ...PLAIN_START, ...(run.startsFrom as RunStart | null) },
    attempt: run.attempt,
    notBefore: run.status === 'queued' ? iso(run.notBefore) : null,
    resultSha: run.resultSha,
    ref: run.ref,
    followsId: run.followsId,
    message: run.message,
    superseded: run.supersededById !== null,
    timestamps: {
      queued: run.queuedAt.toISOString(),
      preparing: iso(run.preparingAt),
      agentStarted: iso(run.agentStartedAt),
      agentEnded: iso(run.agentEndedAt),
      gatesEnded: iso(run.gatesEndedAt),
      stopped: iso(run.stoppedAt),
    },
    durationMs: agentTime(run, facts.now),
    exitCode: run.exitCode,
    error: run.error as Failure | null,
    stopReason: isTerminalRun(status) ? run.cancelReason : null,
    usage: run.usage as Usage | null,
    costUsd: run.costUsd,
    diffStats: run.diffStats as DiffStats | null,
    summary: run.summary,
    lastOutput: run.lastOutput,
    stdoutTail: run.stdoutTail,
    stderrTail: run.stderrTail,
    tests:
      run.testsPassed === null
        ? null
        : { passed: run.testsPassed, failed: run.testsFailed ?? 0, skipped: run.testsSkipped ?? 0 },
    testDurationMs: run.testDurationMs,
    gates: row.gates.filter((gate) => gate.runId === run.id).map(toGateView),
    metrics: row.metrics.filter((metric) => metric.runId === run.id).map(toMetricView),
    peak: run.peak as ResourceSample | null,
    blocked: run.blocked as RunView['blocked'],
    paused: run.pausedAt !== null && !isTerminalRun(status),
    preview: previewOf(run),
    workspace: facts.workspaces.get(run.id) ?? null,
    canFollowUp: isTerminalRun(status) ? run.resultSha !== null : status === 'running',
    permissions: facts.permissions.filter((open) => open.runId === run.id).map((open) => open.event),
  };
}

function previewOf(run: ExperimentDetailRow['runs'][number]): PreviewView | null {
  const row = run.previews[0];
  return row ? toPreviewView(row) : null;
}

export function toPreviewView(row: ExperimentDetailRow['runs'][number]['previews'][number]): PreviewView {
  const { id, url, error, output } = row;
  return { id, status: row.status as PreviewView['status'], url, error, output };
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}

function agentTime(run: ExperimentDetailRow['runs'][number], now: Date): number | null {
  if (!run.agentStartedAt) return null;
  const end = run.agentEndedAt ?? (isTerminalRun(run.status as RunStatus) ? run.stoppedAt : now);
  if (!end) return null;
  const stillPaused = run.pausedAt ? Math.max(0, end.getTime() - run.pausedAt.getTime()) : 0;
  return Math.max(0, end.getTime() - run.agentStartedAt.getTime() - run.pausedMs - stillPaused);
}
