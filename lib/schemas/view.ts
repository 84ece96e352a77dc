/** What pages, the JSON API and the command line are given. Plain data; dates are ISO strings; nothing of Prisma. */
import type { Failure } from '@/lib/core/failure';
import type { Direction, ExperimentSpec, SelectionRule } from '@/lib/core/experiment';
import type { StageSource, StrategyType, VariantKind } from '@/lib/core/plan-types';
import type { DiffStats, FileChange, MergeMethod, MergePreview } from '@/lib/core/repository';
import type { ExperimentStatus, RunStatus } from '@/lib/core/run-status';
import type { RunStart } from '@/lib/core/schedule/types';
import type { ResourceSample, SandboxProbe, SandboxProviderName } from '@/lib/core/sandbox';
import type { RunEvent, Usage } from '@/lib/schemas/agent-event';

export type ProjectView = {
  id: string;
  name: string;
  kind: 'path' | 'url' | 'demo';
  location: string;
  repoPath: string;
  createdAt: string;
  lastUsedAt: string;
  experiments: number;
  /** A person agreed that agents may work here without isolation. */
  allowsProcess: boolean;
  /** Hosts that a person allowed, beside those of an experiment. */
  allowedHosts: string[];
};

export type ExperimentSummary = {
  id: string;
  name: string;
  projectId: string;
  projectName: string;
  task: string;
  contractHash: string;
  /** Free form; lists are searched in it. */
  metadata: ExperimentSpec['metadata'];
  status: ExperimentStatus;
  strategy: string;
  createdAt: string;
  endedAt: string | null;
  runs: { id: string; variant: string; letter: string; status: RunStatus; success: boolean | null }[];
  /** The winner's variant, in the person's own name for it. */
  winner: string | null;
  winnerRunId: string | null;
  merged: boolean;
};

export type GateView = {
  name: string;
  status: 'passed' | 'failed' | 'error' | 'timed_out';
  exitCode: number | null;
  durationMs: number;
  output: string;
  tests: TestCounts | null;
};

export type TestCounts = { passed: number; failed: number; skipped: number };

export type MetricView = {
  name: string;
  value: number | null;
  unit: string;
  better: Direction;
  evidence: 'measured' | 'claimed' | 'judged' | 'unknown';
  error: string | null;
  output: string;
};

export type VariantView = {
  id: string;
  /** The person's id of it. */
  key: string;
  /** A, B, C … by position; printed everywhere beside its colour and shape. */
  letter: string;
  position: number;
  agent: string;
  model: string | null;
  approach: string | null;
  task: string | null;
  /** `combine`: no agent works; the results before it are merged and judged. */
  kind: VariantKind;
  /** Name of its stage. */
  stage: string;
  /** Keys of the variants of its stage that must be over before it starts. */
  dependsOn: string[];
  when: string | null;
  /** Its product is what it says and the files it writes; nothing of it is compared as a change or merged. */
  reportOnly: boolean;
};

/** A set of variants that share what they start from. */
export type StageView = {
  name: string;
  position: number;
  from: StageSource;
  strategy: StrategyType;
  selection: SelectionRule;
  combine: boolean;
  /** Null: the stage before it is not decided yet. */
  baseSha: string | null;
  /** `skipped`: there was nothing to start from. */
  status: 'waiting' | 'open' | 'needs_person' | 'decided' | 'skipped';
  winnerRunId: string | null;
  verdict: string | null;
};

export type RunView = {
  id: string;
  experimentId: string;
  variant: VariantView;
  repeat: number;
  status: RunStatus;
  success: boolean | null;
  /** 1 is next; null when it does not wait. */
  queuePosition: number | null;
  /** Why it waits, in words. */
  waitsFor: string | null;
  startSha: string;
  /** What its changes are counted against. */
  forkSha: string;
  /** The runs whose results it starts from, and those whose answers are in its prompt. */
  inputs: RunStart;
  /** How often it was started again by itself; the runs before it are superseded ones. */
  attempt: number;
  /** A retry that waits: until when. */
  notBefore: string | null;
  resultSha: string | null;
  ref: string | null;
  followsId: string | null;
  message: string | null;
  superseded: boolean;
  timestamps: {
    queued: string;
    preparing: string | null;
    agentStarted: string | null;
    agentEnded: string | null;
    gatesEnded: string | null;
    stopped: string | null;
  };
  /** Agent time in milliseconds; counts up while it runs. */
  durationMs: number | null;
  exitCode: number | null;
  error: Failure | null;
  /** Why it was skipped or stopped, in a sentence that names because of whom. */
  stopReason: string | null;
  usage: Usage | null;
  costUsd: number | null;
  diffStats: DiffStats | null;
  summary: string | null;
  lastOutput: string | null;
  /** Ends of what the agent printed, once it ended. */
  stdoutTail?: string | null;
  stderrTail?: string | null;
  tests: TestCounts | null;
  testDurationMs: number | null;
  gates: GateView[];
  metrics: MetricView[];
  /** Where its checkout is on the host, while it is kept. */
  workspace: string | null;
  canFollowUp: boolean;
  /** Highest use of each resource. */
  peak: ResourceSample | null;
  /** Hosts that the network policy refused. */
  blocked: { host: string; port: number }[];
  paused: boolean;
  preview: PreviewView | null;
  /** Permission requests that wait for an answer. */
  permissions: Extract<RunEvent, { type: 'permission' }>[];
};

/** A server of a run's result, on an origin of its own. */
export type PreviewView = {
  id: string;
  status: 'queued' | 'starting' | 'ready' | 'failed' | 'stopped';
  url: string | null;
  error: string | null;
  output: string;
};

/** What this host can lock runs in with. */
export type HostView = {
  /** In the order of preference. */
  sandboxes: SandboxProbe[];
  /** What `auto` means here; null: nothing that isolates works. */
  automatic: SandboxProviderName | null;
  checkedAt: string;
};

export type ImageView = {
  id: string;
  name: string;
  projectId: string | null;
  reference: string | null;
  status: 'building' | 'ready' | 'failed';
  /** The end of what the engine said. */
  output: string;
  error: string | null;
  sizeBytes: number | null;
  createdAt: string;
  endedAt: string | null;
};

export type ResourcePoint = { at: string; sample: ResourceSample };

export type MergeView = {
  id: string;
  runId: string;
  target: string;
  method: MergeMethod;
  status: 'merged' | 'undone';
  previousSha: string;
  commitSha: string;
  pushedTo: string | null;
  createdAt: string;
  undoneAt: string | null;
};

export type DecisionView = {
  by: 'rule' | 'person';
  rule: string;
  reason: string;
  runId: string | null;
  createdAt: string;
};

export type ExperimentView = {
  id: string;
  /** `plan`: an agent was asked for a plan; lists do not show it, and nothing of it is merged. */
  kind: 'experiment' | 'plan';
  name: string;
  task: string;
  status: ExperimentStatus;
  project: ProjectView;
  spec: ExperimentSpec;
  source: string;
  contractHash: string;
  baseRef: string | null;
  baseSha: string;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  error: Failure | null;
  selection: SelectionRule;
  winnerRunId: string | null;
  verdict: string | null;
  base: { status: 'pending' | 'running' | 'done' | 'failed'; gates: GateView[]; metrics: MetricView[] };
  /** In their order; one at least. */
  stages: StageView[];
  variants: VariantView[];
  /** What the `aggregate` command printed. */
  aggregate: { output: string; exitCode: number | null } | null;
  /** By variant position, then repeat, then age. Superseded ones are last. */
  runs: RunView[];
  merges: MergeView[];
  decisions: DecisionView[];
};

export type EventView = { seq: number; at: string; event: RunEvent };

export type AgentView = {
  name: string;
  title: string;
  status: 'ready' | 'missing' | 'adapter_missing';
  driver: 'acp' | 'command';
  executable: string | null;
  version: string | null;
  /** How to install it, or its adapter; a command or a sentence. */
  install: string;
  /** How to log in with the vendor's own tool. */
  login: string;
  models: string[];
  /** Names of the variables it may see when they are set. */
  passEnv: string[];
};

export type DiffView = { files: FileChange[]; patch: string; truncated: boolean; stats: DiffStats };

export type MergePreviewView = { preview: MergePreview | null; refusal: Failure | null; message: string };

export type TrialView = {
  id: string;
  status: 'queued' | 'running' | 'done' | 'failed';
  error: string | null;
  setup: { exitCode: number | null; output: string; durationMs: number } | null;
  gates: GateView[];
  metrics: MetricView[];
};

export type DataUsageView = {
  home: string;
  totalBytes: number;
  /** `maxBytes`: what is beyond goes by itself, oldest first. */
  parts: { name: string; bytes: number; maxBytes?: number }[];
  experiments: { id: string; name: string; status: ExperimentStatus; bytes: number; endedAt: string | null }[];
};

/** One frame of the stream: `changed` says what to read again, `events` carries new events of a run. */
export type StreamFrame =
  | { type: 'changed'; entity: 'experiment' | 'project' | 'trial' | 'agents' | 'host' | 'image'; id: string }
  | { type: 'events'; experimentId: string; runId: string; events: EventView[] };
