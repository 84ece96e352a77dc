/**
 * The files through which a worker and a runner talk, in the run's own directory. Files outlive both processes, which
 * is what lets a new worker adopt a runner whose first worker was killed.
 *
 *   spec.json       written by the worker before it starts the runner (mode 0600: it holds the agent's environment)
 *   runner.pid      `PID STARTTIME`, written by the runner first; STARTTIME as in /proc/PID/stat field 22, else 0
 *   events.ndjson   one EventLine a line, appended by the runner only
 *   control.ndjson  one ControlLine a line, appended by the worker only
 *   exit.json       ExitRecord, written by rename when nothing of the agent is left alive
 */
import { z } from 'zod';
import { failureSchema, resourceSampleSchema, usageSchema } from '@/lib/schemas/agent-event';
import { INSIDE, IO_FILES, launchPlanSchema, type LaunchPlan } from '@/lib/schemas/launch-plan';

export const RUNNER_FILES = {
  spec: 'spec.json',
  pid: 'runner.pid',
  events: 'events.ndjson',
  control: 'control.ndjson',
  exit: 'exit.json',
  /** Below the folder that is shown, read-only, to what runs in the sandbox. */
  prompt: 'io/prompt.md',
  log: 'runner.log',
} as const;

/** In place of its folder, of a runner that waits to be given one: a line of JSON on its standard input. */
export const WAITS_FOR_FOLDER = '--wait';

export const runnerAssignmentSchema = z.object({ runDir: z.string(), provider: z.string() });
export type RunnerAssignment = z.infer<typeof runnerAssignmentSchema>;

/** The prompt's file as the agent sees it. */
export function promptFileInside(plan: LaunchPlan, runDir: string): string {
  return plan.type === 'process' ? `${runDir}/${RUNNER_FILES.prompt}` : `${INSIDE.io}/${IO_FILES.prompt}`;
}

/** The environment variable that every process of a run carries; the sweep finds them by it. */
export const RUN_TAG = 'BAKEOFF_RUN_ID';

export const commandDriverSchema = z.object({
  type: z.literal('command'),
  /** Program and arguments; `{prompt}` and `{promptFile}` stand for the prompt and for a file that holds it. */
  argv: z.array(z.string()).min(1),
  dialect: z.enum(['text', 'claude-stream-json', 'codex-jsonl', 'gemini-stream-json', 'opencode-json']),
  /** `prompt`: the prompt goes to standard input, which is then closed. `none`: standard input is closed at once. */
  stdin: z.enum(['prompt', 'none']),
});

export const acpDriverSchema = z.object({
  type: z.literal('acp'),
  argv: z.array(z.string()).min(1),
  /** Mode that lets the agent work without asking, where it has one. */
  bypassMode: z.string().nullable(),
  /** Session configuration options to set, for example the model. */
  config: z.record(z.string(), z.string()),
  /** A session of the agent to go on with, for follow-ups. */
  resumeSessionId: z.string().nullable(),
});

export const runnerSpecSchema = z.object({
  runId: z.string(),
  /** Preset or user-given agent name; picks the rules that turn its errors into failures. */
  agent: z.string(),
  /** As what runs in the sandbox sees it, like every path of `env` and `driver`. */
  cwd: z.string(),
  launch: launchPlanSchema,
  /** The whole environment of the agent, tag included. Nothing is inherited. */
  env: z.record(z.string(), z.string()),
  driver: z.discriminatedUnion('type', [commandDriverSchema, acpDriverSchema]),
  prompt: z.string(),
  permissions: z.enum(['grant', 'ask']),
  limits: z.object({
    timeoutMs: z.number(),
    idleMs: z.number(),
    maxTurns: z.number().nullable(),
    maxToolCalls: z.number().nullable(),
    budgetUsd: z.number().nullable(),
  }),
  /** Values that never reach an event or a log. */
  secrets: z.array(z.string()),
});
export type RunnerSpec = z.infer<typeof runnerSpecSchema>;

/** What may stay on the disk of a spec that its runner has read: neither environment nor keys. */
export function withoutSecrets(spec: RunnerSpec): RunnerSpec {
  const { launch } = spec;
  const kept = { ...spec, env: {}, secrets: [] };
  if (launch.type === 'process' || !launch.gateway) return kept;
  // Not the headers alone: an address may hold a key as well.
  return { ...kept, launch: { ...launch, gateway: { ...launch.gateway, upstreams: [] } } };
}
export type CommandDriver = z.infer<typeof commandDriverSchema>;
export type AcpDriver = z.infer<typeof acpDriverSchema>;

export const controlLineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('cancel') }),
  z.object({ type: z.literal('pause') }),
  z.object({ type: z.literal('resume') }),
  /** A message to a running agent; it is sent when the current turn ends (ACP only). */
  z.object({ type: z.literal('follow_up'), text: z.string() }),
  z.object({ type: z.literal('permission'), id: z.string(), optionId: z.string().nullable() }),
]);
export type ControlLine = z.infer<typeof controlLineSchema>;

export const exitRecordSchema = z.object({
  /** `completed`: the agent said that it is done. Whether it did the task is for the gates to say. */
  outcome: z.enum(['completed', 'failed', 'cancelled', 'timed_out']),
  failure: failureSchema.nullable(),
  exitCode: z.number().nullable(),
  signal: z.string().nullable(),
  /** Milliseconds since 1970; null where the agent process never started. */
  startedAt: z.number().nullable(),
  endedAt: z.number(),
  usage: usageSchema.nullable(),
  /** Highest use of each resource; null where nothing was looked at. */
  peak: resourceSampleSchema.nullable().default(null),
  /** The agent's last message: what it answered. */
  summary: z.string().nullable(),
  sessionId: z.string().nullable(),
  stdoutTail: z.string(),
  stderrTail: z.string(),
});
export type ExitRecord = z.infer<typeof exitRecordSchema>;
