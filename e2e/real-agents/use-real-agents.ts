/** Hooks for test files that run the real CLIs: one model server a file, a fresh repository and a clean end a test. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { ScriptInput } from '@/e2e/model-server/script';
import { directive } from '@/e2e/model-server/script';
import type { ModelServer } from '@/e2e/model-server/server';
import { startModelServer } from '@/e2e/model-server/server';
import type { AgentClis } from '@/e2e/real-agents/agent-clis';
import { AGENT_CLIS_TIMEOUT_MS, findAgentClis } from '@/e2e/real-agents/agent-clis';
import type { RealRun, RunOptions } from '@/e2e/real-agents/run-real-agent';
import { runRealAgent } from '@/e2e/real-agents/run-real-agent';
import { findTagged } from '@/lib/adapters/process/process-table';
import { RUN_TAG } from '@/lib/schemas/runner';
import type { TempRepository } from '@/lib/testing/temp-repository';
import { createTempRepository } from '@/lib/testing/temp-repository';

export type StartOptions = Pick<RunOptions, 'agent' | 'driver'> & Partial<RunOptions> & { turns: ScriptInput['turns'] };

export type RealAgentsBench = {
  readonly server: ModelServer;
  /** The workspace of this test: one commit with `greet.js`. */
  readonly repository: TempRepository;
  start: (options: StartOptions) => Promise<RealRun>;
};

const GREET = 'export function greet(name) {\n  return "Hello " + name;\n}\n';

type State = { clis: AgentClis | null; server: ModelServer; repository: TempRepository; dir: string; runs: RealRun[] };

export function useRealAgents(): RealAgentsBench {
  const state = {} as State;
  beforeAll(async () => {
    state.server = await startModelServer();
    state.clis = await findAgentClis();
  }, AGENT_CLIS_TIMEOUT_MS);
  afterAll(async () => {
    await state.server.close();
  });
  beforeEach(async (context) => {
    if (!state.clis) return context.skip('the real agent CLIs are not available');
    state.runs = [];
    state.dir = await realpath(await mkdtemp(path.join(tmpdir(), 'real-agent-')));
    state.repository = await createTempRepository({ 'greet.js': GREET });
    return () => cleanUp(state);
  });
  afterEach(async () => {
    for (const run of state.runs ?? []) {
      await run.exit;
      expect(await findTagged({ name: RUN_TAG, value: run.runId })).toEqual([]);
    }
  });
  return {
    get server() {
      return state.server;
    },
    get repository() {
      return state.repository;
    },
    start: (options) => start(state, options),
  };
}

async function start(state: State, { turns, ...options }: StartOptions): Promise<RealRun> {
  if (!state.clis) throw new Error('a test without CLIs is skipped before it starts one');
  const run = await runRealAgent({
    clis: state.clis,
    modelServerUrl: state.server.url,
    dir: path.join(state.dir, String(state.runs.length)),
    workspace: state.repository.dir,
    prompt: `Improve the greeting.\n\n${directive({ turns })}`,
    ...options,
  });
  state.runs.push(run);
  return run;
}

async function cleanUp({ repository, dir }: State): Promise<void> {
  await repository.cleanup();
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
}
