/** What docs/scripting.md shows is compiled against the types of the package, and run on its module. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageFiles } from '@/lib/schemas/package/files';
import { validateExperiment } from '@/lib/schemas/package/main';

const run = promisify(execFile);
const root = process.cwd();
let dir = '';

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'bakeoff-package-'));
  const installed = path.join(dir, 'node_modules', 'bakeoff');
  await mkdir(path.join(installed, 'dist'), { recursive: true });
  await cp('package.json', path.join(installed, 'package.json'));
  for (const name of ['yaml', 'zod', '@marcbachmann', '@types']) {
    await symlink(path.join(root, 'node_modules', name), path.join(dir, 'node_modules', name));
  }
  await build({
    entryPoints: { schema: 'lib/schemas/package/main.ts' },
    outdir: path.join(installed, 'dist'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  });
  for (const [name, text] of Object.entries(packageFiles())) await writeFile(path.join(installed, 'dist', name), text);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

it('builds and checks an experiment file in the way that the page shows', async () => {
  const page = await readFile('docs/scripting.md', 'utf8');
  const script = /```ts\n([^]*?)\n```/.exec(page)?.[1] ?? '';
  expect(script).toContain("from 'bakeoff/schema'");
  const file = path.join(dir, 'experiments.mts');
  await writeFile(file, script);
  const options = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--types', 'node', '--outDir', dir];
  await run(path.join(root, 'node_modules/.bin/tsc'), [...options, file], { cwd: dir });
  const { stdout } = await run(process.execPath, [path.join(dir, 'experiments.mjs')], { cwd: dir });
  expect(validateExperiment(stdout)).toEqual([]);
  expect(stdout).toContain('id: functional');
});

it('refuses a file that is not one, when it is compiled', async () => {
  const file = path.join(dir, 'wrong.mts');
  await writeFile(
    file,
    `import type { ExperimentFile } from 'bakeoff/schema';\nexport const file: ExperimentFile = { tusk: 1 };\n`,
  );
  const options = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--noEmit'];
  const failed = run(path.join(root, 'node_modules/.bin/tsc'), [...options, file], { cwd: dir });
  await expect(failed).rejects.toMatchObject({ stdout: expect.stringContaining('tusk') });
});
