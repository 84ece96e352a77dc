import type { GitRepository } from '@/lib/core/repository';
import { hostEnvironment } from '@/lib/env';
import { exportCommits } from './bundle';
import { captureCheckout } from './capture';
import { checkoutCommit } from './checkout';
import { deleteRefs } from './delete-refs';
import { readChangedFiles, readPatch, readStats } from './diff';
import type { HostEnvironment } from './environment';
import { GitMissingError } from './errors';
import { createGit } from './exec';
import { ensureHub, importCommit } from './hub';
import { readFileOf } from './read-file';
import { inspectRepository } from './inspect';
import { readLiveStats } from './live-stats';
import { mergeResult } from './merge';
import { mergeResults } from './merge-results';
import { previewMerge } from './merge-preview';
import { parseVersion } from './parse/version';
import { cloneRepository, pushBranch } from './remote';
import { importUncommitted } from './uncommitted';
import { undoMerge } from './undo';
import { makeWorktree } from './work-tree';

/** The real git. `environment` is where PATH and the person's own configuration are found; default: the server's. */
export function createGitRepository(options: { environment?: HostEnvironment } = {}): GitRepository {
  const git = createGit(options.environment ?? hostEnvironment());
  return {
    version: async () => {
      try {
        return parseVersion(await git.text({ args: ['--version'], timeoutMs: 10_000 }));
      } catch (cause) {
        if (cause instanceof GitMissingError) return null;
        throw cause;
      }
    },
    inspect: (repoPath) => inspectRepository(git, repoPath),
    clone: (input) => cloneRepository(git, input),
    ensureHub: (input) => ensureHub(git, input),
    importCommit: (input) => importCommit(git, input),
    importUncommitted: (input) => importUncommitted(git, input),
    checkout: async (input) => {
      await checkoutCommit(git, input);
    },
    capture: (input) => captureCheckout(git, input),
    exportCommits: (input) => exportCommits(git, input),
    liveStats: (input) => readLiveStats(git, input),
    stats: (input) => readStats(git, input),
    changedFiles: (input) => readChangedFiles(git, input),
    readFile: (input) => readFileOf(git, input),
    patch: (input) => readPatch(git, input),
    previewMerge: (input) => previewMerge(git, input),
    mergeResults: (input) => mergeResults(git, input),
    merge: (input) => mergeResult(git, input),
    undo: (input) => undoMerge(git, input),
    makeWorktree: (input) => makeWorktree(git, input),
    push: (input) => pushBranch(git, input),
    deleteRefs: (input) => deleteRefs(git, input),
  };
}
