import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isNotFound } from './exec';

const POLL_MS = 25;
const EMPTY_MS = 5000;
const WAIT_MS = 120_000;
/** Longer than any git call under a lock may take; also the answer to a process id that was used again. */
const STALE_MS = 15 * 60_000;

let attempts = 0;
const queues = new Map<string, Promise<unknown>>();

/** One at a time a key in this process. */
export async function serialised<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  queues.set(key, mine);
  try {
    return await mine;
  } finally {
    if (queues.get(key) === mine) queues.delete(key);
  }
}

/** One at a time a file over all processes of this host. A lock whose owner has died is taken over. */
export function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  return serialised(file, async () => {
    await acquire(file);
    try {
      return await work();
    } finally {
      await rm(file, { force: true });
    }
  });
}

async function acquire(file: string): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (!(await tryAcquire(file))) {
    if (Date.now() > deadline) throw new Error(`Another process holds ${file} for too long.`);
    if (await isStale(file)) await rm(file, { force: true });
    else await delay(POLL_MS);
  }
}

/** By link: a lock has its owner's number from its first moment, whenever that owner is killed. */
async function tryAcquire(file: string): Promise<boolean> {
  const own = `${file}.${process.pid}-${(attempts += 1)}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, file);
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false;
    throw cause;
  } finally {
    await rm(own, { force: true });
  }
}

async function isStale(file: string): Promise<boolean> {
  try {
    const [owner, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    const age = Date.now() - mtimeMs;
    // Of an older version, whose owner may not have written its number yet.
    if (owner === '') return age > EMPTY_MS;
    return age > STALE_MS || !isAlive(Number(owner));
  } catch (cause) {
    if (isNotFound(cause)) return false;
    throw cause;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}
