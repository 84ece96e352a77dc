/** What the picture of an experiment is made from, and what it is made of. */
import type { StageSource, StrategyType, VariantKind } from './plan-types';
import type { RunStatus } from './run-status';

export type PipelineRun = {
  id: string;
  variant: { key: string };
  repeat: number;
  status: RunStatus;
  success: boolean | null;
  paused: boolean;
  durationMs: number | null;
  costUsd: number | null;
  error: { message: string } | null;
  stopReason: string | null;
  waitsFor: string | null;
  timestamps: { agentStarted: string | null; agentEnded: string | null };
};

export type PipelineVariant = {
  key: string;
  letter: string;
  kind: VariantKind;
  stage: string;
  dependsOn: readonly string[];
  when: string | null;
  reportOnly: boolean;
  agent: string;
  repeats: number;
};

export type PipelineStage = {
  name: string;
  from: StageSource;
  strategy: StrategyType;
  batchSize: number;
  /** Null while it is only planned. */
  status: 'waiting' | 'open' | 'needs_person' | 'decided' | 'skipped' | null;
  winnerRunId: string | null;
};

export type PipelineInput = {
  stages: readonly PipelineStage[];
  variants: readonly PipelineVariant[];
  /** Without superseded ones. */
  runs: readonly PipelineRun[];
};

export type PipelineNode = {
  id: string;
  /** `join`: a whole batch is over before the next one starts. */
  kind: 'task' | 'combine' | 'summary' | 'join';
  stage: string;
  key: string;
  variant: PipelineVariant | null;
  runs: readonly PipelineRun[];
  /** The run that tells most about it; null while it is only planned. */
  run: PipelineRun | null;
  winner: boolean;
  /** Why it waits, was skipped or failed. */
  reason: string | null;
};

export type PipelineEdgeKind = 'start' | 'winner' | 'merged' | 'depends' | 'order' | 'fallback';

/** `done`: taken; `live`: what it leads to is at work; `cut`: what it leads to was skipped because of it. */
export type PipelineEdgeState = 'waiting' | 'live' | 'done' | 'cut';

export type PipelineEdge = {
  id: string;
  /** Id of a node, of a stage, or of the base. */
  from: string;
  to: string;
  kind: PipelineEdgeKind;
  state: PipelineEdgeState;
  /** In words, for those who can't see the line. */
  reason: string;
};

export type Pipeline = {
  stages: readonly (PipelineStage & { id: string; nodes: readonly PipelineNode[] })[];
  /** Between nodes of one stage. */
  inner: readonly PipelineEdge[];
  /** From the base or a stage to a stage. */
  outer: readonly PipelineEdge[];
};
