import { spawn, type ChildProcess } from 'node:child_process';
import { access } from 'node:fs/promises';
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
const MAX_STDERR_CHARACTERS = 64 * 1024;

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
  const cwd = call.cwd ?? call.workTree ?? call.gitDir ?? '/';
  // A group and session of its own: a timeout reaches git's helpers, and ssh finds no terminal to ask on.
  const child = spawn('git', call.args, {
    cwd,
    env: environmentOf(host, call) as NodeJS.ProcessEnv,
    detached: true,
    stdio: [call.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  const output = await collect(child, call).catch(async (cause: unknown) => {
    if (isNotFound(cause) && (await exists(cwd))) throw new GitMissingError(cause);
    throw cause;
  });
  const accepted = call.accept ?? [0];
  if (!output.cut && !accepted.includes(output.exitCode)) {
    throw new GitError({ args: call.args, exitCode: output.exitCode, stderr: output.stderr });
  }
  return output;
}

function collect(child: ChildProcess, call: GitCall): Promise<GitOutput> {
  const timeoutMs = call.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const maxBytes = call.maxBytes ?? DEFAULT_MAX_BYTES;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let stderr = '';
    let stopped: Error | 'cut' | null = null;
    const stop = (why: Error | 'cut'): void => {
      stopped ??= why;
      killGroup(child);
    };
    const timer = setTimeout(() => stop(new GitTimeoutError(call.args, timeoutMs)), timeoutMs);
    const onAbort = (): void => stop(new Error('The git call was cancelled.', { cause: call.signal?.reason }));
    if (call.signal?.aborted) onAbort();
    call.signal?.addEventListener('abort', onAbort, { once: true });
    const settle = (): void => {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', onAbort);
    };
    child.stdout?.on('data', (chunk: Buffer) => {
      if (stopped) return;
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) stop(call.maxBytes === undefined ? new Error('git printed more than 256 MB.') : 'cut');
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-MAX_STDERR_CHARACTERS);
    });
    child.on('error', (cause) => {
      settle();
      reject(cause);
    });
    child.on('close', (exitCode) => {
      settle();
      if (stopped instanceof Error) reject(stopped);
      else resolve({ exitCode: exitCode ?? -1, stdout: Buffer.concat(chunks), stderr, cut: stopped === 'cut' });
    });
    // Git may end before it has read everything; its exit code says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(call.input);
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
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
