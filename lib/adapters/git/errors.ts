import type { MergeRefusal, RepositoryProblem } from '@/lib/core/repository';

/** Git ended with an exit code that its caller did not expect. */
export class GitError extends Error {
  readonly exitCode: number;
  readonly stderr: string;

  constructor(input: { args: string[]; exitCode: number; stderr: string }) {
    super(`git ${input.args[0] ?? ''} ended with ${input.exitCode}: ${lastLines(input.stderr)}`);
    this.name = 'GitError';
    this.exitCode = input.exitCode;
    this.stderr = input.stderr;
  }
}

export class GitMissingError extends Error {
  constructor(cause: unknown) {
    super('git is not installed, or not on the PATH.', { cause });
    this.name = 'GitMissingError';
  }
}

export class GitTimeoutError extends Error {
  constructor(args: string[], timeoutMs: number) {
    super(`git ${args[0] ?? ''} did not end within ${timeoutMs} ms.`);
    this.name = 'GitTimeoutError';
  }
}

const PROBLEM_REMEDIES: Record<RepositoryProblem['type'], string> = {
  not_found: 'Check the path; it must exist on the machine where Bakeoff runs.',
  not_a_folder: 'Give the folder of the repository.',
  not_a_repository: 'Give the folder of a git repository, or run `git init` and commit there first.',
  bare: 'Give a clone that has its files checked out.',
  no_commits: 'Commit something first: experiments start from a commit.',
  unsafe_owner:
    'Start Bakeoff as the user who owns the folder, or run `git config --global --add safe.directory` with this very folder.',
  missing_ref: 'Choose a branch, a tag or a commit id that exists in the repository.',
  clone_failed: 'Check the address and that git can reach it without asking for a password.',
  git_missing: 'Install git 2.38 or newer and start Bakeoff again.',
};

export function problem(type: RepositoryProblem['type'], message: string, remedy?: string): RepositoryProblem {
  return { type, message, remedy: remedy ?? PROBLEM_REMEDIES[type] };
}

const REFUSAL_REMEDIES: Record<MergeRefusal['type'], string> = {
  conflict: 'Merge another run, or check this one out and resolve the conflicts by hand.',
  dirty_checkout: 'Commit, stash or remove these files, then try again.',
  target_missing: 'Choose a branch that exists in the repository.',
  target_moved: 'Look at the new commits of the branch, then try again.',
  nothing_to_merge: 'There is nothing to do.',
  repository_busy: 'Finish or abort what git is doing in the repository, then try again.',
};

export function refusal(type: MergeRefusal['type'], message: string, files: string[] = []): MergeRefusal {
  return { type, message, remedy: REFUSAL_REMEDIES[type], files };
}

/** The end of what git said, on one line, for a sentence. */
export function lastLines(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('hint:'));
  return lines.slice(-3).join(' ').slice(-500) || 'it gave no reason';
}
