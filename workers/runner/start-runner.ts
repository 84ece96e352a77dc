import { spawn, type ChildProcess } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import { childEnv } from '@/lib/adapters/process/child-env';
import { hostEnvironment } from '@/lib/env';
import { eventLineSchema, type RunEvent } from '@/lib/schemas/agent-event';
import {
  exitRecordSchema,
  RUN_TAG,
  RUNNER_FILES,
  type ControlLine,
  type ExitRecord,
  type RunnerSpec,
} from '@/lib/schemas/runner';

const root = path.resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
export const fixtureAgent = require.resolve('../../lib/adapters/agent/acp/fixture-agent.mjs');
export const runnerCommand = [process.execPath, '--import', 'tsx', path.join(root, 'workers/runner.ts')];

export type StartedRunner = {
  dir: string;
  runId: string;
  child: ChildProcess;
  events: () => Promise<RunEvent[]>;
  /** Waits until an event fits. */
  event: <T extends RunEvent['type']>(
    type: T,
    fits?: (event: Extract<RunEvent, { type: T }>) => boolean,
  ) => Promise<Extract<RunEvent, { type: T }>>;
  send: (line: ControlLine) => Promise<void>;
  exit: () => Promise<ExitRecord>;
  read: (name: string) => Promise<string>;
};

const searchPath = hostEnvironment().PATH ?? '';
let count = 0;

/** A real runner on a spec, for tests. `launcher` is put in front of its command. */
export async function startRunner(
  over: Partial<RunnerSpec> & Pick<RunnerSpec, 'driver'>,
  launcher: string[] = [],
): Promise<StartedRunner> {
  const dir = await mkdtemp(path.join(tmpdir(), 'bakeoff-runner-'));
  const cwd = path.join(dir, 'ws');
  await mkdir(cwd);
  const runId = `runner-test-${process.pid}-${++count}`;
  const spec: RunnerSpec = {
    runId,
    launch: { type: 'process', id: runId },
    agent: 'fixture',
    cwd,
    prompt: 'say hello',
    permissions: 'grant',
    limits: { timeoutMs: 30_000, idleMs: 30_000, maxTurns: null, maxToolCalls: null, budgetUsd: null },
    secrets: [],
    ...over,
    env: { PATH: searchPath, HOME: dir, [RUN_TAG]: runId, ...over.env },
  };
  await writeFile(path.join(dir, RUNNER_FILES.spec), JSON.stringify(spec), { mode: 0o600 });
  const [program = '', ...args] = [...launcher, ...runnerCommand];
  const env = childEnv({ PATH: searchPath, HOME: dir });
  const child = spawn(program, [...args, dir], {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return handle({ dir, runId, child });
}

function handle({ dir, runId, child }: Pick<StartedRunner, 'dir' | 'runId' | 'child'>): StartedRunner {
  const read = (name: string): Promise<string> => readFile(path.join(dir, name), 'utf8');
  const events = async (): Promise<RunEvent[]> => {
    const text = await read(RUNNER_FILES.events).catch(() => '');
    const lines = text.split('\n').filter((line, i, all) => i < all.length - 1 && line !== '');
    const all = lines.map((line) => eventLineSchema.parse(JSON.parse(line)).event);
    // They come by the clock, between any two others.
    return all.filter((event) => event.type !== 'resources');
  };
  return {
    dir,
    runId,
    child,
    read,
    events,
    event: (type, fits = () => true) =>
      vi.waitFor(
        async () => {
          const all = await events();
          const found = all.find(
            (event): event is Extract<RunEvent, { type: typeof type }> => event.type === type && fits(event as never),
          );
          if (!found) throw new Error(`No such ${type} among ${JSON.stringify(all)}`);
          return found;
        },
        { timeout: 15_000, interval: 20 },
      ),
    send: (line) => appendFile(path.join(dir, RUNNER_FILES.control), `${JSON.stringify(line)}\n`),
    exit: () =>
      vi.waitFor(async () => exitRecordSchema.parse(JSON.parse(await read(RUNNER_FILES.exit))), {
        timeout: 25_000,
        interval: 20,
      }),
  };
}
