import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withLongLock } from './long-lock';

/** No process has this id. */
const DEAD_OWNER = '4194305 1 abc';

let dir: string;
let file: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bakeoff-lock-'));
  file = path.join(dir, 'key');
  await writeFile(file, DEAD_OWNER);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** What a kill leaves of one that was about to take a dead owner's lock away. */
async function leave(name: string, ageMs: number): Promise<void> {
  await writeFile(name, DEAD_OWNER);
  const at = new Date(Date.now() - ageMs);
  await utimes(name, at, at);
}

/** How many had it at most at a time. */
async function contend(count: number): Promise<number> {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
  };
  const all = Array.from({ length: count }, () => withLongLock(file, work, AbortSignal.timeout(10_000)));
  expect(await Promise.all(all)).not.toContain(null);
  return most;
}

it('takes over the lock of an owner that died, one at a time', async () => {
  expect(await contend(8)).toBe(1);
  expect(await readdir(dir)).toEqual([]);
});

it('takes it over also where another was killed while it did so', async () => {
  await leave(`${file}.dead`, 90_000);
  expect(await contend(8)).toBe(1);
  expect(await readdir(dir)).toEqual([]);
});

it('takes it over where that happened twice', async () => {
  await leave(`${file}.dead`, 180_000);
  await leave(`${file}.dead.dead`, 90_000);
  expect(await contend(2)).toBe(1);
  expect(await readdir(dir)).toEqual([]);
});

it('leaves it to another that takes it over at this moment', async () => {
  await leave(`${file}.dead`, 0);
  expect(await withLongLock(file, async () => 1, AbortSignal.timeout(500))).toBeNull();
  expect((await readdir(dir)).sort()).toEqual(['key', 'key.dead']);
});
