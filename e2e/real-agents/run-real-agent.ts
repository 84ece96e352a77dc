/** Resolves a real CLI and starts the runner on it, as a worker would, and watches it through its files. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AgentClis } from '@/e2e/real-agents/agent-clis';
import type { RealAgents } from '@/e2e/real-agents/prepare';
import { DUMMY_KEY, linkAdapters, prepareRealAgents } from '@/e2e/real-agents/prepare';
import { createAgentCatalog } from '@/lib/adapters/agent/catalog';
import { openRunnerFiles } from '@/lib/adapters/runner/runner-files';
import { sandboxEnvironment } from '@/lib/adapters/sandbox/environment';
import type { AgentOverride } from '@/lib/core/experiment';
import { parseExperimentFile } from '@/lib/schemas/experiment-file';
import type { RunEvent } from '@/lib/schemas/agent-event';
import type { ControlLine, ExitRecord, RunnerSpec } from '@/lib/schemas/runner';
import { RUN_TAG } from '@/lib/schemas/runner';

export type RealAgentName = 'claude' | 'codex';

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
  driver: 'acp' | 'command';
  clis: AgentClis;
  modelServerUrl: string;
  /** A folder of this run alone, outside the workspace. */
  dir: string;
  workspace: string;
  prompt: string;
  limits?: Partial<RunnerSpec['limits']>;
  permissions?: RunnerSpec['permissions'];
  model?: string;
  /** False: as for a person who never logged in. */
  hasKey?: boolean;
  home?: string;
  resumeSessionId?: string | null;
};

const root = fileURLToPath(new URL('../..', import.meta.url));
const NO_LIMITS = { timeoutMs: 45_000, idleMs: 30_000, maxTurns: null, maxToolCalls: null, budgetUsd: null };

export async function runRealAgent(options: RunOptions): Promise<RealRun> {
  const home = options.home ?? path.join(options.dir, 'home');
  const runDir = path.join(options.dir, 'run');
  await mkdir(home, { recursive: true });
  await mkdir(path.join(runDir, 'tmp'), { recursive: true });
  const spec = await composeSpec(options, { home, tmp: path.join(runDir, 'tmp') });
  const files = openRunnerFiles(runDir);
  await files.writeSpec(spec);
  const runner = spawn(process.execPath, ['--import', 'tsx', 'workers/runner.ts', runDir], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { NODE_ENV: 'test', PATH: process.env.PATH, HOME: home },
  });
  const exit = once(runner, 'exit').then(async () => {
    const record = await files.readExit();
    if (!record) throw new Error('the runner ended without an exit record');
    return record;
  });
  return { runId: spec.runId, home, events: () => readAll(files), send: files.send, exit };
}

async function readAll(files: ReturnType<typeof openRunnerFiles>): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for (let offset = 0; ;) {
    const batch = await files.readEvents(offset);
    if (batch.offset === offset) return events;
    offset = batch.offset;
    events.push(...batch.lines.map((line) => line.event));
  }
}

async function composeSpec(options: RunOptions, { home, tmp }: { home: string; tmp: string }): Promise<RunnerSpec> {
  const { agent, driver, clis, modelServerUrl, resumeSessionId = null, hasKey = true } = options;
  const { agents } = await prepareRealAgents({ modelServerUrl, clis, driver, dir: home });
  const adapters = path.join(options.dir, 'adapters');
  await linkAdapters(clis, adapters);
  const catalog = createAgentCatalog({ paths: { adapters }, demoCommand: [] });
  const resolved = await catalog.resolve({
    name: agent,
    override: overrideOf(agents, agent),
    model: options.model ?? null,
  });
  if (!resolved.ok) throw new Error(resolved.error.message);
  const { value } = resolved;
  const runId = `real-${agent}-${randomUUID()}`;
  // A home of its own: the person who runs the tests may have settings and logins.
  const extra = { ...value.env, HOME: home };
  const env = sandboxEnvironment({ host: process.env, tmp, passEnv: value.passEnv, extra });
  const isKey = (name: string): boolean => /^(ANTHROPIC|CLAUDE|OPENAI|CODEX)_.*(KEY|TOKEN)$/.test(name);
  const kept = Object.entries(env).filter(([name]) => hasKey || !isKey(name));
  return {
    runId,
    agent,
    cwd: options.workspace,
    launch: { type: 'process', id: runId },
    env: { ...Object.fromEntries(kept), [RUN_TAG]: runId },
    driver: value.driver.type === 'acp' ? { ...value.driver, resumeSessionId } : value.driver,
    prompt: options.prompt,
    permissions: options.permissions ?? 'grant',
    limits: { ...NO_LIMITS, ...options.limits },
    secrets: [DUMMY_KEY],
  };
}

/** The settings as an experiment file carries them. */
function overrideOf(agents: RealAgents['agents'], agent: RealAgentName): AgentOverride | null {
  const file = { task: 'Any.', variants: [{ id: 'any', agent }], agents };
  const parsed = parseExperimentFile(JSON.stringify(file));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.spec.agents[agent] ?? null;
}
