/**
 * Folders that are made once, never change, and are shared by many: checkouts of a commit, and what set-up made of
 * them. Each is made aside and renamed into place, so that one that a crash cut short is never found.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { exists } from '@/lib/adapters/git/files';
import { withFileLock } from '@/lib/adapters/git/lock';
import { removeTree, sizeOnDisk } from './tools';

const MARKER = 'bakeoff-frozen.json';
const USERS = 'users';
const LOCKS = '.locks';
/** Nobody makes or removes anything for so long. */
const LEFTOVER_MS = 60 * 60_000;
/** Found, and about to be used by somebody who has not said so yet. */
const GRACE_MS = 10 * 60_000;

const markerSchema = z.object({ key: z.string(), sizeBytes: z.number(), facts: z.unknown() });

export type FrozenEntry = { key: string; dir: string; sizeBytes: number; usedAt: number; inUse: boolean };

export type FrozenStore = {
  /** What was said when it was made, and where it lies; null where it is not there. Counts as a use. */
  find: (key: string) => Promise<{ dir: string; facts: unknown } | null>;
  /** Makes it where it is missing: `build` fills an empty folder and returns facts to keep. */
  ensure: (key: string, build: (dir: string) => Promise<unknown>) => Promise<string>;
  /** The same, and marks it as used by a sandbox's folder until that is gone or `release` is called. */
  use: (key: string, user: string, build: ((dir: string) => Promise<unknown>) | null) => Promise<string>;
  release: (key: string, user: string) => Promise<void>;
  list: () => Promise<FrozenEntry[]>;
  /** False where something uses it, or it is not there. */
  remove: (key: string, graceMs?: number) => Promise<boolean>;
  /** Removes what a crash left half made or half removed. */
  removeLeftovers: (olderThanMs?: number) => Promise<void>;
};

export function createFrozenStore(root: string): FrozenStore {
  const dirOf = (key: string): string => path.join(root, assertKey(key));
  const locked = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    await mkdir(path.join(root, LOCKS), { recursive: true, mode: 0o700 });
    return withFileLock(path.join(root, LOCKS, assertKey(key)), work);
  };
  const make = async (key: string, build: ((dir: string) => Promise<unknown>) | null): Promise<string> => {
    const dir = dirOf(key);
    if (await exists(path.join(dir, MARKER))) return dir;
    if (!build) throw new Error(`${dir} is gone: it was removed from the cache. Start again to make it anew.`);
    const draft = path.join(root, `.new-${key}-${randomBytes(4).toString('hex')}`);
    await mkdir(path.join(draft, USERS), { recursive: true, mode: 0o700 });
    try {
      const facts = await build(draft);
      const marker = { key, sizeBytes: await sizeOnDisk(draft), facts: facts ?? null };
      await writeFile(path.join(draft, MARKER), JSON.stringify(marker), { mode: 0o600 });
      await rename(draft, dir);
    } catch (cause) {
      await removeTree(draft);
      throw cause;
    }
    return dir;
  };
  return {
    find: (key) =>
      locked(key, async () => {
        const dir = dirOf(key);
        const marker = await readMarker(dir);
        if (marker) await touch(dir);
        return marker && { dir, facts: marker.facts };
      }),
    ensure: (key, build) => locked(key, () => make(key, build)),
    use: (key, user, build) =>
      locked(key, async () => {
        const dir = await make(key, build);
        await writeFile(userFile(dir, user), user, { mode: 0o600 });
        await touch(dir);
        return dir;
      }),
    release: (key, user) => rm(userFile(dirOf(key), user), { force: true }),
    list: () => listEntries(root),
    remove: (key, graceMs = 0) =>
      locked(key, async () => {
        const entry = await readEntry(dirOf(key));
        if (!entry || entry.inUse || Date.now() - entry.usedAt < graceMs) return false;
        await discard(root, entry.dir);
        return true;
      }),
    removeLeftovers: (olderThanMs = LEFTOVER_MS) => removeLeftovers(root, olderThanMs),
  };
}

/** Least recently used first, over several stores, never one in use; returns how many bytes went. */
export async function trimStores(stores: FrozenStore[], maxBytes: number, graceMs = GRACE_MS): Promise<number> {
  await Promise.all(stores.map((store) => store.removeLeftovers()));
  const lists = await Promise.all(stores.map(async (store) => (await store.list()).map((entry) => ({ store, entry }))));
  const all = lists.flat().sort((a, b) => a.entry.usedAt - b.entry.usedAt);
  const total = all.reduce((sum, { entry }) => sum + entry.sizeBytes, 0);
  let freed = 0;
  for (const { store, entry } of all) {
    if (total - freed <= maxBytes) break;
    if (await store.remove(entry.key, graceMs)) freed += entry.sizeBytes;
  }
  return freed;
}

function assertKey(key: string): string {
  if (!/^[A-Za-z0-9_][\w.-]{0,199}$/.test(key)) throw new Error(`${JSON.stringify(key)} can't name a frozen folder.`);
  return key;
}

function userFile(dir: string, user: string): string {
  return path.join(dir, USERS, createHash('sha256').update(user).digest('hex').slice(0, 24));
}

async function touch(dir: string): Promise<void> {
  const now = new Date();
  await utimes(path.join(dir, MARKER), now, now);
}

async function readMarker(dir: string): Promise<z.infer<typeof markerSchema> | null> {
  const text = await readFile(path.join(dir, MARKER), 'utf8').catch(() => null);
  if (text === null) return null;
  const marker = markerSchema.safeParse(parseJson(text));
  // Under another name it is a copy that somebody made, or a link.
  return marker.success && marker.data.key === path.basename(dir) ? marker.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not ours, or no longer whole: as if it had none.
    return null;
  }
}

async function readEntry(dir: string): Promise<FrozenEntry | null> {
  const marker = await readMarker(dir);
  if (!marker) return null;
  const { mtimeMs } = await stat(path.join(dir, MARKER));
  const { key, sizeBytes } = marker;
  return { key, dir, sizeBytes, usedAt: mtimeMs, inUse: await isInUse(dir) };
}

/** A sandbox whose folder is gone uses nothing any more, whether or not it said so. */
async function isInUse(dir: string): Promise<boolean> {
  for (const name of await readdir(path.join(dir, USERS)).catch(() => [])) {
    const user = await readFile(path.join(dir, USERS, name), 'utf8').catch(() => null);
    if (user !== null && (await exists(user))) return true;
  }
  return false;
}

async function listEntries(root: string): Promise<FrozenEntry[]> {
  const names = (await readdir(root).catch(() => [])).filter((name) => !name.startsWith('.'));
  const entries = await Promise.all(names.map((name) => readEntry(path.join(root, name))));
  return entries.filter((entry) => entry !== null);
}

/** Renamed first: what is half removed must not be found by anybody. */
async function discard(root: string, dir: string): Promise<void> {
  const [realRoot, real] = await Promise.all([realpath(root), realpath(dir)]);
  if (path.dirname(real) !== realRoot) throw new Error(`${dir} does not lie in ${root}, so it is not removed.`);
  const trash = path.join(realRoot, `.trash-${path.basename(real)}-${randomBytes(4).toString('hex')}`);
  await rename(real, trash);
  await removeTree(trash);
}

async function removeLeftovers(root: string, olderThanMs: number): Promise<void> {
  const names = await readdir(root).catch(() => []);
  for (const name of names.filter((entry) => /^\.(?:new|trash)-\w/.test(entry))) {
    const info = await stat(path.join(root, name)).catch(() => null);
    if (info?.isDirectory() && Date.now() - info.ctimeMs >= olderThanMs) await removeTree(path.join(root, name));
  }
}
