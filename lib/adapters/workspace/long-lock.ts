import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isProcessAlive, processStartTime } from '@/lib/adapters/process/process-table';
import type { CancelSignal } from '@/lib/core/ports';

const POLL_MS = 100;
/** Nobody takes this long to take a lock away; who seems to was killed. */
const TAKE_AWAY_MS = 60_000;

/**
 * One at a time over all processes of this host, for work that takes as long as it takes: set-up. A lock whose owner has
 * died is taken over. Null where `signal` ended the wait.
 */
export async function withLongLock<T>(
  file: string,
  work: () => Promise<T>,
  signal?: CancelSignal,
): Promise<{ value: T } | null> {
  await mkdir(path.dirname(file), { recursive: true });
  const mine = `${process.pid} ${(await processStartTime(process.pid)) ?? '0'} ${Math.random().toString(36).slice(2)}`;
  while (!(await tryLock(file, mine))) {
    if (signal?.aborted) return null;
    await delay(POLL_MS);
  }
  try {
    return { value: await work() };
  } finally {
    await rm(file, { force: true });
  }
}

/** A hard link appears whole or not at all, so that nobody ever reads half an owner. */
async function tryLock(file: string, mine: string): Promise<boolean> {
  const draft = `${file}.${mine.replaceAll(' ', '-')}`;
  await writeFile(draft, mine);
  try {
    await link(draft, file);
    return true;
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
    const owner = await readFile(file, 'utf8').catch(() => null);
    const [pid = '', startTime = '0'] = owner?.split(' ') ?? [];
    if (owner !== null && !(await isProcessAlive(Number(pid), startTime))) await takeAway(file, owner, mine);
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Two that wait may see the same dead owner; the second must not take the first one's new lock away. So whoever does it
 * holds `FILE.dead` meanwhile, and where a kill left that one, it is taken away in the same manner.
 */
async function takeAway(file: string, owner: string, mine: string): Promise<void> {
  const grave = `${file}.dead`;
  try {
    await writeFile(grave, mine, { flag: 'wx' });
  } catch {
    const left = await findLeft(grave);
    if (left !== null) await takeAway(grave, left, mine);
    return;
  }
  try {
    if ((await readFile(file, 'utf8').catch(() => null)) === owner) await rm(file, { force: true });
  } finally {
    await rm(grave, { force: true });
  }
}

/** Whose it was, where it is older than the moment that it is for. */
async function findLeft(grave: string): Promise<string | null> {
  const info = await stat(grave).catch(() => null);
  if (info === null || Date.now() - info.mtimeMs < TAKE_AWAY_MS) return null;
  return readFile(grave, 'utf8').catch(() => null);
}
