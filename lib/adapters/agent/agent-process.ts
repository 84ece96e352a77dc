import { setTimeout as sleep } from 'node:timers/promises';
import { CappedText } from '@/lib/adapters/process/capped-text';
import { readText } from '@/lib/adapters/process/read-text';
import type { SandboxCommand, SandboxExit, SandboxProcess } from '@/lib/adapters/sandbox/sandbox-process';

export const STREAM_TAIL_CHARS = 16_000;
/** How long pipes may stay open after the exit: a daemon of the agent may hold them. */
export const STREAM_GRACE_MS = 150;

export type ProcessExit = SandboxExit;

export type AgentProcess = Pick<SandboxProcess, 'streams' | 'pid' | 'terminate'> & {
  /** Resolves after the exit, when its errors have been read. Never rejects. */
  exited: Promise<ProcessExit>;
  stderrTail: () => string;
};

/** Starts an agent and reads its standard error. */
export async function startAgentProcess(input: {
  launch: (command: SandboxCommand) => Promise<SandboxProcess>;
  command: SandboxCommand;
  onStderr: (text: string) => void;
}): Promise<AgentProcess> {
  const stderr = new CappedText(STREAM_TAIL_CHARS);
  const child = await input.launch(input.command);
  // An agent may end without reading what it was given.
  child.streams?.stdin.on('error', () => undefined);
  const errorsRead = child.streams
    ? readText(child.streams.stderr, (text) => {
        stderr.append(text);
        input.onStderr(text);
      })
    : Promise.resolve();
  const exited = child.exited.then(async (exit) => {
    if (exit.startError === null) await Promise.race([errorsRead, sleep(STREAM_GRACE_MS, undefined, { ref: false })]);
    return exit;
  });
  const { streams, pid, terminate } = child;
  return { streams, pid, terminate, exited, stderrTail: () => String(stderr) };
}
