/** Starts the product's own runner on a real CLI, as a worker would, and watches it through its files. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AgentClis } from '@/e2e/real-agents/agent-clis';
import { DUMMY_KEY, prepareRealAgents } from '@/e2e/real-agents/prepare';
import type { AgentPreset } from '@/lib/core/agent-preset';
import { findPreset } from '@/lib/core/agents';
import type { RunEvent } from '@/lib/schemas/agent-event';
import { eventLineSchema } from '@/lib/schemas/agent-event';
import type { ControlLine, ExitRecord, RunnerSpec } from '@/lib/schemas/runner';
import { exitRecordSchema, RUN_TAG, RUNNER_FILES } from '@/lib/schemas/runner';

export type RealAgentName = 'claude' | 'codex';
export type DriverType = 'acp' | 'command';

export type RealRun = {
  /** The tag that all its processes carry. */
  runId: string;
  /** Homes of the CLI, with its sessions: a later run may go on with them. */
  home: string;
  /** The events so far. */
  events: () => Promise<RunEvent[]>;
  send: (line: ControlLine) => Promise<void>;
  /** Resolves when the runner has ended. */
  exit: Promise<ExitRecord>;
};

export type RunOptions = {
  agent: RealAgentName;
  driver: DriverType;
  clis: AgentClis;
  modelServerUrl: string;
  /** A folder of this run alone, outside the workspace. */
  dir: string;
  workspace: string;
  prompt: string;
  limits?: Partial<RunnerSpec['limits']>;
  permissions?: RunnerSpec['permissions'];
  env?: Record<string, string>;
  home?: string;
  resumeSessionId?: string | null;
};

const root = fileURLToPath(new URL('../..', import.meta.url));
const NO_LIMITS = { timeoutMs: 45_000, idleMs: 30_000, maxTurns: null, maxToolCalls: null, budgetUsd: null };

export async function runRealAgent(options: RunOptions): Promise<RealRun> {
  const home = options.home ?? path.join(options.dir, 'home');
  const spec = await composeSpec(options, home);
  const runDir = path.join(options.dir, 'run');
  await mkdir(runDir, { recursive: true });
  const file = (name: string): string => path.join(runDir, name);
  await writeFile(file(RUNNER_FILES.spec), JSON.stringify(spec), { mode: 0o600 });
  const runner = spawn(process.execPath, ['--import', 'tsx', 'workers/runner.ts', runDir], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { NODE_ENV: 'test', PATH: process.env.PATH, HOME: spec.env.HOME, [RUN_TAG]: spec.runId },
  });
  const exit = once(runner, 'exit').then(async () =>
    exitRecordSchema.parse(JSON.parse(await readFile(file(RUNNER_FILES.exit), 'utf8'))),
  );
  return {
    runId: spec.runId,
    home,
    events: () => readEvents(file(RUNNER_FILES.events)),
    send: (line) => appendFile(file(RUNNER_FILES.control), `${JSON.stringify(line)}\n`),
    exit,
  };
}

async function readEvents(file: string): Promise<RunEvent[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  // The last piece is empty, or a line that is still being written.
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => eventLineSchema.parse(JSON.parse(line)).event);
}

async function composeSpec(options: RunOptions, home: string): Promise<RunnerSpec> {
  const { agent, clis, modelServerUrl } = options;
  const preset = findPreset(agent);
  if (!preset) throw new Error(`there is no preset ${agent}`);
  await mkdir(home, { recursive: true });
  const { agents } = await prepareRealAgents({ modelServerUrl, clis, dir: home });
  const runId = `real-${agent}-${randomUUID()}`;
  return {
    runId,
    agent,
    cwd: options.workspace,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      LANG: 'C.UTF-8',
      ...preset.env,
      ...(options.driver === 'acp' ? acpEnv(preset, clis[agent]) : {}),
      ...agents[agent].env,
      ...options.env,
      [RUN_TAG]: runId,
    },
    driver: composeDriver(preset, options),
    prompt: options.prompt,
    permissions: options.permissions ?? 'grant',
    limits: { ...NO_LIMITS, ...options.limits },
    secrets: [DUMMY_KEY],
  };
}

function acpEnv(preset: AgentPreset, executable: string): Record<string, string> {
  const variable = preset.acp?.adapter?.executableEnv;
  return { ...preset.acp?.env, ...(variable === undefined ? {} : { [variable]: executable }) };
}

function composeDriver(preset: AgentPreset, options: RunOptions): RunnerSpec['driver'] {
  const { agent, driver, clis, resumeSessionId = null } = options;
  if (driver === 'acp' && preset.acp) {
    const adapter = agent === 'claude' ? clis.claudeAcp : clis.codexAcp;
    const { args, bypassMode } = preset.acp;
    return { type: 'acp', argv: [adapter, ...args], bypassMode, config: {}, resumeSessionId };
  }
  if (!preset.command) throw new Error(`${agent} has no command`);
  const { args, dialect } = preset.command;
  return { type: 'command', argv: [clis[agent], ...args], dialect, stdin: 'prompt' };
}
