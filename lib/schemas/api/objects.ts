/** Objects of the API that are views as they are. A view with a new field needs it here too. */
import { z } from 'zod';
import { LIMIT_NAMES, SANDBOX_PROVIDERS, type SandboxProbe } from '@/lib/core/sandbox';
import { EXPERIMENT_STATUSES, RUN_STATUSES } from '@/lib/core/run-status';
import { STRATEGY_TYPES } from '@/lib/core/plan-types';
import { failureSchema, runEventSchema } from '@/lib/schemas/agent-event';
import type {
  AgentView,
  DataUsageView,
  DiffView,
  EventView,
  ExperimentSummary,
  GateView,
  HostView,
  ImageView,
  MergePreviewView,
  MergeView,
  MetricView,
  PreviewView,
  ProjectView,
  StageView,
} from '@/lib/schemas/view';

export const timeSchema = z.string().describe('ISO 8601, UTC.');
const direction = z.enum(['lower', 'higher']);
export const mergeMethodSchema = z.enum(['squash', 'merge', 'rebase']);

export const testCountsSchema = z.object({ passed: z.number(), failed: z.number(), skipped: z.number() });
export const metadataSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const projectSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['path', 'url', 'demo']),
    location: z.string(),
    repoPath: z.string(),
    createdAt: timeSchema,
    lastUsedAt: timeSchema,
    experiments: z.number(),
    allowsProcess: z.boolean(),
    allowedHosts: z.array(z.string()),
  })
  .meta({ id: 'Project' }) satisfies z.ZodType<ProjectView>;

export const repositorySchema = z
  .object({
    root: z.string(),
    currentBranch: z.string().nullable(),
    headSha: z.string(),
    branches: z.array(z.object({ name: z.string(), sha: z.string() })),
    dirtyPaths: z.array(z.string()),
    dirtyCount: z.number(),
    submodules: z.array(z.string()),
    usesLfs: z.boolean(),
    remoteUrl: z.string().nullable(),
  })
  .meta({ id: 'Repository' });

export const experimentSummarySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    projectId: z.string(),
    projectName: z.string(),
    task: z.string(),
    metadata: metadataSchema,
    status: z.enum(EXPERIMENT_STATUSES),
    strategy: z.string(),
    createdAt: timeSchema,
    endedAt: timeSchema.nullable(),
    runs: z.array(
      z.object({
        id: z.string(),
        variant: z.string(),
        letter: z.string(),
        status: z.enum(RUN_STATUSES),
        success: z.boolean().nullable(),
      }),
    ),
    winner: z.string().nullable(),
    winnerRunId: z.string().nullable(),
    merged: z.boolean(),
    contractHash: z.string().describe('Experiments of the same contract can be compared with each other.'),
  })
  .meta({ id: 'ExperimentSummary' }) satisfies z.ZodType<ExperimentSummary>;

export const gateSchema = z
  .object({
    name: z.string(),
    status: z.enum(['passed', 'failed', 'error', 'timed_out']),
    exitCode: z.number().nullable(),
    durationMs: z.number(),
    output: z.string(),
    tests: testCountsSchema.nullable(),
  })
  .meta({ id: 'Gate' }) satisfies z.ZodType<GateView>;

export const metricSchema = z
  .object({
    name: z.string(),
    value: z.number().nullable(),
    unit: z.string(),
    better: direction,
    evidence: z.enum(['measured', 'claimed', 'judged', 'unknown']),
    error: z.string().nullable(),
    output: z.string(),
  })
  .meta({ id: 'Metric' }) satisfies z.ZodType<MetricView>;

export const stageSchema = z
  .object({
    name: z.string(),
    position: z.number(),
    from: z.object({ stage: z.string(), take: z.enum(['winner', 'merged']) }).nullable(),
    strategy: z.enum(STRATEGY_TYPES),
    selection: z.enum(['first', 'fastest', 'most-tests', 'least-changes', 'coverage', 'weighted', 'person']),
    combine: z.boolean(),
    baseSha: z.string().nullable(),
    status: z.enum(['waiting', 'open', 'needs_person', 'decided', 'skipped']),
    winnerRunId: z.string().nullable(),
    verdict: z.string().nullable(),
  })
  .meta({ id: 'Stage' }) satisfies z.ZodType<StageView>;

export const mergeSchema = z
  .object({
    id: z.string(),
    runId: z.string(),
    target: z.string(),
    method: mergeMethodSchema,
    status: z.enum(['merged', 'undone']),
    previousSha: z.string(),
    commitSha: z.string(),
    pushedTo: z.string().nullable(),
    createdAt: timeSchema,
    undoneAt: timeSchema.nullable(),
  })
  .meta({ id: 'Merge' }) satisfies z.ZodType<MergeView>;

export const eventSchema = z
  .object({
    seq: z.number().describe('Rises by one with each event of the run; the cursor.'),
    at: timeSchema,
    event: runEventSchema,
  })
  .meta({ id: 'Event' }) satisfies z.ZodType<EventView>;

const statsSchema = z.object({ filesChanged: z.number(), linesAdded: z.number(), linesRemoved: z.number() });

export const fileChangeSchema = z
  .object({
    path: z.string(),
    oldPath: z.string().nullable(),
    change: z.enum(['added', 'modified', 'deleted', 'renamed', 'copied', 'mode', 'type']),
    linesAdded: z.number().nullable(),
    linesRemoved: z.number().nullable(),
    binary: z.boolean(),
    oldMode: z.string(),
    newMode: z.string(),
    oldBlob: z.string(),
    newBlob: z.string(),
  })
  .meta({ id: 'FileChange' });

export const diffSchema = z
  .object({
    files: z.array(fileChangeSchema),
    patch: z.string(),
    truncated: z.boolean(),
    stats: statsSchema,
  })
  .meta({ id: 'Diff' }) satisfies z.ZodType<DiffView>;

export const mergePreviewSchema = z
  .object({
    preview: z
      .object({
        targetSha: z.string(),
        behindBy: z.number(),
        conflicts: z.array(z.string()),
        blockedBy: z.array(z.string()),
        stats: statsSchema,
      })
      .nullable(),
    refusal: failureSchema.nullable(),
    message: z.string().describe('Message of the commit that a merge would make.'),
  })
  .meta({ id: 'MergePreview' }) satisfies z.ZodType<MergePreviewView>;

export const agentSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    status: z.enum(['ready', 'missing', 'adapter_missing']),
    driver: z.enum(['acp', 'command']),
    executable: z.string().nullable(),
    version: z.string().nullable(),
    install: z.string(),
    login: z.string(),
    models: z.array(z.string()),
    passEnv: z.array(z.string()),
  })
  .meta({ id: 'Agent' }) satisfies z.ZodType<AgentView>;

const probeSchema = z.object({
  provider: z.enum(SANDBOX_PROVIDERS),
  ok: z.boolean(),
  isolated: z.boolean(),
  version: z.string().nullable(),
  limits: z.record(z.enum(LIMIT_NAMES), z.enum(['enforced', 'watched', 'none'])),
  network: z.boolean(),
  pause: z.boolean(),
  reasons: z.array(z.string()),
  remedy: z.string().nullable(),
}) satisfies z.ZodType<SandboxProbe>;

export const hostSchema = z
  .object({
    sandboxes: z.array(probeSchema),
    automatic: z.enum(SANDBOX_PROVIDERS).nullable(),
    checkedAt: timeSchema,
  })
  .meta({ id: 'Host' }) satisfies z.ZodType<HostView>;

export const dataUsageSchema = z
  .object({
    home: z.string(),
    totalBytes: z.number(),
    parts: z.array(z.object({ name: z.string(), bytes: z.number(), maxBytes: z.number().optional() })),
    experiments: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        status: z.enum(EXPERIMENT_STATUSES),
        bytes: z.number(),
        endedAt: timeSchema.nullable(),
      }),
    ),
  })
  .meta({ id: 'DataUsage' }) satisfies z.ZodType<DataUsageView>;

export const previewSchema = z
  .object({
    id: z.string(),
    status: z.enum(['queued', 'starting', 'ready', 'failed', 'stopped']),
    url: z.string().nullable().describe('On an origin of its own, once it is ready.'),
    error: z.string().nullable(),
    output: z.string().describe('The end of what the command printed.'),
  })
  .meta({ id: 'Preview' }) satisfies z.ZodType<PreviewView>;

export const imageSchema = z
  .object({
    id: z.string(),
    name: z.string().describe('What `sandbox.image` says.'),
    projectId: z.string().nullable(),
    reference: z.string().nullable(),
    status: z.enum(['building', 'ready', 'failed']),
    output: z.string().describe('The end of what the engine said.'),
    error: z.string().nullable(),
    sizeBytes: z.number().nullable(),
    createdAt: timeSchema,
    endedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Image' }) satisfies z.ZodType<ImageView>;
