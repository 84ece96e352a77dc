import { chown, copyFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { runToEnd } from '@/lib/adapters/process/run-to-end';
import { runProgram } from '@/lib/adapters/process/run-program';
import { endRunner, isRunnerAlive, RunnerStarter } from '@/lib/adapters/runner/host-runner';
import { copyIgnored } from '@/lib/adapters/sandbox/copy-ignored';
import * as folders from '@/lib/adapters/sandbox/folders';
import { makeMountFolders } from '@/lib/adapters/sandbox/mount-folders';
import { bridgeFile } from '@/lib/adapters/sandbox/gateway/bridge-file';
import { serveInSandbox } from '@/lib/adapters/sandbox/serve';
import { startInSandbox } from '@/lib/adapters/sandbox/start';
import type { Workspaces } from '@/lib/adapters/workspace/workspaces';
import type {
  CreateSandbox,
  PlanRequest,
  SandboxCommandRequest,
  SandboxCommandResult,
  SandboxProvider,
  SandboxRef,
  Sandboxes,
} from '@/lib/core/ports';
import { SANDBOX_PROVIDERS, type SandboxProviderName } from '@/lib/core/sandbox';
import type { HomePaths } from '@/lib/paths';
import { INSIDE, IO_FILES, launchPlanSchema, overlaySchema, type LaunchPlan } from '@/lib/schemas/launch-plan';

const { FOLDERS, MARKER, DRAFT_MARKER } = folders;

/** What a sandbox's folder says of itself. */
const RECORD = 'sandbox.json';
const recordSchema = z.object({
  provider: z.enum(SANDBOX_PROVIDERS),
  /** Folders of git objects that its checkout borrows. */
  objects: z.array(z.string()),
  overlays: z.array(overlaySchema),
});
type SandboxRecord = z.infer<typeof recordSchema>;
const OLD_RECORD: SandboxRecord = { provider: 'process', objects: [], overlays: [] };

type Input = {
  paths: Pick<HomePaths, 'sandbox' | 'sandboxes'>;
  /** In the order of preference. */
  providers: readonly SandboxProvider<LaunchPlan>[];
  workspaces: Workspaces;
  /** Program and first arguments of the runner; the run's folder is appended. */
  runnerCommand: string[];
};

export function createSandboxes(input: Input): Sandboxes {
  const runners = new RunnerStarter(input.runnerCommand);
  const host = new HostSandboxes(input, runners);
  return {
    probe: () => Promise.all(input.providers.map((provider) => provider.probe())),
    create: (request) => host.create(request),
    open: (id) => host.open(id),
    environment: (ref, extra, passEnv) => host.provider(ref.provider).environment(ref, extra, passEnv),
    plan: (ref, request) => host.plan(ref, request),
    startRunner: async (ref) => {
      if (!(await isRunnerAlive(ref.runDir))) await runners.start(ref.runDir, ref.provider);
    },
    keepSpareRunner: () => runners.keepSpare(input.providers[0]?.name ?? 'process'),
    isRunnerAlive: (ref) => isRunnerAlive(ref.runDir),
    exec: (ref, request) => exec(ref, request),
    serve: (ref, request) => serveInSandbox(ref, request),
    sweep: (id) => host.sweep(id),
    destroy: (id) => host.destroy(id),
    list: () => host.list(),
  };
}

class HostSandboxes {
  private readonly input: Input;
  private readonly runners: RunnerStarter;

  constructor(input: Input, runners: RunnerStarter) {
    this.input = input;
    this.runners = runners;
  }

  provider(name: SandboxProviderName): SandboxProvider<LaunchPlan> {
    const provider = this.input.providers.find((candidate) => candidate.name === name);
    if (!provider) throw new Error(`There is no sandbox provider "${name}" here.`);
    return provider;
  }

  /** The marker is written last, so a sandbox that a crash cut short is not taken for a whole one but made anew. */
  async create(request: CreateSandbox): Promise<SandboxRef> {
    const known = await this.open(request.id);
    if (known) return known;
    folders.assertSandboxId(request.id);
    const runDir = this.input.paths.sandbox(request.id);
    if (await folders.exists(runDir)) await this.destroy(request.id);
    const provider = this.provider(request.provider);
    const owner = provider.owner();
    await mkdir(runDir, { recursive: true, mode: 0o700 });
    await writeFile(path.join(runDir, DRAFT_MARKER), request.id, { mode: 0o600 });
    for (const name of [FOLDERS.tmp, FOLDERS.io, FOLDERS.layers]) await mkdir(path.join(runDir, name));
    const runner = request.withRunner ? this.runners.start(runDir, request.provider) : Promise.resolve();
    // Waited for below; what comes before may fail first.
    runner.catch(() => undefined);
    const made = await this.input.workspaces.make({
      ...request,
      runDir,
      owner,
      innerOverlays: request.provider !== 'process',
    });
    if (request.provider !== 'process') await borrowInside(path.join(runDir, FOLDERS.workspace), made.objects);
    for (const name of [IO_FILES.bridge, IO_FILES.bridgeForPython]) {
      await copyFile(bridgeFile(name), path.join(runDir, FOLDERS.io, name));
    }
    const workspace = path.join(runDir, FOLDERS.workspace);
    await copyIgnored({ from: request.copyFrom, to: workspace, names: request.copy });
    if (owner) {
      await chown(path.join(runDir, FOLDERS.tmp), owner.uid, owner.gid);
      await give(workspace, request.copy, owner);
    }
    const overlays = made.overlays.map(({ path: inner, ...layers }) => ({
      ...layers,
      target: path.posix.join(INSIDE.workspace, inner),
    }));
    const record: SandboxRecord = { provider: request.provider, objects: made.objects, overlays };
    await runner;
    // By rename: a half one would be taken for none.
    await writeFile(path.join(runDir, `${RECORD}.new`), JSON.stringify(record), { mode: 0o600 });
    await rename(path.join(runDir, `${RECORD}.new`), path.join(runDir, RECORD));
    await rename(path.join(runDir, DRAFT_MARKER), path.join(runDir, MARKER));
    return this.ref(request.id, request.provider);
  }

  async open(id: string): Promise<SandboxRef | null> {
    folders.assertSandboxId(id);
    const runDir = this.input.paths.sandbox(id);
    if (!(await folders.hasMarker(runDir, MARKER, id))) return null;
    // Sandboxes of the version before had none, and one provider.
    const record = (await folders.exists(path.join(runDir, RECORD))) ? await readRecord(runDir) : OLD_RECORD;
    if (!record) return null;
    const ref = this.ref(id, record.provider);
    // Mounts do not outlive a restart of the computer; what they showed does.
    if (!(await folders.exists(path.join(ref.workspace, '.git')))) await this.input.workspaces.restore(runDir);
    return ref;
  }

  async plan(ref: SandboxRef, request: PlanRequest): Promise<LaunchPlan> {
    const record = await readRecord(ref.runDir);
    const objects = (record?.objects ?? []).map((source, i) => ({
      source,
      target: objectsInside(i),
      mode: 'ro' as const,
    }));
    const mounts = [...objects, ...request.mounts];
    const provider = this.provider(ref.provider);
    if (ref.provider !== 'process') {
      await makeMountFolders(ref.runDir, mounts, provider.owner());
    }
    const plan = await provider.plan(ref, { ...request, mounts });
    return plan.type === 'process' ? plan : { ...plan, overlays: record?.overlays ?? [] };
  }

  async sweep(id: string): Promise<number> {
    const ref = await this.open(id);
    const names = ref ? [ref.provider] : this.input.providers.map((provider) => provider.name);
    const counts = await Promise.all(names.map((name) => this.provider(name).sweep(id)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async destroy(id: string): Promise<void> {
    folders.assertSandboxId(id);
    const dir = this.input.paths.sandbox(id);
    const isThere = await folders.exists(dir);
    if (isThere) await endRunner(dir);
    const record = isThere ? await readRecord(dir) : null;
    // Without a record nobody knows whose it was, so everybody looks.
    const all = this.input.providers.map((provider) => provider.name);
    const names = record ? [record.provider] : all;
    await Promise.all(names.map((name) => this.provider(name).release(id)));
    if (!isThere) return;
    try {
      const real = await folders.provenOurs({ root: this.input.paths.sandboxes, dir, id });
      await this.input.workspaces.unmake(real);
      await folders.removeTree(real);
    } catch (cause) {
      // Another process may be at it as well: what fails halfway through is no failure once the folder is gone.
      if (!(await folders.vanishes(dir))) throw cause;
    }
  }

  async list(): Promise<string[]> {
    const { sandboxes } = this.input.paths;
    const names = await readdir(sandboxes).catch(() => []);
    const ours = await Promise.all(names.map((name) => folders.isOurs(path.join(sandboxes, name), name)));
    const leftovers = await Promise.all(this.input.providers.map((provider) => provider.leftovers()));
    return [...new Set([...names.filter((_name, i) => ours[i]), ...leftovers.flat()])];
  }

  private ref(id: string, provider: SandboxProviderName): SandboxRef {
    const runDir = this.input.paths.sandbox(id);
    const workspace = path.join(runDir, FOLDERS.workspace);
    const workspaceInside = provider === 'process' ? workspace : INSIDE.workspace;
    return { provider, id, runDir, workspace, workspaceInside };
  }
}

/** A shell command line that the person wrote, in a sandbox. */
async function exec(ref: SandboxRef, request: SandboxCommandRequest): Promise<SandboxCommandResult> {
  const plan = launchPlanSchema.parse(request.plan);
  await mkdir(path.join(ref.runDir, FOLDERS.tmp), { recursive: true });
  const command = { argv: ['sh', '-c', request.command], cwd: ref.workspaceInside, env: request.env };
  return runToEnd({
    ...request,
    program: 'sh',
    start: () => startInSandbox(plan, command, request.onBlocked ? { onBlocked: request.onBlocked } : {}),
  });
}

function objectsInside(index: number): string {
  return `${INSIDE.objects}/${index}`;
}

/** Nothing has run in the checkout yet, so its `.git` is still ours to write. */
async function borrowInside(workspace: string, objects: readonly string[]): Promise<void> {
  const lines = objects.map((_dir, i) => `${objectsInside(i)}\n`);
  await writeFile(path.join(workspace, '.git/objects/info/alternates'), lines.join(''));
}

async function readRecord(runDir: string): Promise<SandboxRecord | null> {
  const text = await readFile(path.join(runDir, RECORD), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    // A full disk may have cut it short. Then nobody knows what the sandbox was, and it can still be removed.
    return null;
  }
}

/** What was copied belongs to whoever works in the sandbox, links themselves and not what they lead to. */
async function give(workspace: string, names: readonly string[], owner: { uid: number; gid: number }): Promise<void> {
  const there = names.filter((name) => name !== '');
  if (there.length === 0) return;
  const tops = [...new Set(there.map((name) => path.join(workspace, name.split('/')[0] ?? '')))];
  const argv = ['chown', '-hR', `${owner.uid}:${owner.gid}`, '--', ...tops] as const;
  await runProgram({
    argv: [...argv] as [string, ...string[]],
    cwd: workspace,
    env: { PATH: '/usr/bin:/bin' },
    timeoutMs: 60_000,
  });
}
