/** What the product knows of git repositories, and the port through which it touches them. */
import type { Result } from './result';

export type RepositoryInfo = {
  /** Absolute, real path of the top of the work tree. */
  root: string;
  /** Null where the head is detached. */
  currentBranch: string | null;
  headSha: string;
  branches: { name: string; sha: string }[];
  /** Paths that differ from the head commit, untracked ones included; at most 200. */
  dirtyPaths: string[];
  dirtyCount: number;
  submodules: string[];
  usesLfs: boolean;
  remoteUrl: string | null;
};

export type RepositoryProblem = {
  type:
    | 'not_found'
    | 'not_a_folder'
    | 'not_a_repository'
    | 'bare'
    | 'no_commits'
    | 'unsafe_owner'
    | 'missing_ref'
    | 'clone_failed'
    | 'git_missing';
  message: string;
  remedy: string;
};

export type DiffStats = { filesChanged: number; linesAdded: number; linesRemoved: number };

export type FileChange = {
  path: string;
  /** Where a rename or a copy came from. */
  oldPath: string | null;
  change: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'mode' | 'type';
  /** Null for binary files. */
  linesAdded: number | null;
  linesRemoved: number | null;
  binary: boolean;
  oldMode: string;
  newMode: string;
  /** Blob ids, so that equal contents of two runs can be recognised; all zeros where there is none. */
  oldBlob: string;
  newBlob: string;
};

export type CaptureResult = {
  /** The commit under the run's ref. Equal to the start where nothing was changed. */
  sha: string;
  changed: boolean;
  stats: DiffStats;
  /** What was left out and why, one sentence each (for example a nested repository). */
  warnings: string[];
};

/** What an agent committed itself, beside the result. */
export type CommitExport = { commits: number; head: string };

export type ExportRefusal = { type: 'no_bundle' | 'too_large' | 'unfit' | 'unrelated'; message: string };

export type MergeMethod = 'squash' | 'merge' | 'rebase';

export type MergePreview = {
  /** The target branch's commit now. */
  targetSha: string;
  /** Commits that the target has and the experiment's base has not. */
  behindBy: number;
  conflicts: string[];
  /** Uncommitted files of the target's checkout that the merge would touch; it refuses while there are any. */
  blockedBy: string[];
  stats: DiffStats;
};

export type MergeRefusal = {
  type: 'conflict' | 'dirty_checkout' | 'target_missing' | 'target_moved' | 'nothing_to_merge' | 'repository_busy';
  message: string;
  remedy: string;
  files: string[];
};

export type MergeDone = { previousSha: string; commitSha: string };

export type MergeRequest = {
  hub: string;
  repoPath: string;
  /** Branch name without refs/heads/. */
  target: string;
  baseSha: string;
  resultSha: string;
  method: MergeMethod;
  /** Complete commit message with trailers. */
  message: string;
};

export type UndoRefusal = {
  type: 'target_moved' | 'dirty_checkout' | 'target_missing' | 'repository_busy';
  message: string;
  remedy: string;
};

/**
 * All git work. Never runs git with a `.git` that an agent could write, and writes into the user's repository only in
 * `merge`, `undo`, `makeWorktree` and `push`, which a person asked for. `hub` is the path of the product's own bare
 * repository of a project. Expected outcomes are results; broken machines throw.
 */
export type GitRepository = {
  /** Null where git is not installed or is older than 2.38 (merge-tree --write-tree). */
  version: () => Promise<string | null>;
  inspect: (repoPath: string) => Promise<Result<RepositoryInfo, RepositoryProblem>>;
  clone: (input: { url: string; dir: string }) => Promise<Result<RepositoryInfo, RepositoryProblem>>;
  /** Creates the hub where it is missing, and brings its ignore rules up to date. Idempotent. */
  ensureHub: (input: { hub: string; repoPath: string }) => Promise<Result<{ root: string }, RepositoryProblem>>;
  /**
   * Finds the commit that a branch, tag or (short) commit id names in the user's repository; null means its head.
   * Copies its objects into the hub and keeps it there under a ref, so that a gc in the user's repository can't hurt.
   */
  importCommit: (input: {
    hub: string;
    repoPath: string;
    ref: string | null;
  }) => Promise<Result<{ sha: string; ref: string | null }, RepositoryProblem>>;
  /** The uncommitted state (tracked changes and untracked, not ignored files) as a commit in the hub on top of `sha`. */
  importUncommitted: (input: { hub: string; repoPath: string; sha: string }) => Promise<{ sha: string; files: number }>;
  /** A private checkout with its own `.git` that borrows the hub's objects. `dir` must not exist or be empty. */
  checkout: (input: { hub: string; sha: string; dir: string }) => Promise<void>;
  /** The state of a checkout as one commit in the hub under `ref`, against `startSha`. */
  capture: (input: {
    hub: string;
    dir: string;
    startSha: string;
    ref: string;
    message: string;
    /** Paths that the product copied in and that are not part of the result. */
    exclude: string[];
    /** Scratch folder of the product for this run (its index lives there). */
    scratch: string;
  }) => Promise<CaptureResult>;
  /**
   * Results of the hub merged in their order into one commit under `ref`. A conflict stops it and names the files and
   * the place in `shas` of the result that did not fit, or with `mark` leaves git's conflict markers in those files.
   */
  mergeResults: (input: {
    hub: string;
    /** At least one. */
    shas: string[];
    ref: string;
    message: string;
    conflicts: 'stop' | 'mark';
  }) => Promise<Result<{ sha: string; marked: string[] }, { files: string[]; index: number }>>;
  /**
   * The commits of a bundle that was made in a sandbox, into the hub under `ref` (below `refs/bakeoff-agent/`). All must
   * descend from `baseSha`; what git finds malformed or malicious is refused.
   */
  exportCommits: (input: {
    hub: string;
    /** The file; an empty one means that nothing was committed. */
    bundle: string;
    baseSha: string;
    ref: string;
    maxBytes?: number;
  }) => Promise<Result<CommitExport, ExportRefusal>>;
  /** How far a checkout that is being worked on differs from its start; for the live page. */
  liveStats: (input: { hub: string; dir: string; startSha: string; scratch: string }) => Promise<DiffStats>;
  stats: (input: { hub: string; from: string; to: string }) => Promise<DiffStats>;
  changedFiles: (input: { hub: string; from: string; to: string }) => Promise<FileChange[]>;
  /** Text of a file of a commit in the hub; null where there is none, or it is larger than `maxBytes`. */
  readFile: (input: { hub: string; sha: string; path: string; maxBytes: number }) => Promise<string | null>;
  /** A patch in git's format with full blob ids, binary files included; applies with `git apply`. */
  patch: (input: { hub: string; from: string; to: string; paths?: string[]; maxBytes?: number }) => Promise<string>;
  previewMerge: (input: Omit<MergeRequest, 'message'>) => Promise<Result<MergePreview, MergeRefusal>>;
  merge: (input: MergeRequest) => Promise<Result<MergeDone, MergeRefusal>>;
  /** Restores the target to exactly `previousSha`, if and only if it still is at `commitSha`. */
  undo: (input: {
    repoPath: string;
    target: string;
    previousSha: string;
    commitSha: string;
  }) => Promise<Result<null, UndoRefusal>>;
  /** A work tree of the user's repository at the run's result, on a new branch. */
  makeWorktree: (input: {
    hub: string;
    repoPath: string;
    sha: string;
    dir: string;
    branch: string;
  }) => Promise<Result<{ dir: string; branch: string }, RepositoryProblem>>;
  push: (input: {
    repoPath: string;
    sha: string;
    hub: string;
    branch: string;
  }) => Promise<Result<{ remote: string; branch: string }, RepositoryProblem>>;
  deleteRefs: (input: { hub: string; prefix: string }) => Promise<void>;
};
