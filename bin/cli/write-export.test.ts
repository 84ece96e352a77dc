import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PackedFile } from '@/lib/services/bakeoff';
import { writeExport } from './write-export';

let dir = '';
beforeEach(async () => (dir = await mkdtemp(path.join(tmpdir(), 'bakeoff-export-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

// oxlint-disable-next-line typescript/require-await -- files come one by one
async function* files(...paths: string[]): AsyncGenerator<PackedFile> {
  for (const each of paths) yield { path: each, text: each };
}

it('makes the folder and its folders, and overwrites what an earlier export left', async () => {
  const out = path.join(dir, 'new', 'place');
  await writeExport(out, files('a.md', 'variants/b.json'));
  expect(await writeExport(out, files('a.md', 'variants/b.json'))).toEqual(['a.md', 'variants/b.json']);
  expect(await readFile(path.join(out, 'variants/b.json'), 'utf8')).toBe('variants/b.json');
  expect((await readdir(out)).toSorted()).toEqual(['a.md', 'variants']);
});

it('writes nothing outside of its folder', async () => {
  const out = path.join(dir, 'out');
  await expect(writeExport(out, files('../evil.json'))).rejects.toThrow('leaves its folder');
  expect(await readdir(dir)).toEqual(['out']);
});

it('goes through no link that lies in the folder', async () => {
  const [out, other] = [path.join(dir, 'out'), path.join(dir, 'other')];
  await mkdir(out);
  await mkdir(other);
  await symlink(other, path.join(out, 'variants'));
  await expect(writeExport(out, files('variants/a.json'))).rejects.toThrow('link to another place');
  await writeFile(path.join(other, 'kept.md'), 'kept');
  await symlink(path.join(other, 'kept.md'), path.join(out, 'summary.md'));
  await writeExport(out, files('summary.md'));
  expect(await readdir(other)).toEqual(['kept.md']);
  expect(await readFile(path.join(other, 'kept.md'), 'utf8')).toBe('kept');
});

it('says so when the place is a file', async () => {
  await writeFile(path.join(dir, 'file'), '');
  await expect(writeExport(path.join(dir, 'file'), files('a'))).rejects.toThrow('is not a folder');
});
