import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { CappedText } from '@/lib/adapters/process/capped-text';
import { childEnv } from '@/lib/adapters/process/child-env';
import { signalProcess } from '@/lib/adapters/process/sweep';
import { errorMessage } from '@/lib/errors';

const TAIL_CHARS = 16_000;
/** How long pipes may stay open after the exit: a daemon of the agent may hold them. */
const PIPE_GRACE_MS = 150;

export type ProcessExit = {
  exitCode: number | null;
  signal: string | null;
  /** Why it never started. */
  startError: string | null;
};

export type AgentProcess = {
  /** Null when it could not be started at all. */
  child: ChildProcessWithoutNullStreams | null;
  pid: number | null;
  /** Resolves after the exit, when the output has been read. Never rejects. */
  exited: Promise<ProcessExit>;
  stderrTail: () => string;
  terminate: () => void;
};

/** Starts an agent in a session of its own, with nothing but the given environment. */
export function startAgentProcess(input: {
  argv: string[];
  cwd: string;
  env: Record<string, string>;
  onStderr: (text: string) => void;
}): AgentProcess {
  const stderr = new CappedText(TAIL_CHARS);
  const onStderr = (text: string): void => {
    stderr.append(text);
    input.onStderr(text);
  };
  const none = { child: null, pid: null, terminate: () => undefined, stderrTail: () => String(stderr) };
  const [program = '', ...args] = input.argv;
  try {
    const child = spawn(program, args, {
      cwd: input.cwd,
      env: childEnv(input.env),
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // An agent may end without reading what it was given.
    child.stdin.on('error', () => undefined);
    const errorsRead = readText(child.stderr, onStderr);
    const pid = child.pid ?? null;
    return {
      ...none,
      child,
      pid,
      exited: waitForExit(child, errorsRead),
      terminate: () => {
        if (pid !== null) signalProcess(-pid, 'SIGTERM');
      },
    };
  } catch (cause) {
    // spawn throws for an argument with a NUL byte or of a size that the kernel refuses.
    return { ...none, exited: Promise.resolve({ exitCode: null, signal: null, startError: errorMessage(cause) }) };
  }
}

function waitForExit(child: ChildProcessWithoutNullStreams, errorsRead: Promise<void>): Promise<ProcessExit> {
  const exit = new Promise<ProcessExit>((resolve) => {
    child.once('error', (error) => resolve({ exitCode: null, signal: null, startError: error.message }));
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal, startError: null }));
  });
  return exit.then(async (result) => {
    if (result.startError === null) await Promise.race([errorsRead, sleep(PIPE_GRACE_MS, undefined, { ref: false })]);
    return result;
  });
}

/** Feeds decoded text to `take` until the stream ends; a character may be split over two chunks. */
export function readText(stream: Readable, take: (text: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
    stream.once('error', () => resolve());
    stream.once('close', () => {
      take(decoder.end());
      resolve();
    });
  });
}

export const STREAM_TAIL_CHARS = TAIL_CHARS;
export const STREAM_GRACE_MS = PIPE_GRACE_MS;
