import { access } from 'node:fs/promises';
import { runCommand } from '@/lib/adapters/process/run-command';
import { isolatedEnvironment, personEnvironment, type HostEnvironment } from './environment';
import { GitError, GitMissingError, GitTimeoutError } from './errors';

/** Which repository, work tree and index a call acts on. Given explicitly, so that git never looks for a `.git`. */
export type GitPlace = {
  gitDir?: string;
  workTree?: string;
  index?: string;
  /** Where new objects go, when not into `gitDir`. */
  objects?: string;
  /** Configuration for this call; wins over every file. */
  config?: Record<string, string>;
  /** The person's own configuration, credentials and filters instead of none at all. */
  asPerson?: boolean;
  cwd?: string;
  env?: Record<string, string>;
};

export type GitCall = GitPlace & {
  args: string[];
  input?: string | Buffer;
  /** Exit codes that are answers rather than errors; default: 0. */
  accept?: number[];
  timeoutMs?: number;
  /** Output beyond this ends the call; `cut` tells. Default: an error beyond 256 MB. */
  maxBytes?: number;
  signal?: AbortSignal;
};

export type GitOutput = { exitCode: number; stdout: Buffer; stderr: string; cut: boolean };

export type Git = {
  readonly host: HostEnvironment;
  /** Throws GitError unless the exit code is one of `accept`. */
  run: (call: GitCall) => Promise<GitOutput>;
  /** Standard output as text without the final line break. */
  text: (call: GitCall) => Promise<string>;
};

const DEFAULT_TIMEOUT_MS = 120_000;
const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

export function createGit(host: HostEnvironment): Git {
  const run = (call: GitCall): Promise<GitOutput> => runGit(host, call);
  return {
    host,
    run,
    text: async (call) => (await run(call)).stdout.toString('utf8').replace(/\n$/, ''),
  };
}

export function environmentOf(host: HostEnvironment, place: GitPlace): Record<string, string> {
  const base = place.asPerson ? personEnvironment : isolatedEnvironment;
  const env: Record<string, string> = { ...base(host, place.config ?? {}), ...place.env };
  if (place.gitDir) env.GIT_DIR = place.gitDir;
  if (place.workTree) env.GIT_WORK_TREE = place.workTree;
  if (place.index) env.GIT_INDEX_FILE = place.index;
  if (place.objects) env.GIT_OBJECT_DIRECTORY = place.objects;
  return env;
}

async function runGit(host: HostEnvironment, call: GitCall): Promise<GitOutput> {
  const { args, input, signal, timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES } = call;
  const cwd = call.cwd ?? call.workTree ?? call.gitDir ?? '/';
  const shared = { program: 'git', args, cwd, env: environmentOf(host, call), timeoutMs, maxBytes };
  const answer = await runCommand(input === undefined ? shared : { ...shared, input }, signal).catch(
    async (cause: unknown) => {
      if (isNotFound(cause) && (await exists(cwd))) throw new GitMissingError(cause);
      throw cause;
    },
  );
  const { exitCode, stdout, stderr, stopped } = answer;
  if (stopped === 'timeout') throw new GitTimeoutError(args, timeoutMs);
  if (stopped === 'cancelled') throw new Error('The git call was cancelled.', { cause: signal?.reason });
  if (stopped === 'size' && call.maxBytes === undefined) throw new Error('git printed more than 256 MB.');
  const cut = stopped === 'size';
  if (!cut && !(call.accept ?? [0]).includes(exitCode)) throw new GitError({ args, exitCode, stderr });
  return { exitCode, stdout, stderr, cut };
}

export function isNotFound(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

async function exists(target: string): Promise<boolean> {
  return access(target).then(
    () => true,
    () => false,
  );
}
