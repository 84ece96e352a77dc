import { execFile } from 'node:child_process';
import { link, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CaptureResult } from '@/lib/core/repository';
import { gitIn } from '@/lib/testing/temp-repository';
import { captureCheckout } from './capture';
import { createGit } from './exec';
import { createProject, startRun, type ProjectFixture, type RunFixture } from './fixtures';
import type { SnapshotLimits } from './snapshot-limits';

const execute = promisify(execFile);
const GB = 1024 ** 3;
const isRoot = process.getuid?.() === 0;
let project: ProjectFixture;
let run: RunFixture;
let dir: string;

beforeEach(async () => {
  project = await createProject({ 'a.txt': 'one\n', 'b.txt': 'two\n', '.gitignore': '*.log\n' });
  run = await startRun({ ...project, startSha: project.baseSha });
  dir = run.dir;
  await run.write({ 'new.txt': 'new\n' });
});

afterEach(async () => {
  // Deeper than Node can remove.
  await execute('rm', ['-rf', dir]);
  await project.cleanup();
});

async function capture(limits: Partial<SnapshotLimits> = {}): Promise<CaptureResult & { changes: string[] }> {
  const { hub, baseSha: startSha } = project;
  const scratch = await mkdtemp(path.join(project.root, 'scratch-'));
  const input = { hub, dir, startSha, ref: run.ref, message: 'x\n', exclude: [], scratch };
  const result = await captureCheckout(createGit(process.env), input, { limits });
  return { ...result, changes: await run.changes(result.sha) };
}

/** What the hub takes on disk. */
async function hubBytes(): Promise<number> {
  const { stdout } = await execute('du', ['-sk', project.hub]);
  return Number.parseInt(stdout, 10) * 1024;
}

async function sparse(name: string, bytes: number): Promise<void> {
  await writeFile(path.join(dir, name), '');
  await truncate(path.join(dir, name), bytes);
}

describe('a capture', () => {
  it('takes neither sparse bombs nor files of gigabytes, and names them', async () => {
    const before = await hubBytes();
    await sparse('bomb.bin', 1000 * GB);
    await sparse('a.txt', 40 * GB);
    const started = Date.now();
    const { changes, warnings } = await capture();
    expect(changes).toEqual(['added new.txt']);
    expect(warnings).toEqual([
      '"a.txt" has become too large and was left as it was.',
      '"bomb.bin" is larger than 100 MB and was left out.',
    ]);
    expect((await hubBytes()) - before).toBeLessThan(1024 * 1024);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it('takes no more than a result may have in all', async () => {
    for (const name of ['1', '2', '3']) await writeFile(path.join(dir, name), 'x'.repeat(1000));
    const { changes, warnings } = await capture({ maxTotalBytes: 2100 });
    expect(changes).toEqual(['added 1', 'added 2', 'added new.txt']);
    expect(warnings).toEqual([expect.stringMatching(/^"3" would make the result larger/)]);
  });

  it('takes no more files than it may, those of the project first', async () => {
    await run.write({ 'a.txt': 'changed\n' });
    await mkdir(path.join(dir, 'many'));
    await Promise.all(Array.from({ length: 300 }, (_, i) => writeFile(path.join(dir, 'many', `${i}`), 'x')));
    const { changes, warnings } = await capture({ maxFiles: 100 });
    expect(changes).toHaveLength(100);
    expect(changes).toContain('modified a.txt');
    expect(warnings).toHaveLength(51);
    expect(warnings.at(-1)).toMatch(/^152 more things/);
  });

  it('is not drowned by rules files of gigabytes', async () => {
    await sparse('.gitignore', 30 * GB);
    await mkdir(path.join(dir, 'deep'));
    await sparse('deep/.gitattributes', 30 * GB);
    await run.write({ 'deep/x.txt': 'x\n' });
    const { changes, warnings } = await capture();
    expect(changes).toEqual(['added deep/x.txt', 'added new.txt', 'deleted .gitignore']);
    expect(warnings.sort()).toEqual([
      expect.stringContaining('".gitignore" is no ordinary file or far too large'),
      expect.stringContaining('"deep/.gitattributes" is no ordinary file or far too large'),
    ]);
  });

  it('goes as deep as a path may be long', async () => {
    const script =
      "for (let i = 0; i < 4000; i++) { fs.mkdirSync('d'); process.chdir('d'); } fs.writeFileSync('bottom', '')";
    await execute(process.execPath, ['-e', script], { cwd: dir });
    const { changes, warnings } = await capture();
    expect(changes).toEqual(['added new.txt']);
    expect(warnings).toEqual([expect.stringContaining('nested too deep')]);
  });

  it('takes nothing that another system reads as .git', async () => {
    await run.write({ '.GIT/config': 'x', 'sub/git~1': 'x', 'sub/.g\u200Cit/hooks/x': 'x', 'sub/fine.txt': 'x' });
    const { changes, warnings } = await capture();
    expect(changes).toEqual(['added new.txt', 'added sub/fine.txt']);
    expect(warnings).toHaveLength(3);
    expect(warnings.join()).toMatch(/means \.git on some system/);
  });

  it('follows no .git file or link in a folder, and takes none', async () => {
    await run.write({ 'one/.git': `gitdir: ${project.hub}\n`, 'one/x.txt': 'x\n', 'two/x.txt': 'x\n' });
    await symlink(project.hub, path.join(dir, 'two/.git'));
    const { sha } = await capture();
    expect(await gitIn(project.hub, ['ls-tree', '-r', '--name-only', sha])).not.toMatch(/\.git$/m);
  });

  it('takes links as links and reads nothing through them', async () => {
    const outside = path.join(project.root, 'outside');
    await mkdir(outside);
    await writeFile(path.join(outside, 'secret'), 'secret\n');
    await symlink(outside, path.join(dir, 'out'));
    await symlink('/dev/zero', path.join(dir, 'zero'));
    const { sha, changes } = await capture();
    expect(changes).toEqual(['added new.txt', 'added out', 'added zero']);
    expect(await gitIn(project.hub, ['ls-tree', sha, 'out', 'zero'])).toMatch(/^120000 .*\n120000 /);
    expect(await gitIn(project.hub, ['show', `${sha}:zero`])).toBe('/dev/zero');
  });

  it.runIf(isRoot)('reads no device', async () => {
    await execute('mknod', [path.join(dir, 'disk'), 'c', '1', '5']);
    await rm(path.join(dir, 'b.txt'));
    await execute('mknod', [path.join(dir, 'b.txt'), 'c', '1', '5']);
    const { changes, warnings } = await capture();
    expect(changes).toEqual(['added new.txt', 'deleted b.txt']);
    expect(warnings).toEqual([expect.stringContaining('"b.txt" is no ordinary file')]);
  });

  it('keeps names apart that differ in case only, and those that no person can read', async () => {
    await run.write({ 'A.txt': 'upper\n', 'a\u0007bell': 'x', '\u202Etxt.exe': 'x' });
    await link(path.join(dir, 'new.txt'), path.join(dir, 'hard'));
    const { changes, warnings } = await capture();
    expect(changes).toEqual(
      ['added A.txt', 'added a\u0007bell', 'added hard', 'added new.txt', 'added \u202Etxt.exe'].sort(),
    );
    expect(warnings).toEqual([]);
  });
});
