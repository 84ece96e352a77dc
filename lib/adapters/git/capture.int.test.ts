import { execFile } from 'node:child_process';
import { access, chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CaptureResult } from '@/lib/core/repository';
import { createTempRepository, gitIn, type TempRepository } from '@/lib/testing/temp-repository';
import { createGitRepository } from './git-repository';

const git = createGitRepository();
const run = promisify(execFile);
const REF = 'refs/bakeoff/e1/v1/r1';
let root: string;
let source: TempRepository;
let hub: string;
let startSha: string;
let dir: string;
let scratch: string;

const BASE = {
  'a.txt': 'one\n',
  'b.txt': Array.from({ length: 30 }, (_, i) => `line ${i}\n`).join(''),
  'run.sh': '#!/bin/sh\n',
  'gone.txt': 'gone\n',
  'folder/inner.txt': 'inner\n',
  '.gitignore': '*.log\nnode_modules/\n',
};

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'bakeoff-capture-'));
  source = await createTempRepository(BASE);
  hub = path.join(root, 'hub.git');
  dir = path.join(root, 'run/workspace');
  scratch = path.join(root, 'run/scratch');
  await writeFile(path.join(source.dir, '.git/info/exclude'), 'private\n');
  await git.ensureHub({ hub, repoPath: source.dir });
  const imported = await git.importCommit({ hub, repoPath: source.dir, ref: null });
  if (!imported.ok) throw new Error(imported.error.message);
  startSha = imported.value.sha;
  await git.checkout({ hub, sha: startSha, dir });
});

afterEach(async () => {
  await source.cleanup();
  await rm(root, { recursive: true, force: true });
});

function capture(exclude: string[] = []): Promise<CaptureResult> {
  return git.capture({ hub, dir, startSha, ref: REF, message: 'Result of v1\n', exclude, scratch });
}

async function write(files: Record<string, string | Buffer>): Promise<void> {
  for (const [name, contents] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
    await writeFile(path.join(dir, name), contents);
  }
}

async function changes(sha: string): Promise<string[]> {
  const files = await git.changedFiles({ hub, from: startSha, to: sha });
  return files.map(({ change, oldPath, path: name }) => [change, oldPath, name].filter(Boolean).join(' ')).sort();
}

function liveStats() {
  return git.liveStats({ hub, dir, startSha, scratch });
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

describe('checkout', () => {
  it('is a clean repository of its own in which an agent can commit', async () => {
    expect(await gitIn(dir, ['status', '--porcelain'])).toBe('');
    expect(await gitIn(dir, ['symbolic-ref', 'HEAD'])).toBe('refs/heads/work');
    expect(await gitIn(dir, ['rev-parse', 'HEAD'])).toBe(startSha);
    expect(await gitIn(dir, ['remote'])).toBe('');
    await write({ 'a.txt': 'two\n', private: 'ignored in the repository of the user' });
    await gitIn(dir, ['add', '-A']);
    await gitIn(dir, ['commit', '-qm', 'mine']);
    expect(await gitIn(dir, ['log', '-1', '--format=%an <%ae>'])).toBe('Bakeoff <bakeoff@localhost>');
    expect(await gitIn(dir, ['show', '--name-only', '--format='])).toBe('a.txt');
    await gitIn(dir, ['fsck', '--strict']);
  });

  it('refuses a folder that is not empty', async () => {
    await expect(git.checkout({ hub, sha: startSha, dir })).rejects.toThrow(/not empty/);
  });
});

describe('capture', () => {
  it('takes new, changed, deleted, renamed, binary and executable files and links, committed or not', async () => {
    await write({ 'a.txt': 'two\n', 'new/deep.txt': 'new\n', 'bin.dat': Buffer.from([0, 1, 2, 255]) });
    await gitIn(dir, ['add', '-A']);
    await gitIn(dir, ['commit', '-qm', 'by the agent']);
    await rm(path.join(dir, 'gone.txt'));
    await rename(path.join(dir, 'b.txt'), path.join(dir, 'c.txt'));
    await chmod(path.join(dir, 'run.sh'), 0o644);
    await symlink('/etc/passwd', path.join(dir, 'link'));
    await write({ 'x.log': 'ignored', 'node_modules/m/index.js': 'ignored', private: 'ignored' });
    const result = await capture();
    expect(await changes(result.sha)).toEqual([
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
    expect(await gitIn(hub, ['rev-parse', REF])).toBe(result.sha);
    expect(await gitIn(hub, ['log', '-1', '--format=%P|%an <%ae>|%cn|%B', result.sha])).toBe(
      `${startSha}|Bakeoff <bakeoff@localhost>|Bakeoff|Result of v1`,
    );
    expect(await gitIn(hub, ['cat-file', 'blob', `${result.sha}:link`])).toBe('/etc/passwd');
    await gitIn(hub, ['fsck', '--strict', '--no-dangling']);
  });

  it('is the start itself where nothing was changed', async () => {
    await write({ 'x.log': 'ignored' });
    expect(await capture()).toEqual({
      sha: startSha,
      changed: false,
      stats: { filesChanged: 0, linesAdded: 0, linesRemoved: 0 },
      warnings: [],
    });
    expect(await gitIn(hub, ['rev-parse', REF])).toBe(startSha);
  });

  it('leaves out what the product copied in, and keeps the base where that was tracked', async () => {
    await write({ '.env': 'SECRET=1', 'config/local.json': '{}', 'config/kept.json': '{}', 'a.txt': 'copied over\n' });
    const { sha } = await capture(['.env', 'config/local.json', 'a.txt', './folder/']);
    expect(await changes(sha)).toEqual(['added config/kept.json']);
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
    const { sha, warnings } = await capture();
    expect(warnings).toEqual([]);
    const files = await git.changedFiles({ hub, from: startSha, to: sha });
    expect(files.map((file) => file.path).sort()).toEqual([...names, 'latin-\uFFFD'].sort());
    const { stdout } = await run('git', ['ls-tree', '-r', '-z', '--name-only', sha], { cwd: hub, encoding: 'buffer' });
    expect(stdout.includes(Buffer.from([0xe9]))).toBe(true);
    const patch = await git.patch({ hub, from: startSha, to: sha, paths: ['*', '-rf', ':(top)x'] });
    expect(patch.match(/^diff --git/gm)).toHaveLength(3);
  });

  it('leaves out repositories inside the checkout, with a warning', async () => {
    await write({ 'lib/nested/file.txt': 'x\n', 'lib/mine.txt': 'mine\n', 'empty-repo/x.txt': 'x\n' });
    await gitIn(path.join(dir, 'lib/nested'), ['init', '-q']);
    await gitIn(path.join(dir, 'lib/nested'), ['add', '-A']);
    await gitIn(path.join(dir, 'lib/nested'), ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x']);
    await gitIn(path.join(dir, 'empty-repo'), ['init', '-q']);
    const { sha, warnings } = await capture();
    expect(await changes(sha)).toEqual(['added lib/mine.txt']);
    expect(warnings).toEqual([
      expect.stringContaining('"empty-repo/" is a git repository of its own'),
      expect.stringContaining('"lib/nested/" is a git repository of its own'),
    ]);
  });

  it('follows files that became folders or links, and the other way round', async () => {
    await rm(path.join(dir, 'a.txt'));
    await write({ 'a.txt/now-a-folder.txt': 'x\n' });
    await mkdir(path.join(dir, 'elsewhere'));
    await rename(path.join(dir, 'folder/inner.txt'), path.join(dir, 'elsewhere/inner.txt'));
    await rm(path.join(dir, 'folder'), { recursive: true });
    await symlink('elsewhere', path.join(dir, 'folder'));
    const { sha } = await capture();
    const { stdout } = await run('git', ['ls-tree', '-r', '--name-only', sha], { cwd: hub });
    expect(stdout.trim().split('\n')).toEqual(
      ['.gitignore', 'a.txt/now-a-folder.txt', 'b.txt', 'elsewhere/inner.txt', 'folder', 'gone.txt', 'run.sh'].sort(),
    );
  });

  it('is not held up by pipes and sockets', async () => {
    await run('mkfifo', [path.join(dir, 'pipe')]);
    await rm(path.join(dir, 'a.txt'));
    await run('mkfifo', [path.join(dir, 'a.txt')]);
    const server = createServer().listen(path.join(dir, 'socket'));
    await write({ 'new.txt': 'new\n' });
    const live = await liveStats();
    const { sha, warnings } = await capture();
    server.close();
    expect(live.filesChanged).toBe(2);
    expect(await changes(sha)).toEqual(['added new.txt', 'deleted a.txt']);
    expect(warnings).toEqual([expect.stringContaining('"a.txt" is no ordinary file')]);
  });

  it('takes files as they are where the attributes name an encoding that does not exist', async () => {
    await write({ '.gitattributes': '*.txt working-tree-encoding=no-such-thing\n', 'a.txt': 'two\n' });
    const { sha, warnings } = await capture();
    expect(await gitIn(hub, ['show', `${sha}:a.txt`])).toBe('two');
    expect(warnings).toEqual([expect.stringContaining('without the conversions of .gitattributes')]);
  });

  it('works for ten runs of one hub at the same time', async () => {
    const shas = await Promise.all(
      Array.from({ length: 10 }, async (_, i) => {
        const workspace = path.join(root, `w${i}`);
        await git.checkout({ hub, sha: startSha, dir: workspace });
        await writeFile(path.join(workspace, 'a.txt'), `by ${i}\n`);
        await writeFile(path.join(workspace, 'same.txt'), 'the same for all\n');
        const input = { hub, dir: workspace, startSha, message: 'x', exclude: [], scratch: path.join(root, `s${i}`) };
        return (await git.capture({ ...input, ref: `refs/bakeoff/e1/v${i}/r` })).sha;
      }),
    );
    for (const [i, sha] of shas.entries()) expect(await gitIn(hub, ['show', `${sha}:a.txt`])).toBe(`by ${i}`);
    await gitIn(hub, ['fsck', '--strict', '--no-dangling']);
    await git.deleteRefs({ hub, prefix: 'refs/bakeoff/e1' });
    await git.deleteRefs({ hub, prefix: 'refs/bakeoff/e1' });
    expect(await gitIn(hub, ['for-each-ref', '--format=%(refname)'])).toBe(`refs/bakeoff/base/${startSha}`);
  });

  it('refuses refs that are not its own', async () => {
    const input = { hub, dir, startSha, message: 'x', exclude: [], scratch };
    for (const ref of ['refs/heads/main', 'refs/bakeoff/../heads/x', '--help', 'refs/bakeoff/a b']) {
      await expect(git.capture({ ...input, ref })).rejects.toThrow(/Not a ref of ours/);
      await expect(git.deleteRefs({ hub, prefix: ref })).rejects.toThrow(/Not a ref of ours/);
    }
  });
});

describe('live stats', () => {
  it('follow the checkout and leave no objects in the hub', async () => {
    const before = await readdir(path.join(hub, 'objects'), { recursive: true });
    expect(await liveStats()).toEqual({ filesChanged: 0, linesAdded: 0, linesRemoved: 0 });
    await write({ 'a.txt': 'one\ntwo\n', 'new.txt': 'x\ny', 'x.log': 'ignored\n' });
    await gitIn(dir, ['add', '-A']);
    await gitIn(dir, ['commit', '-qm', 'agent']);
    expect(await liveStats()).toEqual({ filesChanged: 2, linesAdded: 3, linesRemoved: 0 });
    await rm(path.join(dir, 'gone.txt'));
    await rm(path.join(dir, 'new.txt'));
    const both = await Promise.all([liveStats(), liveStats()]);
    expect(both[0]).toEqual({ filesChanged: 2, linesAdded: 1, linesRemoved: 1 });
    expect(both[1]).toEqual(both[0]);
    expect(await readdir(path.join(hub, 'objects'), { recursive: true })).toEqual(before);
    const { sha } = await capture();
    expect(await changes(sha)).toEqual(['deleted gone.txt', 'modified a.txt']);
  });
});

describe('a checkout set up to run code on the host', () => {
  let trap: string;
  let touch: string;

  beforeEach(async () => {
    trap = path.join(root, 'trap');
    touch = path.join(root, 'touch.sh');
    await writeFile(touch, `#!/bin/sh\ntouch ${trap}\n`, { mode: 0o755 });
    await write({ 'a.txt': 'two\n', 'new.txt': 'new\n' });
  });

  /** Captures, compares and looks at it live; then shows that the trap does work for git run in the usual way. */
  async function expectNothingRan(control: string[] | null): Promise<void> {
    await liveStats();
    const { sha } = await capture();
    await git.patch({ hub, from: startSha, to: sha });
    await git.stats({ hub, from: startSha, to: sha });
    expect(await changes(sha)).toEqual(expect.arrayContaining(['added new.txt', 'modified a.txt']));
    expect(await isThere(trap)).toBe(false);
    if (control === null) return;
    await gitIn(dir, control).catch(() => '');
    expect(await isThere(trap)).toBe(true);
  }

  it.each([
    ['filter.x.clean', '*.txt filter=x\n', ['add', '-A']],
    ['filter.x.process', '*.txt filter=x\n', ['add', '-A']],
    ['diff.external', '', ['diff']],
    ['diff.x.textconv', '*.txt diff=x\n', ['diff']],
    ['diff.x.command', '*.txt diff=x\n', ['diff']],
    ['core.fsmonitor', '', ['status']],
  ])('runs no %s', async (key, attributes, control) => {
    await gitIn(dir, ['config', key, touch]);
    if (attributes) await write({ '.gitattributes': attributes });
    await expectNothingRan(control);
  });

  it('runs no hook, wherever the hooks are', async () => {
    const hooks = path.join(root, 'hooks');
    await mkdir(hooks);
    for (const name of ['pre-commit', 'post-index-change', 'reference-transaction', 'post-checkout']) {
      await writeFile(path.join(hooks, name), await readFile(touch), { mode: 0o755 });
    }
    await gitIn(dir, ['config', 'core.hooksPath', hooks]);
    await expectNothingRan(['commit', '-qm', 'x', '--allow-empty']);
  });

  it('reads no included configuration', async () => {
    const config = path.join(root, 'config');
    await writeFile(config, `[core]\n\tfsmonitor = ${touch}\n`);
    await gitIn(dir, ['config', 'include.path', config]);
    await expectNothingRan(['status']);
  });

  it('reads no configuration of a work tree', async () => {
    await gitIn(dir, ['config', 'extensions.worktreeConfig', 'true']);
    await writeFile(path.join(dir, '.git/config.worktree'), `[core]\n\tfsmonitor = ${touch}\n`);
    await expectNothingRan(['status']);
  });

  it('follows no .git file to another repository', async () => {
    const evil = path.join(root, 'evil.git');
    await rename(path.join(dir, '.git'), evil);
    await gitIn(evil, ['config', 'core.fsmonitor', touch]);
    await writeFile(path.join(dir, '.git'), `gitdir: ${evil}\n`);
    await expectNothingRan(['status']);
  });

  it('needs no .git at all', async () => {
    await rm(path.join(dir, '.git'), { recursive: true });
    await expectNothingRan(null);
  });

  it('starts nothing in a repository inside it, not even in the place of a submodule', async () => {
    await source.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', source.dir, 'vendor');
    await source.commit();
    const imported = await git.importCommit({ hub, repoPath: source.dir, ref: null });
    if (!imported.ok) throw new Error(imported.error.message);
    startSha = imported.value.sha;
    dir = path.join(root, 'with-submodule');
    scratch = path.join(root, 'other-scratch');
    await git.checkout({ hub, sha: startSha, dir });
    const vendor = path.join(dir, 'vendor');
    await gitIn(vendor, ['init', '-q']);
    await write({ 'vendor/x.txt': 'x\n', 'a.txt': 'two\n', 'new.txt': 'new\n' });
    await gitIn(vendor, ['add', '-A']);
    await gitIn(vendor, ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x']);
    await gitIn(vendor, ['config', 'core.fsmonitor', touch]);
    await expectNothingRan(['status']);
    expect(await gitIn(hub, ['ls-tree', REF, 'vendor'])).toContain('commit');
  });

  it('puts nothing into the hub through the alternates of the checkout', async () => {
    const secret = await createTempRepository({ 'secret.txt': 'secret\n' });
    const blob = await secret.git('rev-parse', 'HEAD:secret.txt');
    const alternates = path.join(dir, '.git/objects/info/alternates');
    await writeFile(alternates, `${await readFile(alternates, 'utf8')}${secret.dir}/.git/objects\n`);
    await gitIn(dir, ['update-index', '--add', '--cacheinfo', `100644,${blob},stolen.txt`]);
    await expectNothingRan(null);
    await expect(gitIn(hub, ['cat-file', '-e', blob])).rejects.toThrow(/./);
    await secret.cleanup();
  });
});
