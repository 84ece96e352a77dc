import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { readdir } from 'node:fs/promises';
import type { Git } from './exec';
import { PRODUCT_IDENTITY } from './identity';
import { isCommitId } from './parse/ref-name';

/** More processes than cores only wait for each other: a quarter longer for 5,000 files on two cores. */
const WORKERS = Math.min(4, availableParallelism());

/**
 * Written by hand rather than by `init`, `config` and `update-ref`: one process instead of five, and the user's
 * templates, remotes and hooks never get near it.
 */
export async function checkoutCommit(git: Git, input: { hub: string; sha: string; dir: string }): Promise<void> {
  const { hub, sha, dir } = input;
  if (!isCommitId(sha)) throw new Error(`Not a commit id: ${JSON.stringify(sha)}`);
  await mkdir(dir, { recursive: true });
  if ((await readdir(dir)).length > 0) throw new Error(`The folder for a checkout is not empty: ${dir}`);
  const gitDir = path.join(dir, '.git');
  await Promise.all(
    ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'info'].map((name) =>
      mkdir(path.join(gitDir, name), { recursive: true }),
    ),
  );
  // The same ignore rules as in the user's repository, so that the agent sees the status that we will capture.
  const exclude = await readFile(path.join(hub, 'info/exclude'), 'utf8').catch(() => '');
  await Promise.all([
    writeFile(path.join(gitDir, 'HEAD'), 'ref: refs/heads/work\n'),
    writeFile(path.join(gitDir, 'refs/heads/work'), `${sha}\n`),
    writeFile(path.join(gitDir, 'config'), checkoutConfig(sha)),
    writeFile(path.join(gitDir, 'info/exclude'), exclude),
    writeFile(path.join(gitDir, 'objects/info/alternates'), `${path.resolve(hub, 'objects')}\n`),
  ]);
  await git.run({
    gitDir,
    workTree: dir,
    args: ['read-tree', '--reset', '-u', sha],
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
