/** What several integration tests of this folder start from: a user's repository, its hub, and runs on it. */
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CaptureResult, DiffStats } from '@/lib/core/repository';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';
import { createGitRepository } from './git-repository';

export const git = createGitRepository();

type Files = Record<string, string | Buffer>;

export type ProjectFixture = {
  /** A folder of the test's own; everything lies below it but the user's repository. */
  root: string;
  user: TempRepository;
  hub: string;
  baseSha: string;
  /** A run's result: these files written, those removed, on top of a start. */
  result: (files: Files, removed?: string[], startSha?: string) => Promise<string>;
  cleanup: () => Promise<void>;
};

export async function createProject(files: Files, exclude = ''): Promise<ProjectFixture> {
  const root = await mkdtemp(path.join(tmpdir(), 'bakeoff-git-'));
  const user = await createTempRepository(files);
  const hub = path.join(root, 'hub.git');
  if (exclude) await user.write({ '.git/info/exclude': exclude });
  await git.ensureHub({ hub, repoPath: user.dir });
  const baseSha = await importHead(hub, user.dir);
  return {
    root,
    user,
    hub,
    baseSha,
    result: async (written, removed = [], startSha = baseSha) => {
      const run = await startRun({ root, hub, startSha });
      await run.write(written);
      for (const name of removed) await rm(path.join(run.dir, name));
      return (await run.capture()).sha;
    },
    cleanup: async () => {
      await user.cleanup();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export async function importHead(hub: string, repoPath: string): Promise<string> {
  const imported = await git.importCommit({ hub, repoPath, ref: null });
  if (!imported.ok) throw new Error(imported.error.message);
  return imported.value.sha;
}

export type RunFixture = {
  /** The checkout. */
  dir: string;
  ref: string;
  write: (files: Files) => Promise<void>;
  capture: (exclude?: string[]) => Promise<CaptureResult>;
  liveStats: () => Promise<DiffStats>;
  /** What a commit changes against the start, as sorted words. */
  changes: (sha: string) => Promise<string[]>;
};

export async function startRun(input: { root: string; hub: string; startSha: string }): Promise<RunFixture> {
  const { hub, startSha } = input;
  const home = await mkdtemp(path.join(input.root, 'run-'));
  const [dir, scratch] = [path.join(home, 'workspace'), path.join(home, 'scratch')];
  const ref = `refs/bakeoff/e1/v1/${path.basename(home)}`;
  await git.checkout({ hub, sha: startSha, dir });
  return {
    dir,
    ref,
    write: async (files) => {
      for (const [name, contents] of Object.entries(files)) {
        await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
        await writeFile(path.join(dir, name), contents);
      }
    },
    capture: (exclude = []) => git.capture({ hub, dir, startSha, ref, message: 'Result\n', exclude, scratch }),
    liveStats: () => git.liveStats({ hub, dir, startSha, scratch }),
    changes: async (sha) => {
      const files = await git.changedFiles({ hub, from: startSha, to: sha });
      return files.map(({ change, oldPath, path: name }) => [change, oldPath, name].filter(Boolean).join(' ')).sort();
    },
  };
}

export async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
