import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnv } from '@/lib/adapters/process/child-env';
import { CappedText } from '@/lib/adapters/process/capped-text';
import { signalProcess, sweep } from '@/lib/adapters/process/sweep';
import type { CancelSignal, CommandResult } from '@/lib/core/ports';
import { errorMessage } from '@/lib/errors';

export type ProgramRequest = {
  argv: readonly [string, ...string[]];
  cwd: string;
  /** The whole environment; nothing is inherited. */
  env: Record<string, string>;
  timeoutMs: number;
  signal?: CancelSignal;
  onOutput?: (text: string) => void;
  /** Text for standard input, which is closed in any case. */
  stdin?: string;
  /** Characters kept of each of output, stdout and stderr. */
  maxOutput?: number;
};

const DEFAULT_MAX_OUTPUT = 400_000;
const KILL_AFTER_MS = 700;
/** Only a process that shed both tags and session can still hold a pipe after the sweep. */
const PIPE_GRACE_MS = 500;
/** A second tag, so that the sweep at a command's end leaves other commands of the same sandbox alone. */
const COMMAND_TAG = 'BAKEOFF_COMMAND_ID';

/** Runs a shell command line that the user wrote. */
export function runCommand(request: Omit<ProgramRequest, 'argv'> & { command: string }): Promise<CommandResult> {
  return runProgram({ ...request, argv: ['sh', '-c', request.command] });
}

/** Runs a program in a session of its own; nothing of it is left alive when this resolves. Never rejects on its failure. */
export async function runProgram(request: ProgramRequest): Promise<CommandResult> {
  const started = Date.now();
  const output = collectOutput(request);
  const none = { exitCode: null, signal: null, timedOut: false, cancelled: false };
  if (request.signal?.aborted) return { ...none, cancelled: true, durationMs: 0, ...output.texts() };
  const tag = { name: COMMAND_TAG, value: randomBytes(8).toString('hex') };
  const child = startChild(request, { ...request.env, [tag.name]: tag.value });
  if (!child.ok) {
    output.add('stderr', child.message);
    return { ...none, durationMs: Date.now() - started, ...output.texts() };
  }
  const closed = Promise.all([
    pump(child.process.stdout, 'stdout', output),
    pump(child.process.stderr, 'stderr', output),
  ]);
  const end = await waitForEnd(child.process, request);
  const durationMs = Date.now() - started;
  await sweep(tag, child.process.pid === undefined ? [] : [child.process.pid]);
  await Promise.race([closed, sleep(PIPE_GRACE_MS, undefined, { ref: false })]);
  child.process.stdout?.destroy();
  child.process.stderr?.destroy();
  if (end.error) output.add('stderr', `Could not start ${request.argv[0]}: ${end.error.message}`);
  return { ...end.result, durationMs, ...output.texts() };
}

function startChild(
  request: ProgramRequest,
  env: Record<string, string>,
): { ok: true; process: ChildProcess } | { ok: false; message: string } {
  const [program, ...args] = request.argv;
  try {
    const child = spawn(program, args, {
      cwd: request.cwd,
      env: childEnv(env),
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // The program may end without reading what it was given.
    child.stdin.on('error', () => undefined);
    child.stdin.end(request.stdin ?? '');
    return { ok: true, process: child };
  } catch (cause) {
    // spawn throws for arguments that no program could get: a NUL byte, or more than the kernel takes.
    return { ok: false, message: `Could not start ${program}: ${errorMessage(cause)}` };
  }
}

type End = {
  result: Pick<CommandResult, 'exitCode' | 'signal' | 'timedOut' | 'cancelled'>;
  error: Error | null;
};

function waitForEnd(child: ChildProcess, request: ProgramRequest): Promise<End> {
  return new Promise((resolve) => {
    const state = { timedOut: false, cancelled: false };
    let killTimer: NodeJS.Timeout | undefined;
    const stop = (why: keyof typeof state): void => {
      if (state.timedOut || state.cancelled) return;
      state[why] = true;
      signalGroup(child, 'SIGTERM');
      killTimer = setTimeout(() => signalGroup(child, 'SIGKILL'), KILL_AFTER_MS);
    };
    const onAbort = (): void => stop('cancelled');
    const timer = setTimeout(() => stop('timedOut'), Math.min(request.timeoutMs, 2 ** 31 - 1));
    const finish = (exitCode: number | null, signal: string | null, error: Error | null): void => {
      clearTimeout(timer);
      clearTimeout(killTimer);
      request.signal?.removeEventListener('abort', onAbort);
      resolve({ result: { exitCode, signal, ...state }, error });
    };
    request.signal?.addEventListener('abort', onAbort, { once: true });
    child.once('error', (error) => finish(null, null, error));
    // `exit`, not `close`: a daemon that kept the pipe open would delay `close` for ever. The sweep ends it.
    child.once('exit', (code, signal) => finish(code, signal, null));
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) signalProcess(-child.pid, signal);
}

type Output = {
  add: (stream: 'stdout' | 'stderr', text: string) => void;
  texts: () => Pick<CommandResult, 'output' | 'stdout' | 'stderr'>;
};

function collectOutput(request: ProgramRequest): Output {
  const max = request.maxOutput ?? DEFAULT_MAX_OUTPUT;
  const both = new CappedText(max);
  const streams = { stdout: new CappedText(max), stderr: new CappedText(max) };
  return {
    add: (stream, text) => {
      if (text === '') return;
      both.append(text);
      streams[stream].append(text);
      request.onOutput?.(text);
    },
    texts: () => ({ output: String(both), stdout: String(streams.stdout), stderr: String(streams.stderr) }),
  };
}

/** Feeds a stream to the collector until its end. A character may be split over two chunks. */
function pump(stream: Readable | null, name: 'stdout' | 'stderr', output: Output): Promise<void> {
  if (!stream) return Promise.resolve();
  const decoder = new StringDecoder('utf8');
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => output.add(name, decoder.write(chunk)));
    stream.once('error', () => resolve());
    stream.once('close', () => {
      output.add(name, decoder.end());
      resolve();
    });
  });
}
