import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { GitRepository, RepositoryProblem } from '@/lib/core/repository';
import { err, ok } from '@/lib/core/result';
import { GitError, GitMissingError, GitTimeoutError, lastLines, problem } from './errors';
import type { Git } from './exec';
import { inspectRepository } from './inspect';
import { fetchFromHub } from './fetch-from-hub';
import { openRepository, placeOf } from './open';
import { isAllowedRemote, withoutCredentials } from './parse/remote-url';
import { isCommitId, isValidBranchName } from './parse/ref-name';

const NETWORK_TIMEOUT_MS = 30 * 60_000;
const ALLOWED_PROTOCOLS = { GIT_ALLOW_PROTOCOL: 'https:http:ssh:git:file' };

export async function cloneRepository(
  git: Git,
  { url, dir }: Parameters<GitRepository['clone']>[0],
): ReturnType<GitRepository['clone']> {
  if (!isAllowedRemote(url)) {
    const remedy = 'Give an https, ssh, git or file address, or user@host:path.';
    return err(problem('clone_failed', `${withoutCredentials(JSON.stringify(url))} is no address to clone.`, remedy));
  }
  const folder = path.resolve(dir);
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) return err(problem('clone_failed', `The folder ${folder} is not empty.`));
  const failure = await tryNetwork(git, {
    cwd: folder,
    args: ['clone', '--quiet', '--no-recurse-submodules', '--template=', '--', url, folder],
    say: `${withoutCredentials(url)} could not be cloned`,
  });
  const result = failure ? err(failure) : await inspectRepository(git, folder);
  if (!result.ok) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  return result;
}

/** See `GitRepository.push`. Never forces: where the remote has other commits on the branch, it is refused. */
export async function pushBranch(
  git: Git,
  input: Parameters<GitRepository['push']>[0],
): ReturnType<GitRepository['push']> {
  const { branch, sha } = input;
  if (!isValidBranchName(branch) || !isCommitId(sha)) {
    return err(problem('missing_ref', `${JSON.stringify(branch)} is no name for a branch.`, 'Choose another name.'));
  }
  const opened = await openRepository(git, input.repoPath);
  if (!opened.ok) return opened;
  const repository = opened.value;
  const origin = await git.run({
    ...placeOf(repository),
    args: ['config', '--get', 'remote.origin.url'],
    accept: [0, 1],
  });
  if (origin.exitCode !== 0) {
    const remedy = 'Add one with `git remote add origin <address>`.';
    return err(problem('missing_ref', 'The repository has no remote named origin.', remedy));
  }
  const unfit = await fetchFromHub(git, { hub: input.hub, repository, sha });
  if (unfit) return err(problem('missing_ref', `Git refuses the contents of this result: ${unfit}`));
  const failure = await tryNetwork(git, {
    cwd: repository.root,
    args: ['push', '--quiet', '--no-verify', '--recurse-submodules=no', 'origin', `${sha}:refs/heads/${branch}`],
    say: `The branch ${branch} could not be pushed to origin`,
  });
  return failure ? err(failure) : ok({ remote: 'origin', branch });
}

/** Talks to a remote as the person, whose credentials it needs, but asks nobody anything. */
async function tryNetwork(
  git: Git,
  input: { cwd: string; args: string[]; say: string },
): Promise<RepositoryProblem | null> {
  try {
    await git.run({
      cwd: input.cwd,
      args: input.args,
      asPerson: true,
      env: ALLOWED_PROTOCOLS,
      timeoutMs: NETWORK_TIMEOUT_MS,
    });
    return null;
  } catch (cause) {
    if (cause instanceof GitMissingError) return problem('git_missing', 'git is not installed.');
    if (cause instanceof GitTimeoutError) return problem('clone_failed', `${input.say}: it took too long.`);
    if (!(cause instanceof GitError)) throw cause;
    return problem('clone_failed', `${input.say}: ${withoutCredentials(lastLines(cause.stderr))}`);
  }
}
