/** Commits of an agent leave its sandbox as a bundle that was made in there. It is data of a stranger until proven fit. */
import { constants } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MAX_BUNDLE_BYTES } from '@/lib/core/bundle-command';
import { err, ok, type Result } from '@/lib/core/result';
import type { CommitExport, ExportRefusal, GitRepository } from '@/lib/core/repository';
import { GitError, GitTimeoutError, lastLines } from './errors';
import type { Git } from './exec';
import { isNotFound } from './exec';
import { allDescendFrom, parseCommitLines, type CommitLine } from './parse/commit-lines';
import { isValidRefName } from './parse/ref-name';
import { writeShadow } from './shadow';
import { baseRef, copyShallow, objectsFor, storesOf, WHOLE_PACKS } from './stores';

const MAX_COMMITS = 10_000;
const TIMEOUT_MS = 5 * 60_000;
const HEAD = 'refs/bakeoff/import';

type Input = Parameters<GitRepository['exportCommits']>[0];

/** See `GitRepository.exportCommits`. Unpacked and looked at aside first, where only the base's objects can be named. */
export async function exportCommits(git: Git, input: Input): Promise<Result<CommitExport, ExportRefusal>> {
  const { hub, baseSha, ref } = input;
  if (!ref.startsWith('refs/bakeoff-agent/') || !isValidRefName(ref)) throw new Error(`Not a ref for commits: ${ref}`);
  const aside = `${storesOf(hub).starts}-imports`;
  await mkdir(aside, { recursive: true, mode: 0o700 });
  const dir = await mkdtemp(path.join(aside, 'import-'));
  try {
    const bundle = path.join(dir, 'commits.bundle');
    const size = await copyBounded(input.bundle, bundle, input.maxBytes ?? MAX_BUNDLE_BYTES);
    if (typeof size !== 'number') return err(size);
    if (size === 0) return ok({ commits: 0, head: baseSha });
    const gitDir = path.join(dir, 'import.git');
    await writeQuarantine(git, { gitDir, hub, baseSha });
    return await importBundle(git, { hub, baseSha, ref, gitDir, bundle });
  } catch (cause) {
    if (cause instanceof GitTimeoutError) return err(refused('unfit', 'Git could not read it in reasonable time.'));
    if (cause instanceof GitError) return err(refused('unfit', `Git refuses it: ${lastLines(cause.stderr)}`));
    throw cause;
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Beside the hub and borrowing none of it: a bundle could name objects of other variants and so take them over. */
async function writeQuarantine(git: Git, input: { gitDir: string; hub: string; baseSha: string }): Promise<void> {
  const { gitDir, hub, baseSha } = input;
  const borrow = await objectsFor(git, { hub, sha: baseSha });
  await writeShadow({ dir: gitDir, headSha: baseSha, borrow, exclude: '', attributes: '' });
  await copyShallow(storesOf(hub).base, gitDir);
  const ref = path.join(gitDir, baseRef(baseSha));
  await mkdir(path.dirname(ref), { recursive: true });
  await writeFile(ref, `${baseSha}\n`);
}

type Import = { hub: string; baseSha: string; ref: string; gitDir: string; bundle: string };

const FETCH = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];

/** A small bundle can unpack to anything: what is large is streamed, and no single piece may take the host's memory. */
const BOUNDED = {
  config: { ...WHOLE_PACKS, 'core.bigFileThreshold': '16m', 'pack.threads': '2' },
  env: { GIT_ALLOC_LIMIT: '300m' },
  timeoutMs: TIMEOUT_MS,
};

/** Git only warns of these, and each is a way to write outside of a work tree or into its `.git`. */
const STRICT = Object.fromEntries(
  ['hasDot', 'hasDotdot', 'hasDotgit', 'fullPathname', 'nullSha1', 'gitmodulesParse', 'gitmodulesSymlink'].map((id) => [
    `fetch.fsck.${id}`,
    'error',
  ]),
);

const CHECKED = {
  config: { ...BOUNDED.config, ...STRICT, 'transfer.fsckObjects': 'true', 'fetch.fsckObjects': 'true' },
};

async function importBundle(git: Git, input: Import): Promise<Result<CommitExport, ExportRefusal>> {
  const { hub, baseSha, ref, gitDir, bundle } = input;
  await git.run({ ...BOUNDED, gitDir, args: [...FETCH, bundle, `+HEAD:${HEAD}`] });
  const commits = await listCommits(git, gitDir, `${baseSha}..${HEAD}`);
  const [head] = commits;
  if (!head) return ok({ commits: 0, head: baseSha });
  if (commits.length > MAX_COMMITS) return err(refused('too_large', `There are more than ${MAX_COMMITS} of them.`));
  if (!allDescendFrom(baseSha, commits))
    return err(refused('unrelated', 'They do not all descend from the commit the run started from.'));
  // Checked on the way into a second place aside: a check that fails leaves the whole pack where it happens.
  const checked = `${gitDir}.checked`;
  await writeQuarantine(git, { gitDir: checked, hub, baseSha });
  await git.run({ ...BOUNDED, ...CHECKED, gitDir: checked, args: [...FETCH, gitDir, `+${HEAD}:${HEAD}`] });
  await adoptPacks(checked, hub);
  await git.run({ gitDir: hub, args: ['update-ref', ref, head.sha] });
  return ok({ commits: commits.length, head: head.sha });
}

/** The newest first. */
async function listCommits(git: Git, gitDir: string, range: string): Promise<CommitLine[]> {
  const args = ['rev-list', '--parents', `--max-count=${MAX_COMMITS + 1}`, range, '--'];
  return parseCommitLines(await git.text({ gitDir, args, timeoutMs: TIMEOUT_MS }));
}

/**
 * What was checked aside becomes the hub's: a pack holds all that it needs beside the base, which the hub has. The index
 * comes last, as git does it, for it is what makes a pack known.
 */
async function adoptPacks(from: string, hub: string): Promise<void> {
  const packs = path.join(from, 'objects/pack');
  const target = path.join(hub, 'objects/pack');
  await mkdir(target, { recursive: true });
  const names = (await readdir(packs)).filter((name) => /^pack-[0-9a-f]+\.(pack|rev|idx)$/.test(name));
  const inOrder = names.toSorted((a, b) => Number(a.endsWith('.idx')) - Number(b.endsWith('.idx')));
  for (const name of inOrder) await rename(path.join(packs, name), path.join(target, name));
}

/** Through one handle that follows no link and waits for no pipe, so that what was looked at is what is read. */
async function copyBounded(from: string, to: string, maxBytes: number): Promise<number | ExportRefusal> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const source = await open(from, flags).catch((cause: unknown) => {
    if (isNotFound(cause) || (cause instanceof Error && 'code' in cause && cause.code === 'ELOOP')) return null;
    throw cause;
  });
  if (!source) return refused('no_bundle', 'The file with them is not there.');
  const target = await open(to, 'wx', 0o600);
  try {
    const info = await source.stat();
    if (!info.isFile()) return refused('no_bundle', 'What should hold them is no ordinary file.');
    const tooLarge = refused('too_large', `They take more than ${Math.floor(maxBytes / 1024 / 1024)} MB.`);
    if (info.size > maxBytes) return tooLarge;
    const buffer = Buffer.alloc(1024 * 1024);
    let size = 0;
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return size;
      size += bytesRead;
      if (size > maxBytes) return tooLarge;
      await target.write(buffer, 0, bytesRead);
    }
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

function refused(type: ExportRefusal['type'], why: string): ExportRefusal {
  return { type, message: `The agent's own commits were left out. ${why}` };
}
