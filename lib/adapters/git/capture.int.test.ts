import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitIn } from '@/lib/testing/temp-repository';
import { captureCheckout } from './capture';
import { createGit } from './exec';
import { createProject, git, startRun, type ProjectFixture, type RunFixture } from './fixtures';

const execute = promisify(execFile);
let project: ProjectFixture;
let run: RunFixture;
let dir: string;

const BASE = {
  'a.txt': 'one\n',
  'b.txt': Array.from({ length: 30 }, (_, i) => `line ${i}\n`).join(''),
  'run.sh': '#!/bin/sh\n',
  'gone.txt': 'gone\n',
  'folder/inner.txt': 'inner\n',
  '.gitignore': '*.log\nnode_modules/\n',
};

beforeEach(async () => {
  project = await createProject(BASE, 'private\n');
  run = await startRun({ ...project, startSha: project.baseSha });
  dir = run.dir;
});

afterEach(() => project.cleanup());

describe('checkout', () => {
  it('is a clean repository of its own in which an agent can commit', async () => {
    expect(await gitIn(dir, ['status', '--porcelain'])).toBe('');
    expect(await gitIn(dir, ['symbolic-ref', 'HEAD'])).toBe('refs/heads/work');
    expect(await gitIn(dir, ['rev-parse', 'HEAD'])).toBe(project.baseSha);
    expect(await gitIn(dir, ['remote'])).toBe('');
    await run.write({ 'a.txt': 'two\n', private: 'ignored in the repository of the user' });
    await gitIn(dir, ['add', '-A']);
    await gitIn(dir, ['commit', '-qm', 'mine']);
    expect(await gitIn(dir, ['log', '-1', '--format=%an <%ae>'])).toBe('Bakeoff <bakeoff@localhost>');
    expect(await gitIn(dir, ['show', '--name-only', '--format='])).toBe('a.txt');
    await gitIn(dir, ['fsck', '--strict']);
  });

  it('refuses a folder that is not empty', async () => {
    await expect(git.checkout({ hub: project.hub, sha: project.baseSha, dir })).rejects.toThrow(/not empty/);
  });
});

describe('capture', () => {
  it('takes new, changed, deleted, renamed, binary and executable files and links, committed or not', async () => {
    await run.write({ 'a.txt': 'two\n', 'new/deep.txt': 'new\n', 'bin.dat': Buffer.from([0, 1, 2, 255]) });
    await gitIn(dir, ['add', '-A']);
    await gitIn(dir, ['commit', '-qm', 'by the agent']);
    await rm(path.join(dir, 'gone.txt'));
    await rename(path.join(dir, 'b.txt'), path.join(dir, 'c.txt'));
    await chmod(path.join(dir, 'run.sh'), 0o644);
    await symlink('/etc/passwd', path.join(dir, 'link'));
    await run.write({ 'x.log': 'ignored', 'node_modules/m/index.js': 'ignored', private: 'ignored' });
    const result = await run.capture();
    expect(await run.changes(result.sha)).toEqual([
      'added bin.dat',
      'added link',
      'added new/deep.txt',
      'deleted gone.txt',
      'mode run.sh',
      'modified a.txt',
      'renamed b.txt c.txt',
    ]);
    expect(result).toMatchObject({ changed: true, warnings: [] });
    expect(result.stats).toEqual({ filesChanged: 7, linesAdded: 3, linesRemoved: 2 });
    expect(await gitIn(project.hub, ['rev-parse', run.ref])).toBe(result.sha);
    expect(await gitIn(project.hub, ['log', '-1', '--format=%P|%an <%ae>|%cn|%B', result.sha])).toBe(
      `${project.baseSha}|Bakeoff <bakeoff@localhost>|Bakeoff|Result`,
    );
    expect(await gitIn(project.hub, ['cat-file', 'blob', `${result.sha}:link`])).toBe('/etc/passwd');
    await gitIn(project.hub, ['fsck', '--strict', '--no-dangling']);
  });

  it('is the start itself where nothing was changed', async () => {
    await run.write({ 'x.log': 'ignored' });
    expect(await run.capture()).toEqual({
      sha: project.baseSha,
      changed: false,
      stats: { filesChanged: 0, linesAdded: 0, linesRemoved: 0 },
      warnings: [],
    });
    expect(await gitIn(project.hub, ['rev-parse', run.ref])).toBe(project.baseSha);
  });

  it('leaves out what the product copied in, and keeps the base where that was tracked', async () => {
    await run.write({
      '.env': 'SECRET=1',
      'config/local.json': '{}',
      'config/kept.json': '{}',
      'a.txt': 'copied over\n',
    });
    const { sha } = await run.capture(['.env', 'config/local.json', 'a.txt', './folder/']);
    expect(await run.changes(sha)).toEqual(['added config/kept.json']);
  });

  it('keeps hostile file names byte for byte', async () => {
    const names = [
      '-rf',
      'new\nline',
      'tab\there',
      '"quoted"',
      '\u202Egnp.exe',
      '..hidden..',
      ' space ',
      ':(top)x',
      '*',
    ];
    for (const name of names) await writeFile(path.join(dir, name), 'x\n');
    const bytes = Buffer.concat([Buffer.from(`${dir}/latin-`), Buffer.from([0xe9])]);
    await writeFile(bytes, 'x\n');
    const { sha, warnings } = await run.capture();
    expect(warnings).toEqual([]);
    const files = await git.changedFiles({ hub: project.hub, from: project.baseSha, to: sha });
    expect(files.map((file) => file.path).sort()).toEqual([...names, 'latin-\uFFFD'].sort());
    const { stdout } = await execute('git', ['ls-tree', '-r', '-z', '--name-only', sha], {
      cwd: project.hub,
      encoding: 'buffer',
    });
    expect(stdout.includes(Buffer.from([0xe9]))).toBe(true);
    const patch = await git.patch({ hub: project.hub, from: project.baseSha, to: sha, paths: ['*', '-rf', ':(top)x'] });
    expect(patch.match(/^diff --git/gm)).toHaveLength(3);
  });

  it('leaves out repositories inside the checkout, with a warning', async () => {
    await run.write({ 'lib/nested/file.txt': 'x\n', 'lib/mine.txt': 'mine\n', 'empty-repo/x.txt': 'x\n' });
    await gitIn(path.join(dir, 'lib/nested'), ['init', '-q']);
    await gitIn(path.join(dir, 'lib/nested'), ['add', '-A']);
    await gitIn(path.join(dir, 'lib/nested'), ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x']);
    await gitIn(path.join(dir, 'empty-repo'), ['init', '-q']);
    const { sha, warnings } = await run.capture();
    expect(await run.changes(sha)).toEqual(['added lib/mine.txt']);
    expect(warnings).toEqual([
      expect.stringContaining('"empty-repo/" is a git repository of its own'),
      expect.stringContaining('"lib/nested/" is a git repository of its own'),
    ]);
  });

  it('follows files that became folders or links, and the other way round', async () => {
    await rm(path.join(dir, 'a.txt'));
    await run.write({ 'a.txt/now-a-folder.txt': 'x\n' });
    await mkdir(path.join(dir, 'elsewhere'));
    await rename(path.join(dir, 'folder/inner.txt'), path.join(dir, 'elsewhere/inner.txt'));
    await rm(path.join(dir, 'folder'), { recursive: true });
    await symlink('elsewhere', path.join(dir, 'folder'));
    const { sha } = await run.capture();
    const { stdout } = await execute('git', ['ls-tree', '-r', '--name-only', sha], { cwd: project.hub });
    expect(stdout.trim().split('\n')).toEqual(
      ['.gitignore', 'a.txt/now-a-folder.txt', 'b.txt', 'elsewhere/inner.txt', 'folder', 'gone.txt', 'run.sh'].sort(),
    );
  });

  it('is not held up by pipes and sockets', async () => {
    await execute('mkfifo', [path.join(dir, 'pipe')]);
    await rm(path.join(dir, 'a.txt'));
    await execute('mkfifo', [path.join(dir, 'a.txt')]);
    const server = createServer().listen(path.join(dir, 'socket'));
    await run.write({ 'new.txt': 'new\n' });
    const live = await run.liveStats();
    const { sha, warnings } = await run.capture();
    server.close();
    expect(live.filesChanged).toBe(2);
    expect(await run.changes(sha)).toEqual(['added new.txt', 'deleted a.txt']);
    expect(warnings).toEqual([expect.stringContaining('"a.txt" is no ordinary file')]);
  });

  it('removes a pipe that stands where git expects ignore rules, and goes on', async () => {
    await run.write({ 'new.txt': 'new\n', 'deep/x.txt': 'x\n' });
    await execute('mkfifo', [path.join(dir, 'deep/.gitignore')]);
    await rm(path.join(dir, '.gitignore'));
    await execute('mkfifo', [path.join(dir, '.gitignore')]);
    const input = { hub: project.hub, dir, startSha: project.baseSha, ref: run.ref, message: 'x', exclude: [] };
    const hurried = await captureCheckout(
      createGit(process.env),
      { ...input, scratch: project.root },
      { firstTryMs: 500 },
    );
    expect(await run.changes(hurried.sha)).toEqual(['added deep/x.txt', 'added new.txt', 'deleted .gitignore']);
    expect(hurried.warnings.sort()).toEqual([
      expect.stringContaining('".gitignore" is no ordinary file'),
      expect.stringContaining('"deep/.gitignore" is no ordinary file'),
    ]);
  });

  it('takes files as they are where the attributes name an encoding that does not exist', async () => {
    await run.write({ '.gitattributes': '*.txt working-tree-encoding=no-such-thing\n', 'a.txt': 'two\n' });
    const { sha, warnings } = await run.capture();
    expect(await gitIn(project.hub, ['show', `${sha}:a.txt`])).toBe('two');
    expect(warnings).toEqual([expect.stringContaining('without the conversions of .gitattributes')]);
  });

  it('works for ten runs of one project.hub at the same time', async () => {
    const shas = await Promise.all(
      Array.from({ length: 10 }, async (_, i) => {
        const workspace = path.join(project.root, `w${i}`);
        await git.checkout({ hub: project.hub, sha: project.baseSha, dir: workspace });
        await writeFile(path.join(workspace, 'a.txt'), `by ${i}\n`);
        await writeFile(path.join(workspace, 'same.txt'), 'the same for all\n');
        const input = {
          hub: project.hub,
          dir: workspace,
          startSha: project.baseSha,
          message: 'x',
          exclude: [],
          scratch: path.join(project.root, `s${i}`),
        };
        return (await git.capture({ ...input, ref: `refs/bakeoff/e1/v${i}/r` })).sha;
      }),
    );
    for (const [i, sha] of shas.entries()) expect(await gitIn(project.hub, ['show', `${sha}:a.txt`])).toBe(`by ${i}`);
    await gitIn(project.hub, ['fsck', '--strict', '--no-dangling']);
    await git.deleteRefs({ hub: project.hub, prefix: 'refs/bakeoff/e1' });
    await git.deleteRefs({ hub: project.hub, prefix: 'refs/bakeoff/e1' });
    expect(await gitIn(project.hub, ['for-each-ref', '--format=%(refname)'])).toBe(
      `refs/bakeoff/base/${project.baseSha}`,
    );
  });

  it('refuses refs that are not its own', async () => {
    const input = {
      hub: project.hub,
      dir,
      startSha: project.baseSha,
      message: 'x',
      exclude: [],
      scratch: project.root,
    };
    for (const ref of ['refs/heads/main', 'refs/bakeoff/../heads/x', '--help', 'refs/bakeoff/a b']) {
      await expect(git.capture({ ...input, ref })).rejects.toThrow(/Not a ref of ours/);
      await expect(git.deleteRefs({ hub: project.hub, prefix: ref })).rejects.toThrow(/Not a ref of ours/);
    }
  });
});

describe('live stats', () => {
  it('follow the checkout and leave no objects in the hub', async () => {
    const before = await readdir(path.join(project.hub, 'objects'), { recursive: true });
    expect(await run.liveStats()).toEqual({ filesChanged: 0, linesAdded: 0, linesRemoved: 0 });
    await run.write({ 'a.txt': 'one\ntwo\n', 'new.txt': 'x\ny', 'x.log': 'ignored\n' });
    await gitIn(dir, ['add', '-A']);
    await gitIn(dir, ['commit', '-qm', 'agent']);
    expect(await run.liveStats()).toEqual({ filesChanged: 2, linesAdded: 3, linesRemoved: 0 });
    await rm(path.join(dir, 'gone.txt'));
    await rm(path.join(dir, 'new.txt'));
    const both = await Promise.all([run.liveStats(), run.liveStats()]);
    expect(both[0]).toEqual({ filesChanged: 2, linesAdded: 1, linesRemoved: 1 });
    expect(both[1]).toEqual(both[0]);
    expect(await readdir(path.join(project.hub, 'objects'), { recursive: true })).toEqual(before);
    const { sha } = await run.capture();
    expect(await run.changes(sha)).toEqual(['deleted gone.txt', 'modified a.txt']);
  });
});
