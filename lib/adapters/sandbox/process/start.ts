import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { childEnv } from '@/lib/adapters/process/child-env';
import { signalProcess, sweep } from '@/lib/adapters/process/sweep';
import { findTagged, type Tag } from '@/lib/adapters/process/process-table';
import { usageOf } from '@/lib/adapters/process/usage';
import type { SandboxCommand, SandboxExit, SandboxProcess } from '@/lib/adapters/sandbox/sandbox-process';
import type { ResourceSample } from '@/lib/core/sandbox';
import { errorMessage } from '@/lib/errors';
import { RUN_TAG } from '@/lib/schemas/runner';

/** A second tag, so that the end of a command leaves other commands of the same sandbox alone. */
const COMMAND_TAG = 'BAKEOFF_COMMAND_ID';

/** A process of the host in a session of its own, with nothing but the given environment. */
export function startOnHost(id: string | null, command: SandboxCommand): SandboxProcess {
  const tag: Tag = { name: COMMAND_TAG, value: randomBytes(8).toString('hex') };
  const env = { ...command.env, ...(id === null ? {} : { [RUN_TAG]: id }), [tag.name]: tag.value };
  try {
    return own(spawnDetached(command, env), tag);
  } catch (cause) {
    // spawn throws for an argument with a NUL byte or of a size that the kernel refuses.
    return unstarted(errorMessage(cause));
  }
}

export function spawnDetached(
  command: Pick<SandboxCommand, 'argv' | 'cwd'>,
  env: Record<string, string>,
): ChildProcessWithoutNullStreams {
  const [program = '', ...args] = command.argv;
  return spawn(program, args, {
    cwd: command.cwd,
    env: childEnv(env),
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

const no = (): Promise<boolean> => Promise.resolve(false);

/** What stands in for a command that could not be started. */
export function unstarted(startError: string): SandboxProcess {
  return {
    streams: null,
    pid: null,
    exited: Promise.resolve({ exitCode: null, signal: null, startError, limit: null }),
    terminate: () => undefined,
    kill: () => Promise.resolve(),
    pause: no,
    resume: no,
    sample: () => Promise.resolve(null),
    connectInside: noWayIn,
  };
}

function noWayIn(): Promise<never> {
  return Promise.reject(new Error('This sandbox exposes no port.'));
}

export function exitOf(child: ChildProcessWithoutNullStreams): Promise<SandboxExit> {
  return new Promise((resolve) => {
    const end = { exitCode: null, signal: null, startError: null, limit: null };
    child.once('error', (error) => resolve({ ...end, startError: error.message }));
    // `exit`, not `close`: a daemon that kept a pipe open would delay `close` for ever.
    child.once('exit', (exitCode, signal) => resolve({ ...end, exitCode, signal }));
  });
}

function own(child: ChildProcessWithoutNullStreams, tag: Tag): SandboxProcess {
  // It may end without reading what it was given.
  child.stdin.on('error', () => undefined);
  const pid = child.pid ?? null;
  const sessions = pid === null ? [] : [pid];
  const signalAll = async (signal: NodeJS.Signals): Promise<boolean> => {
    const rows = await findTagged(tag, sessions);
    for (const row of rows) signalProcess(row.pid, signal);
    return rows.length > 0;
  };
  return {
    streams: { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr },
    pid,
    exited: exitOf(child),
    terminate: () => {
      if (pid !== null) signalProcess(-pid, 'SIGTERM');
    },
    kill: async () => {
      await sweep(tag, sessions);
    },
    pause: () => signalAll('SIGSTOP'),
    resume: () => signalAll('SIGCONT'),
    sample: async (): Promise<ResourceSample | null> => {
      const usage = await usageOf(await findTagged(tag, sessions));
      return usage && { ...usage, diskBytes: 0, sentBytes: 0, receivedBytes: 0 };
    },
    connectInside: noWayIn,
  };
}
