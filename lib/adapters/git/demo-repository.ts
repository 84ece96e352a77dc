import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { demoProjectFiles } from '@/lib/core/demo-project';
import { hostEnvironment } from '@/lib/env';
import { createGit } from './exec';
import { identityEnvironment, PRODUCT_IDENTITY } from './identity';

/** Writes the built-in demo as a real repository with one commit. `dir` appears whole or not at all. */
export async function createDemoRepository(dir: string): Promise<void> {
  const git = createGit(hostEnvironment());
  const temporary = `${dir}.${process.pid}.new`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  for (const { path: name, text } of demoProjectFiles()) {
    const file = path.join(temporary, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const place = { gitDir: path.join(temporary, '.git'), workTree: temporary, cwd: temporary };
  const env = identityEnvironment(PRODUCT_IDENTITY);
  await git.run({ args: ['init', '-q', '-b', 'main', temporary] });
  await git.run({ ...place, args: ['add', '-A'] });
  await git.run({
    ...place,
    env,
    args: ['commit', '-q', '-m', 'A small library with a slow function that is wrong, too'],
  });
  await rename(temporary, dir);
}
