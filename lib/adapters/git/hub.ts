import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { GitRepository } from '@/lib/core/repository';
import { err, ok } from '@/lib/core/result';
import { GitError, lastLines, problem } from './errors';
import type { Git } from './exec';
import { exists, writeWhenChanged } from './files';
import { readWorkTreeRules } from './ignore-rules';
import { withFileLock } from './lock';
import { openRepository, resolveCommit, type OpenRepository } from './open';
import { baseRef, copyShallow, ensureBaseStore, WHOLE_PACKS } from './stores';

export async function ensureHub(
  git: Git,
  input: Parameters<GitRepository['ensureHub']>[0],
): ReturnType<GitRepository['ensureHub']> {
  const opened = await openRepository(git, input.repoPath);
  if (!opened.ok) return opened;
  await createHub(git, input.hub, opened.value);
  // Read as data now, so that a capture never has to look at the user's repository.
  const { exclude } = await readWorkTreeRules(git, opened.value);
  await writeWhenChanged(path.join(input.hub, 'info/exclude'), exclude);
  return ok({ root: opened.value.root });
}

async function createHub(git: Git, hub: string, repository: OpenRepository): Promise<void> {
  if (!(await exists(path.join(hub, 'HEAD')))) {
    await mkdir(path.dirname(hub), { recursive: true });
    await git.run({
      args: ['init', '--quiet', '--bare', '--template=', `--object-format=${repository.objectFormat}`, hub],
      cwd: path.dirname(hub),
    });
  }
  await mkdir(path.join(hub, 'info'), { recursive: true });
  await ensureBaseStore(git, { hub, wide: repository.objectFormat === 'sha256' });
}

export async function importCommit(
  git: Git,
  input: Parameters<GitRepository['importCommit']>[0],
): ReturnType<GitRepository['importCommit']> {
  const opened = await openRepository(git, input.repoPath);
  if (!opened.ok) return opened;
  const repository = opened.value;
  const found = await resolveCommit(git, repository, input.ref);
  if (!found && input.ref === null) return err(problem('no_commits', `${repository.root} has no commit yet.`));
  if (!found) return err(problem('missing_ref', `There is no branch, tag or commit ${JSON.stringify(input.ref)}.`));
  await createHub(git, input.hub, repository);
  try {
    await fetchIntoHub(git, { hub: input.hub, repository, sha: found.sha });
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    const remedy =
      'Run `git fsck` there. In a partial clone, first get what is missing: `git fetch --refetch --no-filter`.';
    return err(problem('missing_ref', `The commit could not be copied: ${lastLines(cause.stderr)}`, remedy));
  }
  return ok({ sha: found.sha, ref: found.branch });
}

/** Copies a commit with its history next to the hub, which borrows it and keeps it under a ref of its own. */
export async function fetchIntoHub(
  git: Git,
  input: { hub: string; repository: OpenRepository; sha: string },
): Promise<void> {
  const { hub, repository, sha } = input;
  const ref = baseRef(sha);
  // Refs of a hub stay one file each, because nothing ever packs them; so this answers without a process.
  if (await exists(path.join(hub, ref))) return;
  const base = await ensureBaseStore(git, { hub, wide: sha.length === 64 });
  await withFileLock(path.join(hub, 'bakeoff-fetch.lock'), async () => {
    if (await exists(path.join(hub, ref))) return;
    const trusted = path.join(hub, 'bakeoff-source.gitconfig');
    await writeWhenChanged(trusted, trustConfig([repository.root, repository.gitDir, repository.commonDir]));
    await git.run({
      gitDir: base,
      args: [
        'fetch',
        '--quiet',
        '--no-tags',
        '--no-write-fetch-head',
        '--no-recurse-submodules',
        '--update-shallow',
        repository.commonDir,
        `+${sha}:${ref}`,
      ],
      config: WHOLE_PACKS,
      // Git's side that reads the user's repository takes no other configuration from us.
      env: { GIT_CONFIG_GLOBAL: trusted },
      timeoutMs: 30 * 60_000,
    });
    await adoptBase(git, { hub, base, sha });
  });
}

/** Lets the hub know a commit of its base store. Last of all steps, because the hub's ref says that all is there. */
export async function adoptBase(git: Git, input: { hub: string; base: string; sha: string }): Promise<void> {
  await copyShallow(input.base, input.hub);
  await git.run({ gitDir: input.hub, args: ['update-ref', baseRef(input.sha), input.sha] });
}

/** The person's own git has accepted these folders when it opened the repository; exactly they are passed on. */
function trustConfig(folders: string[]): string {
  const lines = [...new Set(folders)].map((folder) => `\tdirectory = "${folder.replace(/["\\]/g, '\\$&')}"\n`);
  return `[safe]\n${lines.join('')}`;
}
