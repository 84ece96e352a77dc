import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createGitRepository } from '@/lib/adapters/git/git-repository';
import { openRunnerFiles } from '@/lib/adapters/runner/runner-files';
import { createBubblewrapProvider } from '@/lib/adapters/sandbox/bubblewrap/bubblewrap-provider';
import { createDockerProvider } from '@/lib/adapters/sandbox/docker/docker-provider';
import { createProcessProvider } from '@/lib/adapters/sandbox/process/process-provider';
import { createSandboxes } from '@/lib/adapters/sandbox/sandboxes';
import { createWorkspaces } from '@/lib/adapters/workspace/create-workspaces';
import type { WorkspaceKind } from '@/lib/adapters/workspace/workspaces';
import type {
  CreateSandbox,
  PlanRequest,
  SandboxCommandRequest,
  SandboxCommandResult,
  SandboxRef,
  Sandboxes,
} from '@/lib/core/ports';
import type { SandboxProviderName } from '@/lib/core/sandbox';
import type { GitRepository } from '@/lib/core/repository';
import { hostEnvironment } from '@/lib/env';
import { homePaths, type HomePaths } from '@/lib/paths';
import { launchPlanSchema } from '@/lib/schemas/launch-plan';
import type { ControlLine, ExitRecord, RunnerSpec } from '@/lib/schemas/runner';
import type { EventLine } from '@/lib/schemas/agent-event';
import { startEngine } from '@/lib/testing/engine';
import { waitUntil } from '@/lib/testing/wait';

/** The ways in which the contract suite runs; docker's provider is held to it on both engines. */
export const BENCHES = ['process', 'bubblewrap', 'docker', 'podman'] as const;
export type BenchName = (typeof BENCHES)[number];

export type ExecOptions = Partial<Omit<SandboxCommandRequest, 'command' | 'plan'>> & { plan?: Partial<PlanRequest> };

export type SandboxBench = {
  name: BenchName;
  provider: SandboxProviderName;
  sandboxes: Sandboxes;
  git: GitRepository;
  paths: HomePaths;
  /** The folder that holds everything of this bench. */
  root: string;
  /** The user's repository: `a.txt`, ignored `.env` and `config/`, a link out of it. */
  project: string;
  hub: string;
  sha: string;
  create: (input?: Partial<CreateSandbox>) => Promise<SandboxRef>;
  exec: (ref: SandboxRef, command: string, options?: ExecOptions) => Promise<SandboxCommandResult>;
  /** A runner whose agent is a shell script. */
  run: (ref: SandboxRef, script: string, options?: Partial<PlanRequest>) => Promise<BenchRun>;
  cleanup: () => Promise<void>;
};

export type BenchRun = {
  events: (offset?: number) => Promise<{ lines: EventLine[]; offset: number }>;
  send: (line: ControlLine) => Promise<void>;
  exit: () => Promise<ExitRecord>;
};

const root = path.resolve(import.meta.dirname, '../..');
export const RUNNER_COMMAND = [process.execPath, '--import', 'tsx', path.join(root, 'workers/runner.ts')];
const NO_PLAN: PlanRequest = {
  limits: { cpus: null, memoryBytes: null, pids: null, diskBytes: null },
  network: null,
  mounts: [],
  image: null,
  runtime: null,
};

/** Null where what it needs is not on this machine (and with CI=true that is a failure). */
export async function createSandboxBench(
  name: BenchName,
  options: { kinds?: readonly WorkspaceKind[]; folder?: string } = {},
): Promise<SandboxBench | null> {
  const engine = name === 'docker' || name === 'podman' ? await startEngine(name) : null;
  if ((name === 'docker' || name === 'podman') && !engine) return null;
  const home = await realpath(await mkdtemp(path.join(options.folder ?? tmpdir(), 'bakeoff-bench-')));
  const paths = homePaths(path.join(home, 'data'));
  for (const dir of [paths.sandboxes, paths.cache, paths.hubs]) await mkdir(dir, { recursive: true, mode: 0o700 });
  const docker = createDockerProvider({
    paths,
    host: { ...hostEnvironment(), DOCKER_HOST: engine ? `unix://${engine.socket}` : 'unix:///nonexistent' },
  });
  const sandboxes = createSandboxes({
    paths,
    providers: [createBubblewrapProvider({ paths }), docker, createProcessProvider()],
    workspaces: createWorkspaces({ paths, ...(options.kinds ? { kinds: options.kinds } : {}) }),
    runnerCommand: RUNNER_COMMAND,
  });
  const provider: SandboxProviderName = name === 'podman' ? 'docker' : name;
  if (!(await usable(sandboxes, provider))) {
    await rm(home, { recursive: true, force: true });
    return null;
  }
  const project = path.join(home, 'project');
  await createProject(project);
  const git = createGitRepository();
  const hub = paths.hub('p');
  await git.ensureHub({ hub, repoPath: project });
  const imported = await git.importCommit({ hub, repoPath: project, ref: null });
  if (!imported.ok) throw new Error(imported.error.message);
  const { sha } = imported.value;
  const image = engine?.image ?? null;
  const planFor = (ref: SandboxRef, plan: Partial<PlanRequest> = {}) =>
    sandboxes.plan(ref, { ...NO_PLAN, image, ...plan });
  let count = 0;
  return {
    name,
    provider,
    sandboxes,
    git,
    paths,
    root: home,
    project,
    hub,
    sha,
    create: (input = {}) =>
      sandboxes.create({
        id: `bench-${process.pid}-${++count}`,
        provider,
        hub,
        sha,
        copyFrom: project,
        copy: [],
        prepared: null,
        ...input,
      }),
    exec: async (ref, command, { plan, ...rest } = {}) =>
      sandboxes.exec(ref, {
        timeoutMs: 30_000,
        env: sandboxes.environment(ref, {}, []),
        ...rest,
        command,
        plan: await planFor(ref, plan),
      }),
    run: async (ref, script, plan) => {
      const link = openRunnerFiles(ref.runDir);
      const launch = launchPlanSchema.parse(await planFor(ref, plan));
      await link.writeSpec(runnerSpec(ref, { script, launch, env: sandboxes.environment(ref, {}, []) }));
      await sandboxes.startRunner(ref);
      return {
        events: (offset = 0) => link.readEvents(offset),
        send: (line) => link.send(line),
        exit: async () => {
          await waitUntil(async () => (await link.readExit()) !== null, 'the exit record');
          const exit = await link.readExit();
          if (!exit) throw new Error('the exit record is gone');
          return exit;
        },
      };
    },
    cleanup: async () => {
      for (const id of await sandboxes.list()) await sandboxes.destroy(id);
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function usable(sandboxes: Sandboxes, provider: SandboxProviderName): Promise<boolean> {
  const probe = (await sandboxes.probe()).find((each) => each.provider === provider);
  if (probe?.ok) return true;
  const why = `${provider} does not work here: ${probe?.reasons.join(' ') ?? ''} ${probe?.remedy ?? ''}`;
  if (process.env.CI === 'true') throw new Error(why);
  process.stderr.write(`\n*** SKIPPED: ${why}\n\n`);
  return false;
}

function runnerSpec(
  ref: SandboxRef,
  input: { script: string; launch: RunnerSpec['launch']; env: Record<string, string> },
): RunnerSpec {
  return {
    runId: ref.id,
    agent: 'mine',
    cwd: ref.workspaceInside,
    env: input.env,
    launch: input.launch,
    driver: { type: 'command', argv: ['sh', '-c', input.script], dialect: 'text', stdin: 'none' },
    prompt: 'x',
    permissions: 'grant',
    limits: { timeoutMs: 60_000, idleMs: 60_000, maxTurns: null, maxToolCalls: null, budgetUsd: null },
    secrets: [],
  };
}

async function createProject(dir: string): Promise<void> {
  const git = async (...args: string[]): Promise<void> => {
    await promisify(execFile)('git', ['-C', dir, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args]);
  };
  await mkdir(path.join(dir, 'config'), { recursive: true });
  await git('init', '-q', '-b', 'main');
  await writeFile(path.join(dir, 'a.txt'), 'one\n');
  await writeFile(path.join(dir, '.gitignore'), '.env\nconfig/\noutside\n');
  // Out of the project, and harmless where an attack gets through.
  const beyond = path.join(dir, '..', 'beyond');
  await mkdir(beyond);
  await writeFile(path.join(beyond, 'hostname'), 'beyond\n');
  await symlink(beyond, path.join(dir, 'linked'));
  await git('add', '.');
  await git('commit', '-qm', 'first');
  await writeFile(path.join(dir, '.env'), 'SECRET=1\n');
  await writeFile(path.join(dir, 'config', 'local.json'), '{}');
  await symlink('/etc/hostname', path.join(dir, 'config', 'escape'));
  await symlink('local.json', path.join(dir, 'config', 'inside'));
  await symlink('/etc', path.join(dir, 'outside'));
}
