import { spawn } from 'node:child_process';
import { mkdir, open, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnv } from '@/lib/adapters/process/child-env';
import { isProcessAlive } from '@/lib/adapters/process/process-table';
import { runCommand, runProgram } from '@/lib/adapters/process/run-command';
import { signalProcess, sweepTag } from '@/lib/adapters/process/sweep';
import { userPath } from '@/lib/adapters/process/user-path';
import { copyIgnored, isBelow } from '@/lib/adapters/sandbox/copy-ignored';
import { sandboxEnvironment } from '@/lib/adapters/sandbox/environment';
import type { CreateSandbox, SandboxProvider, SandboxRef } from '@/lib/core/ports';
import type { GitRepository } from '@/lib/core/repository';
import { hostEnvironment } from '@/lib/env';
import type { HomePaths } from '@/lib/paths';
import { RUN_TAG, RUNNER_FILES } from '@/lib/schemas/runner';

/** Proof that a folder is a sandbox of ours. Without it nothing is ever removed. */
const MARKER = '.bakeoff-sandbox';
const WORKSPACE = 'ws';
const TMP = 'tmp';
const RUNNER_START_MS = 10_000;
const RUNNER_END_MS = 1500;

type ProcessProviderInput = {
  paths: Pick<HomePaths, 'sandbox' | 'sandboxes'>;
  git: Pick<GitRepository, 'checkout'>;
  /** Program and first arguments of the runner; the run's folder is appended. */
  runnerCommand: string[];
};

/** Sandboxes that are a private folder and a tag on every process: they keep runs apart, and don't lock them in. */
export function createProcessProvider(input: ProcessProviderInput): SandboxProvider {
  const provider = new ProcessProvider(input);
  return {
    name: 'process',
    probe: () => provider.probe(),
    create: (request) => provider.create(request),
    open: (id) => provider.open(id),
    environment: (ref, extra, passEnv) => provider.environment(ref, extra, passEnv),
    startRunner: (ref) => provider.startRunner(ref),
    isRunnerAlive: (ref) => isRunnerAlive(ref),
    exec: async (ref, request, env) => {
      await mkdir(path.join(ref.runDir, TMP), { recursive: true });
      return runCommand({ ...request, cwd: ref.workspace, env: { ...env, [RUN_TAG]: ref.id } });
    },
    sweep: (id) => sweepTag(id),
    destroy: (id) => provider.destroy(id),
    list: () => provider.list(),
  };
}

class ProcessProvider {
  private readonly input: ProcessProviderInput;

  constructor(input: ProcessProviderInput) {
    this.input = input;
  }

  async probe(): Promise<{ ok: boolean; isolated: boolean; reasons: string[] }> {
    const reasons = ['Agents run as you do: they can read and write everything that you can.'];
    return { ok: true, isolated: false, reasons };
  }

  /** The marker is written last, so a sandbox that a crash cut short is not taken for a whole one but made anew. */
  async create(request: CreateSandbox): Promise<SandboxRef> {
    const ref = this.ref(request.id);
    if (await hasMarker(ref.runDir, MARKER, request.id)) return ref;
    if (await exists(ref.runDir)) await this.destroy(request.id);
    await mkdir(path.join(ref.runDir, TMP), { recursive: true, mode: 0o700 });
    await writeFile(path.join(ref.runDir, `${MARKER}.new`), request.id, { mode: 0o600 });
    await this.input.git.checkout({ hub: request.hub, sha: request.sha, dir: ref.workspace });
    await copyIgnored({ from: request.copyFrom, to: ref.workspace, names: request.copy });
    await rename(path.join(ref.runDir, `${MARKER}.new`), path.join(ref.runDir, MARKER));
    return ref;
  }

  async open(id: string): Promise<SandboxRef | null> {
    const ref = this.ref(id);
    return (await hasMarker(ref.runDir, MARKER, id)) ? ref : null;
  }

  environment(ref: SandboxRef, extra: Record<string, string>, passEnv: string[]): Record<string, string> {
    const tmp = path.join(ref.runDir, TMP);
    return { ...sandboxEnvironment({ host: hostEnvironment(), tmp, passEnv, extra }), [RUN_TAG]: ref.id };
  }

  async startRunner(ref: SandboxRef): Promise<void> {
    const log = await open(path.join(ref.runDir, RUNNER_FILES.log), 'a', 0o600);
    try {
      const [program = process.execPath, ...args] = this.input.runnerCommand;
      const host = hostEnvironment();
      // Without the tag: a sweep must leave the runner alive to tell the end.
      const env = childEnv({ PATH: userPath(host), HOME: host.HOME ?? '/', LANG: host.LANG ?? 'C.UTF-8' });
      const child = spawn(program, [...args, ref.runDir], { env, detached: true, stdio: ['ignore', log.fd, log.fd] });
      const failed = new Promise<never>((_resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code) => {
          if (code !== 0) reject(new Error(`The runner ended at once (exit code ${String(code)}).`));
        });
      });
      await Promise.race([waitForPid(ref), failed]);
      child.removeAllListeners();
      // A late error must not bring the worker down; the missing exit record tells of it.
      child.on('error', () => undefined);
      failed.catch(() => undefined);
      child.unref();
    } finally {
      await log.close();
    }
  }

  async destroy(id: string): Promise<void> {
    const ref = this.ref(id);
    if (!(await exists(ref.runDir))) return;
    await endRunner(ref);
    await sweepTag(id);
    const root = await realpath(this.input.paths.sandboxes);
    const real = await realpath(ref.runDir);
    if (!isBelow(root, real)) throw new Error(`${ref.runDir} is not below ${root}, so it is not removed.`);
    const ours = (await hasMarker(real, MARKER, id)) || (await hasMarker(real, `${MARKER}.new`, id));
    if (!ours && (await readdir(real)).some((name) => name !== TMP)) {
      throw new Error(`${ref.runDir} has no mark that Bakeoff made it, so it is not removed.`);
    }
    await removeTree(real);
  }

  async list(): Promise<string[]> {
    const names = await readdir(this.input.paths.sandboxes).catch(() => []);
    const ours = await Promise.all(
      names.map(async (name) => {
        const dir = path.join(this.input.paths.sandboxes, name);
        return (await hasMarker(dir, MARKER, name)) || (await hasMarker(dir, `${MARKER}.new`, name));
      }),
    );
    return names.filter((_name, i) => ours[i]);
  }

  private ref(id: string): SandboxRef {
    if (!/^[\w][\w.-]{0,199}$/.test(id)) throw new Error(`"${id}" cannot name a sandbox.`);
    const runDir = this.input.paths.sandbox(id);
    return { provider: 'process', id, runDir, workspace: path.join(runDir, WORKSPACE) };
  }
}

async function removeTree(dir: string): Promise<void> {
  // A dying process may still write into it.
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 };
  try {
    await rm(dir, options);
  } catch {
    // Tools write-protect their caches. The second failure is reported.
    const env = { PATH: userPath(hostEnvironment()) };
    await runProgram({ argv: ['chmod', '-R', 'u+rwX', dir], cwd: path.dirname(dir), env, timeoutMs: 60_000 });
    await rm(dir, options);
  }
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null)) !== null;
}

async function hasMarker(dir: string, name: string, id: string): Promise<boolean> {
  return (await readFile(path.join(dir, name), 'utf8').catch(() => null)) === id;
}

async function readPid(ref: SandboxRef): Promise<{ pid: number; startTime: string } | null> {
  const text = await readFile(path.join(ref.runDir, RUNNER_FILES.pid), 'utf8').catch(() => '');
  const [pid = '', startTime = '0'] = text.trim().split(' ');
  return pid === '' ? null : { pid: Number(pid), startTime };
}

async function isRunnerAlive(ref: SandboxRef): Promise<boolean> {
  const runner = await readPid(ref);
  return runner !== null && isProcessAlive(runner.pid, runner.startTime);
}

async function waitForPid(ref: SandboxRef): Promise<void> {
  const deadline = Date.now() + RUNNER_START_MS;
  while ((await readPid(ref)) === null) {
    if (Date.now() > deadline) throw new Error(`The runner did not start within ${RUNNER_START_MS / 1000} s.`);
    await sleep(5);
  }
}

/** A runner that still works is asked to end its agent; one that does not obey is killed. */
async function endRunner(ref: SandboxRef): Promise<void> {
  const runner = await readPid(ref);
  if (!runner || !(await isProcessAlive(runner.pid, runner.startTime))) return;
  signalProcess(runner.pid, 'SIGTERM');
  const deadline = Date.now() + RUNNER_END_MS;
  while (await isProcessAlive(runner.pid, runner.startTime)) {
    if (Date.now() > deadline) return signalProcess(runner.pid, 'SIGKILL');
    await sleep(20);
  }
}
