import { lstat, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeGitFolder } from '@/lib/adapters/git/checkout';
import type { HostEnvironment } from '@/lib/adapters/git/environment';
import { createGit, type Git } from '@/lib/adapters/git/exec';
import { copyKeepingTime } from '@/lib/adapters/git/shadow';
import { startIndexOf } from '@/lib/adapters/git/start-index';
import { splitNul } from '@/lib/adapters/git/parse/nul';
import type { CancelSignal, PreparedBase } from '@/lib/core/ports';
import { hostEnvironment } from '@/lib/env';
import type { HomePaths } from '@/lib/paths';
import { refreshIndex } from './base';
import { openFrozenStores } from './cache';
import type { FrozenEntry } from './frozen-store';
import { findSetupKey, type SetupKeyInput } from './setup-key';
import { withLongLock } from './long-lock';
import { isMounted } from './overlay-mount';
import { copyTree, giveTree, removeTree } from './tools';

/** What set-up made, once for all variants: found by a key that names everything it depends on (lib/core/setup-key.ts). */
export type PreparedStore = {
  /** Equal for two commits exactly where set-up makes the same of both. */
  keyOf: (input: SetupKeyInput) => Promise<string>;
  find: (key: string) => Promise<PreparedBase | null>;
  /**
   * Freezes checkout and home of a sandbox in which set-up has run and nothing runs any more. The sandbox is of no use
   * afterwards and is to be destroyed. Where another was faster, that one is returned.
   */
  freeze: (key: string, from: { runDir: string; hub: string; sha: string }) => Promise<PreparedBase>;
  /** One at a time a key over all processes; null where `signal` ended the wait. Look with `find` again inside. */
  withLock: <T>(key: string, work: () => Promise<T>, signal?: CancelSignal) => Promise<{ value: T } | null>;
  list: () => Promise<FrozenEntry[]>;
  usage: () => Promise<{ bytes: number; entries: number }>;
  remove: (key: string) => Promise<boolean>;
};

const factsSchema = z.object({ sha: z.string(), dependencies: z.array(z.string()) });
type Facts = z.infer<typeof factsSchema>;

export function createPreparedStore(input: {
  paths: Pick<HomePaths, 'cache'>;
  /** Where PATH is found for git and for the programs of set-up; default: the server's. */
  environment?: HostEnvironment;
}): PreparedStore {
  const host = input.environment ?? hostEnvironment();
  const git = createGit(host);
  const store = openFrozenStores(input.paths).prepared;
  const find = async (key: string): Promise<PreparedBase | null> => {
    const entry = await store.find(key);
    return entry && { ...factsSchema.parse(entry.facts), ...foldersOf(entry.dir) };
  };
  return {
    keyOf: (request) => findSetupKey(git, request, host),
    find,
    freeze: async (key, from) => {
      await store.ensure(key, (dir) => freeze(git, { ...from, dir }));
      const made = await find(key);
      if (!made) throw new Error(`What set-up made was removed at once: ${key}.`);
      return made;
    },
    withLock: (key, work, signal) => {
      if (!/^[\w.-]+$/.test(key)) throw new Error(`${JSON.stringify(key)} can't name a lock.`);
      return withLongLock(path.join(input.paths.cache, 'setup-locks', key), work, signal);
    },
    list: () => store.list(),
    usage: async () => {
      const entries = await store.list();
      return { bytes: entries.reduce((sum, entry) => sum + entry.sizeBytes, 0), entries: entries.length };
    },
    remove: (key) => store.remove(key),
  };
}

function foldersOf(dir: string): { workspace: string; home: string } {
  return { workspace: path.join(dir, 'ws'), home: path.join(dir, 'home') };
}

async function freeze(git: Git, input: { runDir: string; hub: string; sha: string; dir: string }): Promise<Facts> {
  const { runDir, hub, sha } = input;
  const { workspace, home } = foldersOf(input.dir);
  await moveOrCopy(path.join(runDir, 'ws'), workspace);
  await moveOrCopy(path.join(runDir, 'home'), home);
  // What ran in set-up could write this one.
  const gitDir = path.join(workspace, '.git');
  await removeTree(gitDir);
  await writeGitFolder(git, { hub, sha, dir: workspace });
  // Written before set-up ran, and still true of every file that it left alone, unless they had to be copied.
  await copyKeepingTime(startIndexOf(path.join(runDir, 'ws')), path.join(gitDir, 'index'));
  await git.run({ gitDir, workTree: workspace, args: ['read-tree', '--reset', sha] });
  await refreshIndex(git, workspace);
  const { uid, gid } = await lstat(workspace);
  if (process.getuid?.() === 0) await giveTree(gitDir, { uid, gid });
  return { sha, dependencies: await listIgnored(git, workspace) };
}

/** A mounted checkout can't be moved, and its layers would be no folder for those who can't mount. */
async function moveOrCopy(from: string, to: string): Promise<void> {
  if (!(await isMounted(from)) && (await tryRename(from, to))) return;
  await mkdir(to, { recursive: true });
  await copyTree(from, to);
}

async function tryRename(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EXDEV') return false;
    throw cause;
  }
}

/** What git ignores and the commit has not, whole folders where they are; relative, without a slash at the end. */
async function listIgnored(git: Git, workspace: string): Promise<string[]> {
  const output = await git.run({
    gitDir: path.join(workspace, '.git'),
    workTree: workspace,
    args: ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'],
  });
  const names = splitNul(output.stdout, 'utf8').map((name) => name.replace(/\/$/, ''));
  // A name that is no UTF-8 could not be found again.
  return names.filter((name) => name !== '' && !name.includes('\uFFFD')).sort();
}
