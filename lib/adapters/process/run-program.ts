import { runToEnd } from '@/lib/adapters/process/run-to-end';
import { startOnHost } from '@/lib/adapters/sandbox/process/start';
import type { CancelSignal, CommandResult } from '@/lib/core/ports';

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

/** Runs a program in a session of its own; nothing of it is left alive when this resolves. Never rejects on its failure. */
export function runProgram(request: ProgramRequest): Promise<CommandResult> {
  const { argv, cwd, env } = request;
  return runToEnd({
    ...request,
    program: argv[0],
    start: () => Promise.resolve(startOnHost(null, { argv: [...argv], cwd, env })),
  });
}
