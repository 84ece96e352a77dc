import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { checkoutCommit } from '@/lib/adapters/git/checkout';
import type { Git } from '@/lib/adapters/git/exec';
import { storesOf } from '@/lib/adapters/git/stores';
import { giveTree, type Owner } from './tools';

export type BaseInput = { hub: string; sha: string; owner: Owner | null };

/** Its ignore rules, its owner and the objects it borrows are part of a checkout, so they are of its name, too. */
export async function baseKey({ hub, sha, owner }: BaseInput): Promise<string> {
  const exclude = await readFile(path.join(hub, 'info/exclude'), 'utf8').catch(() => '');
  const parts = [storesOf(hub).base, exclude, owner ? `${owner.uid}:${owner.gid}` : ''];
  const rest = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16);
  return `${sha}-${rest}`;
}

/** A checkout that nothing will change any more, below `dir`. */
export async function buildBase(git: Git, input: BaseInput & { dir: string }): Promise<void> {
  const dir = path.join(input.dir, 'ws');
  await makeCheckout(git, { ...input, dir });
  if (!input.owner) return;
  // To be given away changes what the index remembers; without this each copy's first `git status` reads every file.
  await refreshIndex(git, dir);
  await giveTree(path.join(dir, '.git'), input.owner);
}

/** Returns the object folders that the checkout borrows. */
export async function makeCheckout(git: Git, input: BaseInput & { dir: string }): Promise<string[]> {
  const { dir, owner } = input;
  await mkdir(dir, { recursive: true });
  await chmod(dir, 0o755);
  const objects = await checkoutCommit(git, input);
  if (owner) await giveTree(dir, owner);
  return objects;
}

/** Only for a `.git` that nobody but the product has written. */
export async function refreshIndex(git: Git, dir: string): Promise<void> {
  await git.run({
    gitDir: path.join(dir, '.git'),
    workTree: dir,
    args: ['update-index', '-q', '--ignore-submodules', '--refresh'],
    accept: [0, 1],
    timeoutMs: 10 * 60_000,
  });
}
