/** Programs that print an answer: git, and tools of the system. */
import { spawn, type ChildProcess } from 'node:child_process';

export type Command = {
  program: string;
  args: readonly string[];
  cwd: string;
  /** The whole environment; nothing is inherited. */
  env: Record<string, string>;
  /** For standard input, which is closed behind it. Without it there is none. */
  input?: string | Buffer;
  timeoutMs: number;
  /** Of standard output; what prints more is ended. */
  maxBytes: number;
};

export type Answer = {
  /** -1: a signal ended it. */
  exitCode: number;
  stdout: Buffer;
  /** The end of it, 64 KB at most. */
  stderr: string;
  /** Why it was ended before its own end. */
  stopped: Stop | null;
};

export type Stop = 'timeout' | 'size' | 'cancelled';

export type Running = {
  answer: Promise<Answer>;
  /** With all that it has started. */
  stop: (why: Stop) => void;
};

const MAX_STDERR_CHARACTERS = 64 * 1024;

/** Started at once. The answer rejects where it can't be started: with the code ENOENT where there is no such program. */
export function startCommand(command: Command): Running {
  const { program, args, cwd, env, input } = command;
  // A group and session of its own: a stop reaches its helpers, and none of them finds a terminal to ask on.
  const child = spawn(program, [...args], {
    cwd,
    env: env as NodeJS.ProcessEnv,
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  let stopped: Stop | null = null;
  const stop = (why: Stop): void => {
    stopped ??= why;
    killGroup(child);
  };
  return { answer: collect(child, { command, stop, stopped: () => stopped }), stop };
}

type Watched = { command: Command; stop: (why: Stop) => void; stopped: () => Stop | null };

function collect(child: ChildProcess, { command, stop, stopped }: Watched): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let stderr = '';
    const timer = setTimeout(() => stop('timeout'), command.timeoutMs);
    child.stdout?.on('data', (chunk: Buffer) => {
      if (stopped() !== null) return;
      chunks.push(chunk);
      size += chunk.length;
      if (size > command.maxBytes) stop('size');
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-MAX_STDERR_CHARACTERS);
    });
    child.on('error', (cause) => {
      clearTimeout(timer);
      reject(cause);
    });
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode: exitCode ?? -1, stdout: Buffer.concat(chunks), stderr, stopped: stopped() });
    });
    // It may end before it has read everything; its exit code says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(command.input);
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}
