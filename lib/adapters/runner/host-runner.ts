import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnv } from '@/lib/adapters/process/child-env';
import { isProcessAlive } from '@/lib/adapters/process/process-table';
import { signalProcess } from '@/lib/adapters/process/sweep';
import { userPath } from '@/lib/adapters/process/user-path';
import { hostEnvironment } from '@/lib/env';
import { RUNNER_FILES, WAITS_FOR_FOLDER, type RunnerAssignment } from '@/lib/schemas/runner';

const START_MS = 10_000;
const END_MS = 1500;
const SPARE_AFTER_MS = 400;
/** What a runner may know of the host's environment: how to find programs and the container engine. */
const PASSED = ['DOCKER_HOST', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS', 'TMPDIR'];

/** Program and first arguments of the runner. */
export type RunnerCommand = readonly string[];

/** Starts detached runners, each in its sandbox's folder. `provider`: what a runner should load while it waits. */
export class RunnerStarter {
  readonly #command: RunnerCommand;
  #spare: ChildProcess | null = null;
  #keepsSpare = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(command: RunnerCommand) {
    this.#command = command;
  }

  /** Resolves when the runner waits for its spec. It goes on when this process dies. */
  async start(runDir: string, provider: string): Promise<void> {
    const spare = this.#takeSpare(provider);
    if (spare && (await takesFolder(spare, { runDir, provider }))) return;
    await startFresh(this.#command, runDir, provider);
  }

  /** Keeps one runner started for the next run, which then does not wait for Node.js. `stop`: lets go of it. */
  keepSpare(provider: string): { stop: () => void } {
    this.#keepsSpare = true;
    this.#makeSpare(provider);
    return {
      stop: () => {
        this.#keepsSpare = false;
        clearTimeout(this.#timer);
        this.#spare?.stdin?.destroy();
        this.#spare = null;
      },
    };
  }

  #takeSpare(provider: string): ChildProcess | null {
    const spare = this.#spare;
    this.#spare = null;
    if (spare && this.#keepsSpare) {
      // Not at once: the run that has just started needs the processors more.
      this.#timer = setTimeout(() => this.#makeSpare(provider), SPARE_AFTER_MS);
      this.#timer.unref();
    }
    return spare;
  }

  #makeSpare(provider: string): void {
    const [program = process.execPath, ...args] = this.#command;
    const child = spawn(program, [...args, WAITS_FOR_FOLDER, provider], {
      env: childEnv(runnerEnvironment()),
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.on('error', () => undefined);
    child.stdin.on('error', () => undefined);
    child.once('exit', () => {
      if (this.#spare === child) this.#spare = null;
    });
    // It ends with the pipe, which ends with this process.
    child.unref();
    if (child.stdin instanceof Socket) child.stdin.unref();
    this.#spare = child;
  }
}

/** False: it died before it had its folder. */
async function takesFolder(child: ChildProcess, assignment: RunnerAssignment): Promise<boolean> {
  child.stdin?.end(`${JSON.stringify(assignment)}\n`);
  const died = new Promise<boolean>((resolve) => {
    child.once('exit', () => resolve(false));
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) resolve(false);
  });
  return Promise.race([waitForPid(assignment.runDir).then(() => true), died]);
}

async function startFresh(command: RunnerCommand, runDir: string, provider: string): Promise<void> {
  const log = await open(path.join(runDir, RUNNER_FILES.log), 'a', 0o600);
  try {
    const [program = process.execPath, ...args] = command;
    // Without the tag: a sweep must leave the runner alive to tell the end.
    const child = spawn(program, [...args, runDir, provider], {
      env: childEnv(runnerEnvironment()),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    const failed = new Promise<never>((_resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => {
        if (code !== 0) reject(new Error(`The runner ended at once (exit code ${String(code)}).`));
      });
    });
    await Promise.race([waitForPid(runDir), failed]);
    child.removeAllListeners();
    // A late error must not bring the worker down; the missing exit record tells of it.
    child.on('error', () => undefined);
    failed.catch(() => undefined);
    child.unref();
  } finally {
    await log.close();
  }
}

function runnerEnvironment(): Record<string, string> {
  const host = hostEnvironment();
  const passed = PASSED.flatMap((name) => (host[name] === undefined ? [] : [[name, host[name]] as const]));
  return { ...Object.fromEntries(passed), PATH: userPath(host), HOME: host.HOME ?? '/', LANG: host.LANG ?? 'C.UTF-8' };
}

export async function isRunnerAlive(runDir: string): Promise<boolean> {
  const runner = await readPid(runDir);
  return runner !== null && isProcessAlive(runner.pid, runner.startTime);
}

/** A runner that still works is asked to end its agent; one that does not obey is killed. */
export async function endRunner(runDir: string): Promise<void> {
  const runner = await readPid(runDir);
  if (!runner || !(await isProcessAlive(runner.pid, runner.startTime))) return;
  signalProcess(runner.pid, 'SIGTERM');
  const deadline = Date.now() + END_MS;
  while (await isProcessAlive(runner.pid, runner.startTime)) {
    if (Date.now() > deadline) return signalProcess(runner.pid, 'SIGKILL');
    await sleep(20);
  }
}

async function readPid(runDir: string): Promise<{ pid: number; startTime: string } | null> {
  const text = await readFile(path.join(runDir, RUNNER_FILES.pid), 'utf8').catch(() => '');
  const [pid = '', startTime = '0'] = text.trim().split(' ');
  return pid === '' ? null : { pid: Number(pid), startTime };
}

async function waitForPid(runDir: string): Promise<void> {
  const deadline = Date.now() + START_MS;
  while ((await readPid(runDir)) === null) {
    if (Date.now() > deadline) throw new Error(`The runner did not start within ${START_MS / 1000} s.`);
    await sleep(5);
  }
}
