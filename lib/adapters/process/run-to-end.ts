import { setTimeout as sleep } from 'node:timers/promises';
import { readText } from '@/lib/adapters/process/read-text';
import { CappedText } from '@/lib/adapters/process/capped-text';
import type { SandboxExit, SandboxProcess } from '@/lib/adapters/sandbox/sandbox-process';
import { watchUsage } from '@/lib/adapters/sandbox/watch-usage';
import type { CommandRequest, SandboxCommandResult } from '@/lib/core/ports';

const MAX_OUTPUT = 400_000;
const KILL_AFTER_MS = 700;
/** Only a process that shed every trace can still hold a pipe after the sweep. */
const PIPE_GRACE_MS = 500;

export type RunToEnd = Omit<CommandRequest, 'command'> & {
  start: () => Promise<SandboxProcess>;
  /** For the sentence where it can't be started. */
  program: string;
};

/** Runs a command to its end; nothing of it is left alive when this resolves. Never rejects on its failure. */
export async function runToEnd(request: RunToEnd): Promise<SandboxCommandResult> {
  const output = collect(request);
  const none = { exitCode: null, signal: null, timedOut: false, cancelled: false, limit: null, peak: null };
  if (request.signal?.aborted) return { ...none, cancelled: true, durationMs: 0, ...output.texts() };
  const child = await request.start();
  const started = Date.now();
  const read = child.streams
    ? Promise.all([
        readText(child.streams.stdout, (text) => output.add('stdout', text)),
        readText(child.streams.stderr, (text) => output.add('stderr', text)),
      ])
    : Promise.resolve();
  child.streams?.stdin.end(request.stdin ?? '');
  const usage = watchUsage(child, () => undefined);
  const { exit, timedOut, cancelled } = await waitForEnd(child, request);
  const durationMs = Date.now() - started;
  usage.stop();
  await child.kill();
  await Promise.race([read, sleep(PIPE_GRACE_MS, undefined, { ref: false })]);
  child.streams?.stdout.destroy();
  child.streams?.stderr.destroy();
  if (exit.startError !== null) output.add('stderr', `Could not start ${request.program}: ${exit.startError}`);
  const { exitCode, signal, limit } = exit;
  return { exitCode, signal, limit, timedOut, cancelled, durationMs, peak: usage.peak(), ...output.texts() };
}

type End = { exit: SandboxExit; timedOut: boolean; cancelled: boolean };

async function waitForEnd(child: SandboxProcess, request: RunToEnd): Promise<End> {
  const state = { timedOut: false, cancelled: false };
  let killTimer: NodeJS.Timeout | undefined;
  const stop = (why: keyof typeof state): void => {
    if (state.timedOut || state.cancelled) return;
    state[why] = true;
    child.terminate();
    killTimer = setTimeout(() => void child.kill(), KILL_AFTER_MS);
  };
  const onAbort = (): void => stop('cancelled');
  const timer = setTimeout(() => stop('timedOut'), Math.min(request.timeoutMs, 2 ** 31 - 1));
  request.signal?.addEventListener('abort', onAbort, { once: true });
  // It may have been asked for while the start was under way.
  if (request.signal?.aborted) onAbort();
  const exit = await child.exited;
  clearTimeout(timer);
  clearTimeout(killTimer);
  request.signal?.removeEventListener('abort', onAbort);
  return { exit, ...state };
}

type Output = {
  add: (stream: 'stdout' | 'stderr', text: string) => void;
  texts: () => Pick<SandboxCommandResult, 'output' | 'stdout' | 'stderr'>;
};

function collect({ onOutput, maxOutput = MAX_OUTPUT }: RunToEnd): Output {
  const both = new CappedText(maxOutput);
  const streams = { stdout: new CappedText(maxOutput), stderr: new CappedText(maxOutput) };
  return {
    add: (stream, text) => {
      if (text === '') return;
      both.append(text);
      streams[stream].append(text);
      onOutput?.(text);
    },
    texts: () => ({ output: String(both), stdout: String(streams.stdout), stderr: String(streams.stderr) }),
  };
}
