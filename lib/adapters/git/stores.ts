/**
 * A hub holds the results of all variants, so no checkout may borrow its objects: what the user's repository gave lies
 * in a store of its own next to it, which the hub and the checkouts borrow.
 */
import { chmod, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Git } from './exec';
import { exists, writeWhenChanged } from './files';
import { withFileLock } from './lock';
import { isCommitId } from './parse/ref-name';

export type Stores = {
  /** Bare; commits of the user and their history, nothing of an agent. */
  base: string;
  /** One folder a result that checkouts started from, with exactly the objects that `base` has not. */
  starts: string;
};

export function storesOf(hub: string): Stores {
  const stem = path.resolve(hub).replace(/\.git$/, '');
  return { base: `${stem}.base.git`, starts: `${stem}.starts` };
}

export function baseRef(sha: string): string {
  if (!isCommitId(sha)) throw new Error(`Not a commit id: ${JSON.stringify(sha)}`);
  return `refs/bakeoff/base/${sha}`;
}

/** Makes the store of a hub, also of one from the time when hubs held everything, and ties the hub to it. Idempotent. */
export async function ensureBaseStore(git: Git, input: { hub: string; wide: boolean }): Promise<string> {
  const { hub } = input;
  const { base } = storesOf(hub);
  if (!(await exists(path.join(base, 'HEAD')))) {
    await withFileLock(path.join(hub, 'bakeoff-base.lock'), async () => {
      if (!(await exists(path.join(base, 'HEAD')))) await createBaseStore(git, { ...input, base });
    });
  }
  await mkdir(path.join(hub, 'objects/info'), { recursive: true });
  await writeWhenChanged(path.join(hub, 'objects/info/alternates'), `${path.join(base, 'objects')}\n`);
  return base;
}

async function createBaseStore(git: Git, input: { hub: string; wide: boolean; base: string }): Promise<void> {
  const { hub, base } = input;
  const temporary = `${base}.new`;
  await rm(temporary, { recursive: true, force: true });
  await git.run({
    args: [
      'init',
      '--quiet',
      '--bare',
      '--template=',
      // Readable for the unprivileged user of a sandbox, whatever the umask; the folder above keeps others out.
      '--shared=0644',
      `--object-format=${input.wide ? 'sha256' : 'sha1'}`,
      temporary,
    ],
    cwd: path.dirname(base),
  });
  const refs = 'refs/bakeoff/base';
  if (await exists(path.join(hub, refs))) await fetchRefs(git, { into: temporary, from: hub, refs });
  await rename(temporary, base);
}

async function fetchRefs(git: Git, input: { into: string; from: string; refs: string }): Promise<void> {
  await git.run({
    gitDir: input.into,
    args: [
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-write-fetch-head',
      '--update-shallow',
      path.resolve(input.from),
      `+${input.refs}/*:${input.refs}/*`,
    ],
    config: WHOLE_PACKS,
    timeoutMs: 30 * 60_000,
  });
}

/** A fetch that is cut short leaves nothing, where it unpacks nothing. */
export const WHOLE_PACKS = { 'fetch.unpackLimit': '1' };

/** The object folders that a checkout of `sha` borrows, without those of anybody else's results. */
export async function objectsFor(git: Git, input: { hub: string; sha: string }): Promise<string[]> {
  const { hub, sha } = input;
  const ref = baseRef(sha);
  const base = await ensureBaseStore(git, { hub, wide: sha.length === 64 });
  const objects = path.join(base, 'objects');
  if (await exists(path.join(base, ref))) return [objects];
  return [objects, await startPack(git, { hub, sha, base })];
}

/** For a checkout that starts from a result: exactly that result, frozen. */
async function startPack(git: Git, input: { hub: string; sha: string; base: string }): Promise<string> {
  const { hub, sha, base } = input;
  const dir = path.join(storesOf(hub).starts, sha);
  if (await exists(dir)) return dir;
  await withFileLock(path.join(hub, 'bakeoff-start.lock'), async () => {
    if (await exists(dir)) return;
    const temporary = `${dir}.new`;
    await rm(temporary, { recursive: true, force: true });
    const pack = path.join(temporary, 'pack');
    await mkdir(pack, { recursive: true });
    const known = await git.text({
      gitDir: base,
      args: ['for-each-ref', '--format=^%(objectname)', 'refs/bakeoff/base'],
    });
    await git.run({
      gitDir: hub,
      args: ['pack-objects', '--quiet', '--revs', path.join(pack, 'pack')],
      input: `${sha}\n${known}\n`,
      timeoutMs: 10 * 60_000,
    });
    await Promise.all((await readdir(pack)).map((name) => chmod(path.join(pack, name), 0o444)));
    await Promise.all([temporary, pack].map((folder) => chmod(folder, 0o755)));
    await rename(temporary, dir);
  });
  return dir;
}

/** Where the history ends in a shallow clone of the user; the same for everything that borrows from it. */
export async function copyShallow(from: string, to: string): Promise<void> {
  const shallow = await readFile(path.join(from, 'shallow'), 'utf8').catch(() => null);
  if (shallow !== null) await writeWhenChanged(path.join(to, 'shallow'), shallow);
}
