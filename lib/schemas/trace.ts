/**
 * The files below `traces/` in the data folder: one a run, and an index of an experiment. They are written while a run
 * works and never read by the product to decide anything, so that a person or a program may take them as they are.
 */
import { z } from 'zod';
import { SPAN_KINDS } from '@/lib/core/trace/spans';
import { RUN_STATUSES, EXPERIMENT_STATUSES } from '@/lib/core/run-status';
import { failureSchema, resourceSampleSchema, toolStatusSchema, usageSchema } from '@/lib/schemas/agent-event';

/** Raised when a field changes its meaning; new fields come without it. */
export const TRACE_VERSION = 1;

const tests = z.object({ passed: z.number(), failed: z.number(), skipped: z.number() });

const gate = z.object({
  name: z.string(),
  status: z.enum(['passed', 'failed', 'error', 'timed_out']),
  exitCode: z.number().nullable(),
  durationMs: z.number(),
  tests: tests.nullable(),
  /** Its end. */
  output: z.string(),
});

const metric = z.object({
  name: z.string(),
  value: z.number().nullable(),
  unit: z.string(),
  better: z.enum(['lower', 'higher']),
  evidence: z.enum(['measured', 'claimed', 'judged', 'unknown']),
  error: z.string().nullable(),
});

const span = z.object({
  kind: z.enum(SPAN_KINDS),
  name: z.string(),
  /** 1: a part of the last span of depth 0 before it. */
  depth: z.union([z.literal(0), z.literal(1)]),
  start: z.string(),
  end: z.string().nullable(),
  ms: z.number().nullable(),
});

const toolCall = z.object({
  title: z.string(),
  kind: z.string(),
  status: toolStatusSchema,
  start: z.string(),
  end: z.string().nullable(),
  ms: z.number().nullable(),
});

export const traceSchema = z.object({
  version: z.literal(TRACE_VERSION),
  /** Id of the experiment: the same in all traces of it. */
  correlationId: z.string(),
  runId: z.string(),
  variant: z.string(),
  stage: z.string(),
  repeat: z.number(),
  /** How often it was started again by itself. */
  attempt: z.number(),
  /** The run whose result it goes on from. */
  followsId: z.string().nullable(),
  status: z.enum(RUN_STATUSES),
  success: z.boolean().nullable(),
  input: z.object({
    task: z.string(),
    approach: z.string().nullable(),
    /** Of a follow-up: what was asked in the task's place. */
    message: z.string().nullable(),
    instructions: z.array(z.string()),
    /** Runs whose results it starts from, and those whose answers are in its prompt. */
    runs: z.object({ merge: z.array(z.string()), answers: z.array(z.string()) }),
  }),
  /** As it was sent; null: nothing was sent yet. */
  prompt: z.string().nullable(),
  /** What was sent to the agent after it. */
  messages: z.array(z.object({ at: z.string(), text: z.string() })),
  /** `reported`: what the agent itself says of its model and version. */
  agent: z.object({
    name: z.string(),
    model: z.string().nullable(),
    reportedModel: z.string().nullable(),
    reportedVersion: z.string().nullable(),
  }),
  sandbox: z.object({
    id: z.string(),
    hostId: z.string().nullable(),
    provider: z.string(),
    image: z.string().nullable(),
    limits: z.record(z.string(), z.number().nullable()),
    network: z.string(),
    setup: z.string().nullable(),
  }),
  commits: z.object({
    start: z.string(),
    fork: z.string(),
    result: z.string().nullable(),
    ref: z.string().nullable(),
  }),
  timing: z.object({
    queued: z.string(),
    ended: z.string().nullable(),
    ms: z.number().nullable(),
    pausedMs: z.number(),
    spans: z.array(span),
  }),
  /** `calls` holds the first of them, `total` counts all. */
  tools: z.object({ total: z.number(), calls: z.array(toolCall) }),
  /** The agent's last message: what it answered. */
  output: z.string().nullable(),
  exitCode: z.number().nullable(),
  error: failureSchema.nullable(),
  evidence: z.object({
    gates: z.array(gate),
    metrics: z.array(metric),
    tests: tests.nullable(),
    testDurationMs: z.number().nullable(),
    diffStats: z.object({ filesChanged: z.number(), linesAdded: z.number(), linesRemoved: z.number() }).nullable(),
    usage: usageSchema.nullable(),
    costUsd: z.number().nullable(),
    peak: resourceSampleSchema.nullable(),
    blocked: z.array(z.object({ host: z.string(), port: z.number() })),
  }),
  writtenAt: z.string(),
});
export type Trace = z.infer<typeof traceSchema>;

export const traceIndexSchema = z.object({
  version: z.literal(TRACE_VERSION),
  correlationId: z.string(),
  name: z.string(),
  task: z.string(),
  status: z.enum(EXPERIMENT_STATUSES),
  strategy: z.string(),
  baseSha: z.string(),
  created: z.string(),
  started: z.string().nullable(),
  ended: z.string().nullable(),
  /** What was to be done: every variant as it was planned. */
  variants: z.array(z.record(z.string(), z.unknown())),
  /** Runs by status; those that a later one replaced are not counted. */
  summary: z.object({ runs: z.number(), statuses: z.partialRecord(z.enum(RUN_STATUSES), z.number()) }),
  runs: z.array(
    z.object({
      runId: z.string(),
      variant: z.string(),
      stage: z.string(),
      repeat: z.number(),
      attempt: z.number(),
      status: z.enum(RUN_STATUSES),
      success: z.boolean().nullable(),
      superseded: z.boolean(),
      /** Beside this file. A run that nobody has taken up yet has none. */
      file: z.string(),
    }),
  ),
  winner: z.object({ runId: z.string(), variant: z.string() }).nullable(),
  verdict: z.string().nullable(),
  writtenAt: z.string(),
});
export type TraceIndex = z.infer<typeof traceIndexSchema>;

/** What a trace's file is looked at for before it is left as it is. */
export const traceHeadSchema = traceSchema.pick({ runId: true, status: true });
