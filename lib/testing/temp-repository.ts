import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { childEnv } from '@/lib/adapters/process/child-env';

const run = promisify(execFile);

type Contents = string | Buffer;

export type TempRepository = {
  /** Real path of the work tree. */
  dir: string;
  /** Runs git in the work tree and returns what it printed, trimmed; throws when git fails. */
  git: (...args: string[]) => Promise<string>;
  /** Writes files below the work tree, folders included. A file that starts with `#!` becomes executable. */
  write: (files: Record<string, Contents>) => Promise<void>;
  /** Commits everything that is not ignored and returns the new commit's id. */
  commit: (message?: string) => Promise<string>;
  cleanup: () => Promise<void>;
};

/** A real repository on branch `main` in a folder of its own, its files committed. Without files it has no commit. */
export async function createTempRepository(files: Record<string, Contents> = {}): Promise<TempRepository> {
  const parent = await realpath(await mkdtemp(path.join(tmpdir(), 'bakeoff-repo-')));
  const dir = path.join(parent, 'repo');
  await mkdir(dir);
  const repository: TempRepository = {
    dir,
    git: (...args) => gitIn(dir, args),
    write: (written) => writeFiles(dir, written),
    commit: async (message = 'change') => {
      await gitIn(dir, ['add', '-A']);
      await gitIn(dir, ['commit', '-q', '--allow-empty', '-m', message]);
      return gitIn(dir, ['rev-parse', 'HEAD']);
    },
    cleanup: () => rm(parent, { recursive: true, force: true, maxRetries: 3 }),
  };
  await gitIn(dir, ['init', '-q', '-b', 'main']);
  await gitIn(dir, ['config', 'user.name', 'Test Person']);
  await gitIn(dir, ['config', 'user.email', 'person@example.com']);
  if (Object.keys(files).length > 0) {
    await repository.write(files);
    await repository.commit('initial');
  }
  return repository;
}

/** Runs git as a person without any configuration of their own would. */
export async function gitIn(dir: string, args: string[]): Promise<string> {
  const running = run('git', args, {
    cwd: dir,
    maxBuffer: 64 * 1024 * 1024,
    env: childEnv({
      PATH: process.env.PATH ?? '',
      HOME: '/nonexistent',
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
    }),
  });
  // Else whatever git starts could wait for input that never comes.
  running.child.stdin?.end();
  const { stdout } = await running;
  return stdout.trim();
}

async function writeFiles(dir: string, files: Record<string, Contents>): Promise<void> {
  for (const [name, contents] of Object.entries(files)) {
    const target = path.join(dir, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, contents);
    if (contents.toString().startsWith('#!')) await chmod(target, 0o755);
  }
}
