import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { RepositoryProblem } from '@/lib/core/repository';
import { err, ok, type Result } from '@/lib/core/result';
import { lastLines, problem, GitMissingError } from './errors';
import { isNotFound, type Git, type GitOutput, type GitPlace } from './exec';
import { isCommitId, isPlausibleRevision, isValidRefName } from './parse/ref-name';

/** A work tree of the user: where its files, its own `.git` and the part shared by all its work trees are. */
export type OpenRepository = {
  root: string;
  gitDir: string;
  commonDir: string;
  objectFormat: 'sha1' | 'sha256';
};

/** Finds the work tree that a path lies in. Reads as the person, so that their own `safe.directory` decides. */
export async function openRepository(git: Git, given: string): Promise<Result<OpenRepository, RepositoryProblem>> {
  const folder = await findFolder(given);
  if (!folder.ok) return folder;
  try {
    const output = await git.run({
      args: [
        'rev-parse',
        '--path-format=absolute',
        '--is-bare-repository',
        '--show-object-format',
        '--git-dir',
        '--git-common-dir',
        '--show-toplevel',
      ],
      cwd: folder.value,
      asPerson: true,
      accept: [0, 128],
      timeoutMs: 20_000,
    });
    return readRevParse(output, folder.value);
  } catch (cause) {
    if (cause instanceof GitMissingError) return err(problem('git_missing', 'git is not installed.'));
    throw cause;
  }
}

/** Where calls that read the user's repository and its index run: none of their configuration is read from outside. */
export function placeOf(repository: OpenRepository): GitPlace {
  return { gitDir: repository.gitDir, workTree: repository.root };
}

async function findFolder(given: string): Promise<Result<string, RepositoryProblem>> {
  if (given.includes('\0')) return err(problem('not_found', 'The path is not valid.'));
  try {
    const folder = await realpath(path.resolve(given));
    if (!(await stat(folder)).isDirectory()) return err(problem('not_a_folder', `${given} is not a folder.`));
    // Git prints paths by the line.
    if (/[\r\n]/.test(folder)) return err(problem('not_a_repository', 'The folder has a line break in its path.'));
    return ok(folder);
  } catch (cause) {
    if (isNotFound(cause) || hasCode(cause, 'ENOTDIR')) return err(problem('not_found', `${given} does not exist.`));
    if (hasCode(cause, 'EACCES')) return err(problem('unsafe_owner', `${given} can't be read.`));
    throw cause;
  }
}

function readRevParse(output: GitOutput, folder: string): Result<OpenRepository, RepositoryProblem> {
  const [bare, objectFormat, gitDir, commonDir, root] = output.stdout.toString('utf8').split('\n');
  if (bare === 'true') return err(problem('bare', `${folder} is a bare repository.`));
  if (output.exitCode === 0 && gitDir && commonDir && root) {
    return ok({ root, gitDir, commonDir, objectFormat: objectFormat === 'sha256' ? 'sha256' : 'sha1' });
  }
  if (output.stderr.includes('dubious ownership')) {
    return err(problem('unsafe_owner', `${folder} belongs to another user, so git refuses to read it.`));
  }
  if (/not a git repository|must be run in a work tree/.test(output.stderr)) {
    return err(problem('not_a_repository', `${folder} is not inside the work tree of a git repository.`));
  }
  return err(problem('not_a_repository', `git can't read ${folder}: ${lastLines(output.stderr)}`));
}

function hasCode(cause: unknown, code: string): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === code;
}

/** The commit that a branch, tag or commit id names, and the branch if it is one; null where there is none. */
export async function resolveCommit(
  git: Git,
  repository: OpenRepository,
  ref: string | null,
): Promise<{ sha: string; branch: string | null } | null> {
  if (ref !== null && !isPlausibleRevision(ref)) return null;
  const branch = ref === null ? await currentBranch(git, repository) : ref.replace(/^refs\/heads\//, '');
  // Names go in by standard input, where none can be read as an option. A branch wins over a tag of the same name.
  const asBranch = branch !== null && isValidRefName(`refs/heads/${branch}`) ? `refs/heads/${branch}` : 'HEAD';
  const names = ref === null ? ['HEAD', 'HEAD'] : [asBranch, ref];
  const output = await git.text({
    ...placeOf(repository),
    args: ['cat-file', '--batch-check=%(objectname) %(objecttype)'],
    input: `${names.map((name) => `${name}^{commit}`).join('\n')}\n`,
  });
  const [first, second] = output.split('\n').map(readCommitLine);
  const isBranch = ref === null ? branch !== null : asBranch !== 'HEAD' && first !== null;
  const sha = ref === null || isBranch ? first : second;
  return sha ? { sha, branch: isBranch ? branch : null } : null;
}

export async function currentBranch(git: Git, repository: OpenRepository): Promise<string | null> {
  const output = await git.run({
    ...placeOf(repository),
    args: ['symbolic-ref', '--quiet', 'HEAD'],
    accept: [0, 1],
  });
  const ref = output.stdout.toString('utf8').trimEnd();
  return ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null;
}

function readCommitLine(line: string | undefined): string | null {
  const match = /^([0-9a-f]+) commit$/.exec(line ?? '');
  return match?.[1] && isCommitId(match[1]) ? match[1] : null;
}
