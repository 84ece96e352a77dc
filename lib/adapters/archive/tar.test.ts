import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { tarEnd, tarEntry } from './tar';

const run = promisify(execFile);

it('is what tar unpacks: several files, empty ones, long names, texts of any length', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'bakeoff-tar-'));
  try {
    const long = `folder/${'d'.repeat(60)}/${'e'.repeat(60)}/file.json`;
    const files = { 'a.json': '{"é": "ü"}', 'folder/b.txt': '', [long]: 'x'.repeat(512), 'c.txt': 'y'.repeat(513) };
    const at = new Date('2026-01-02T03:04:05Z');
    const parts = Object.entries(files).map(([name, content]) => tarEntry({ name, content, at }));
    await writeFile(path.join(dir, 'a.tar'), Buffer.concat([...parts, tarEnd()]));
    await run('tar', ['-xf', 'a.tar'], { cwd: dir });
    for (const [name, content] of Object.entries(files)) {
      expect(await readFile(path.join(dir, name), 'utf8')).toBe(content);
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

it('refuses a path that no header holds', () => {
  expect(() => tarEntry({ name: 'x'.repeat(300), content: '' })).toThrow('too long');
});
