import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnv } from '@/lib/adapters/process/child-env';
import { isProcessAlive } from '@/lib/adapters/process/process-table';
import { signalProcess } from '@/lib/adapters/process/sweep';
import { userPath } from '@/lib/adapters/process/user-path';
import { hostEnvironment } from '@/lib/env';
import { RUNNER_FILES } from '@/lib/schemas/runner';

const START_MS = 10_000;
const END_MS = 1500;
/** What a runner may know of the host's environment: how to find programs and the container engine. */
const PASSED = ['DOCKER_HOST', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS', 'TMPDIR'];

/**
 * Starts the detached runner of a sandbox's folder. `command`: program and first arguments; `provider`: what it should
 * load while it waits.
 */
export async function startRunner(runDir: string, command: readonly string[], provider: string): Promise<void> {
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
