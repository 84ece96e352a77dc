import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Git } from './exec';
import { PRODUCT_IDENTITY } from './identity';
import { isCommitId } from './parse/ref-name';
import { copyShallow, objectsFor, storesOf } from './stores';

/** More processes than cores only wait for each other: a quarter longer for 5,000 files on two cores. */
const WORKERS = Math.min(4, availableParallelism());

/** A private checkout. Returns the object folders that it borrows. */
export async function checkoutCommit(git: Git, input: { hub: string; sha: string; dir: string }): Promise<string[]> {
  const { hub, sha, dir } = input;
  if (!isCommitId(sha)) throw new Error(`Not a commit id: ${JSON.stringify(sha)}`);
  await mkdir(dir, { recursive: true });
  if ((await readdir(dir)).length > 0) throw new Error(`The folder for a checkout is not empty: ${dir}`);
  const objects = await writeGitFolder(git, { hub, sha, dir });
  await moveCheckout(git, { dir, sha });
  return objects;
}

/**
 * Written by hand rather than by `init`, `config` and `update-ref`: one process instead of five, and the user's
 * templates, remotes and hooks never get near it.
 */
export async function writeGitFolder(git: Git, input: { hub: string; sha: string; dir: string }): Promise<string[]> {
  const { hub, sha } = input;
  const gitDir = path.join(input.dir, '.git');
  const [objects, exclude] = await Promise.all([
    objectsFor(git, { hub, sha }),
    // The same ignore rules as in the user's repository, so that the agent sees the status that we will capture.
    readFile(path.join(hub, 'info/exclude'), 'utf8').catch(() => ''),
    ...['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'info'].map((name) =>
      mkdir(path.join(gitDir, name), { recursive: true }),
    ),
  ]);
  await Promise.all([
    writeFile(path.join(gitDir, 'HEAD'), 'ref: refs/heads/work\n'),
    writeFile(path.join(gitDir, 'refs/heads/work'), `${sha}\n`),
    writeFile(path.join(gitDir, 'config'), checkoutConfig(sha)),
    writeFile(path.join(gitDir, 'info/exclude'), exclude),
    writeFile(path.join(gitDir, 'objects/info/alternates'), objects.map((folder) => `${folder}\n`).join('')),
    copyShallow(storesOf(hub).base, gitDir),
  ]);
  return objects;
}

/** Brings files and index to a commit. Only for a `.git` that nobody but the product has written. */
export async function moveCheckout(git: Git, input: { dir: string; sha: string }): Promise<void> {
  await git.run({
    gitDir: path.join(input.dir, '.git'),
    workTree: input.dir,
    args: ['read-tree', '--reset', '-u', input.sha],
    config: { 'checkout.workers': String(WORKERS) },
    timeoutMs: 10 * 60_000,
  });
}

function checkoutConfig(sha: string): string {
  const wide = sha.length === 64;
  return [
    '[core]',
    `\trepositoryformatversion = ${wide ? 1 : 0}`,
    '\tfilemode = true',
    '\tbare = false',
    '\tlogallrefupdates = true',
    ...(wide ? ['[extensions]', '\tobjectformat = sha256'] : []),
    '[user]',
    `\tname = ${PRODUCT_IDENTITY.name}`,
    `\temail = ${PRODUCT_IDENTITY.email}`,
    '[gc]',
    '\tauto = 0',
    '[maintenance]',
    '\tauto = false',
    // A signing key of the person would ask for its passphrase.
    '[commit]',
    '\tgpgsign = false',
    '[tag]',
    '\tgpgsign = false',
    '',
  ].join('\n');
}
