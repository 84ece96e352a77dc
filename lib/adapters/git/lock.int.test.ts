import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withFileLock } from './lock';

/** No process has it: the kernel gives out no numbers above 2^22. */
const DEAD = '4194305';

let dir: string;
let file: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'bakeoff-lock-'));
  file = path.join(dir, 'a.lock');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('a lock', () => {
  it('is held by one at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, (inside += 1));
      await readdir(dir);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 30 }, () => withFileLock(file, work)));
    expect(most).toBe(1);
  });

  it('is taken over soon from an owner of before who died without having written its number', async () => {
    await writeFile(file, '');
    const earlier = new Date(Date.now() - 6000);
    await utimes(file, earlier, earlier);
    expect(await withFileLock(file, () => readFile(file, 'utf8'))).toBe(String(process.pid));
    expect(await readdir(dir)).toEqual([]);
  });

  it('is taken over from an owner who has died', async () => {
    await writeFile(file, DEAD);
    expect(await withFileLock(file, () => readFile(file, 'utf8'))).toBe(String(process.pid));
  });
});
