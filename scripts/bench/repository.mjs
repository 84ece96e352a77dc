import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from './product.mjs';

const run = promisify(execFile);

/** A committed repository of `files` small source files, spread over folders. */
export async function makeRepository({ files, linesPerFile = 20 }) {
  const dir = path.join(await makeFolder(), 'repo');
  for (let index = 0; index < files; index += 1) {
    const folder = path.join(dir, `src/part-${Math.floor(index / 100)}`);
    if (index % 100 === 0) await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, `file-${index}.js`), source(index, linesPerFile));
  }
  const git = (...args) =>
    run('git', ['-C', dir, '-c', 'user.name=Bench', '-c', 'user.email=bench@localhost', ...args]);
  await git('init', '-q', '-b', 'main');
  await git('add', '-A');
  await git('commit', '-q', '-m', 'base');
  return dir;
}

function source(index, lines) {
  const line = (n) =>
    `export const value${n} = (input) => compute(input, { index: ${index}, line: ${n}, label: 'base' });`;
  return `${Array.from({ length: lines }, (_, n) => line(n)).join('\n')}\n`;
}
