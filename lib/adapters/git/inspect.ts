import type { RepositoryInfo, RepositoryProblem } from '@/lib/core/repository';
import { err, ok, type Result } from '@/lib/core/result';
import { problem } from './errors';
import type { Git } from './exec';
import { currentBranch, openRepository, placeOf, resolveCommit, type OpenRepository } from './open';
import { mentionsLfs } from './parse/lfs-pointer';
import { parseIndexEntries, type IndexEntry } from './parse/index-entries';
import { withoutCredentials } from './parse/remote-url';
import { porcelain } from './porcelain';
import { readWorkTreeStatus } from './work-tree-status';

const MAX_DIRTY_PATHS = 200;
const MAX_ATTRIBUTE_FILES = 200;

/** Everything the product wants to know of a repository before it acts on it. Writes nothing there. */
export async function inspectRepository(
  git: Git,
  repoPath: string,
): Promise<Result<RepositoryInfo, RepositoryProblem>> {
  const opened = await openRepository(git, repoPath);
  if (!opened.ok) return opened;
  const repository = opened.value;
  const head = await resolveCommit(git, repository, null);
  if (!head) return err(problem('no_commits', `${repository.root} has no commit on its current branch.`));
  const [branch, branches, dirty, entries, remoteUrl] = await Promise.all([
    currentBranch(git, repository),
    listBranches(git, repository),
    readWorkTreeStatus(git, repository, head.sha),
    listIndex(git, repository),
    readRemoteUrl(git, repository),
  ]);
  return ok({
    root: repository.root,
    currentBranch: branch,
    headSha: head.sha,
    branches,
    dirtyPaths: dirty.slice(0, MAX_DIRTY_PATHS).map((entry) => entry.path),
    dirtyCount: dirty.length,
    submodules: entries.filter((entry) => entry.mode === '160000').map((entry) => entry.path),
    usesLfs: await usesLfs(git, repository, entries),
    remoteUrl,
  });
}

async function listBranches(git: Git, repository: OpenRepository): Promise<RepositoryInfo['branches']> {
  const output = await porcelain(git, { ...placeOf(repository), cwd: repository.root }).raw([
    'for-each-ref',
    '--format=%(objectname) %(refname)',
    '--sort=-committerdate',
    'refs/heads',
  ]);
  const lines = output.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const space = line.indexOf(' ');
    return { name: line.slice(space + 1).replace(/^refs\/heads\//, ''), sha: line.slice(0, space) };
  });
}

async function listIndex(git: Git, repository: OpenRepository): Promise<IndexEntry[]> {
  const output = await git.run({ ...placeOf(repository), args: ['ls-files', '--stage', '-z'] });
  return parseIndexEntries(output.stdout);
}

async function readRemoteUrl(git: Git, repository: OpenRepository): Promise<string | null> {
  const remotes = await porcelain(git, { ...placeOf(repository), cwd: repository.root }).getRemotes(true);
  const remote = remotes.find(({ name }) => name === 'origin') ?? remotes[0];
  return remote?.refs.fetch ? withoutCredentials(remote.refs.fetch) : null;
}

async function usesLfs(git: Git, repository: OpenRepository, entries: IndexEntry[]): Promise<boolean> {
  const files = entries.filter((entry) => /(?:^|\/)\.gitattributes$/.test(entry.path)).slice(0, MAX_ATTRIBUTE_FILES);
  if (files.length === 0) return false;
  const output = await git.run({
    ...placeOf(repository),
    args: ['cat-file', '--batch'],
    input: `${files.map((entry) => entry.blob).join('\n')}\n`,
  });
  return mentionsLfs(output.stdout.toString('utf8'));
}
