import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '@/lib/adapters/process/run-program';
import { createTemplateFiles } from './template-files';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'bakeoff-templates-'));
  await mkdir(path.join(dir, 'built-in'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const files = () => createTemplateFiles({ builtIn: path.join(dir, 'built-in'), own: path.join(dir, 'own') });

describe('templates as files', () => {
  it('lists those of the product and one’s own, and keeps one’s own private', async () => {
    await writeFile(path.join(dir, 'built-in', 'race.yaml'), 'task: x');
    expect(await files().create('mine', 'task: y')).toBe(true);
    expect(await files().list()).toEqual([
      { name: 'race', origin: 'built-in', text: 'task: x' },
      { name: 'mine', origin: 'own', text: 'task: y' },
    ]);
    expect((await stat(path.join(dir, 'own', 'mine.yaml'))).mode & 0o777).toBe(0o600);
  });

  it('writes over nothing, and says whether there was something to remove', async () => {
    expect(await files().create('mine', 'first')).toBe(true);
    expect(await files().create('mine', 'second')).toBe(false);
    expect(await readFile(path.join(dir, 'own', 'mine.yaml'), 'utf8')).toBe('first');
    expect(await files().remove('mine')).toBe(true);
    expect(await files().remove('mine')).toBe(false);
  });

  it('reads no link, no pipe, no folder, nothing large and nothing with another kind of name', async () => {
    const own = path.join(dir, 'own');
    await mkdir(path.join(own, 'folder.yaml'), { recursive: true });
    await writeFile(path.join(dir, 'secret'), 'secret');
    await symlink(path.join(dir, 'secret'), path.join(own, 'link.yaml'));
    await runProgram({
      argv: ['mkfifo', path.join(own, 'pipe.yaml')],
      cwd: dir,
      env: { PATH: process.env.PATH ?? '' },
      timeoutMs: 5000,
    });
    await writeFile(path.join(own, 'large.yaml'), 'x'.repeat(200_001));
    await writeFile(path.join(own, 'UPPER.yaml'), 'x');
    await writeFile(path.join(own, 'other.txt'), 'x');
    await writeFile(path.join(own, 'good.yaml'), 'good');
    expect((await files().list()).map(({ name }) => name)).toEqual(['good']);
  });

  it.each(['../secret', 'a/b', '', '.', 'a b'])('writes and removes nothing by the name %j', async (name) => {
    await expect(files().create(name, 'x')).rejects.toThrow('not the name of a template');
    await expect(files().remove(name)).rejects.toThrow('not the name of a template');
  });
});
