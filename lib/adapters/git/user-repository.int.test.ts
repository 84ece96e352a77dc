import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  access,
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempRepository, gitIn, type TempRepository } from '@/lib/testing/temp-repository';
import { createGitRepository } from './git-repository';

const git = createGitRepository();
const execute = promisify(execFile);
let scratch: string;
let repositories: TempRepository[] = [];

async function repository(files: Record<string, string | Buffer> = { 'a.txt': 'one\n' }): Promise<TempRepository> {
  const made = await createTempRepository(files);
  repositories.push(made);
  return made;
}

beforeEach(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'bakeoff-git-'));
});

afterEach(async () => {
  await Promise.all(repositories.map((made) => made.cleanup()));
  repositories = [];
  await rm(scratch, { recursive: true, force: true });
});

/** Every entry below a folder with its kind, mode, time and contents. */
async function listing(dir: string): Promise<string[]> {
  const names = await readdir(dir, { recursive: true });
  const lines = await Promise.all(
    names.sort().map(async (name) => {
      const full = path.join(dir, name);
      const info = await lstat(full);
      const contents = info.isFile()
        ? createHash('sha1')
            .update(await readFile(full))
            .digest('hex')
        : '';
      return `${name} ${info.mode.toString(8)} ${info.mtimeMs} ${contents}`;
    }),
  );
  return lines;
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function problemOf(target: string): Promise<string> {
  const result = await git.inspect(target);
  return result.ok ? 'none' : result.error.type;
}

describe('inspect', () => {
  it('names the branch, the head, the branches and what is uncommitted', async () => {
    const { dir, git: run, write } = await repository({ 'a.txt': 'one\n', 'b.txt': 'b\n', '.gitignore': 'ignored\n' });
    await run('branch', 'other/thing');
    await write({ 'a.txt': 'two\n', 'new dir/ü\n.txt': 'x', ignored: 'x' });
    await rm(path.join(dir, 'b.txt'));
    const result = await git.inspect(path.join(dir, 'new dir'));
    if (!result.ok) throw new Error(result.error.message);
    const head = await run('rev-parse', 'HEAD');
    expect(result.value).toEqual({
      root: dir,
      currentBranch: 'main',
      headSha: head,
      branches: expect.arrayContaining([
        { name: 'main', sha: head },
        { name: 'other/thing', sha: head },
      ]),
      dirtyPaths: expect.arrayContaining(['a.txt', 'b.txt', 'new dir/ü\n.txt']),
      dirtyCount: 3,
      submodules: [],
      usesLfs: false,
      remoteUrl: null,
    });
  });

  it('has no branch where the head is detached', async () => {
    const { dir, git: run } = await repository();
    await run('checkout', '-q', '--detach');
    const result = await git.inspect(dir);
    expect(result.ok && result.value.currentBranch).toBeNull();
  });

  it('tells apart the ways in which a path is no usable repository', async () => {
    const plain = path.join(scratch, 'plain');
    await mkdir(plain);
    await writeFile(path.join(scratch, 'file'), '');
    await gitIn(scratch, ['init', '-q', '--bare', 'bare.git']);
    const empty = await repository({});
    const { dir } = await repository();
    expect(await problemOf(path.join(scratch, 'nothing'))).toBe('not_found');
    expect(await problemOf(path.join(scratch, 'file'))).toBe('not_a_folder');
    expect(await problemOf(plain)).toBe('not_a_repository');
    expect(await problemOf(path.join(scratch, 'bare.git'))).toBe('bare');
    expect(await problemOf(path.join(dir, '.git'))).toBe('not_a_repository');
    expect(await problemOf(empty.dir)).toBe('no_commits');
    expect(await problemOf('with\0zero')).toBe('not_found');
  });

  it.skipIf(process.getuid?.() !== 0)(
    'refuses a folder of another user unless the person trusts that very folder',
    async () => {
      const { dir } = await repository();
      await execute('chown', ['-R', '12345', dir]);
      await chown(dir, 12345, 12345);
      expect(await problemOf(dir)).toBe('unsafe_owner');
      await writeFile(path.join(scratch, '.gitconfig'), `[safe]\n\tdirectory = ${dir}\n`);
      const trusting = createGitRepository({ environment: { PATH: process.env.PATH, HOME: scratch } });
      const hub = path.join(scratch, 'hub.git');
      expect((await trusting.inspect(dir)).ok).toBe(true);
      expect((await trusting.importCommit({ hub, repoPath: dir, ref: null })).ok).toBe(true);
    },
  );

  it('says that git is missing', async () => {
    const { dir } = await repository();
    const without = createGitRepository({ environment: { PATH: scratch } });
    const result = await without.inspect(dir);
    expect(!result.ok && result.error.type).toBe('git_missing');
    expect(await without.version()).toBeNull();
    expect(await git.version()).toMatch(/^\d+\.\d+/);
  });

  it('shows the remote without its credentials', async () => {
    const { dir, git: run } = await repository();
    await run('remote', 'add', 'origin', 'https://me:secret@example.com/a/b.git');
    const result = await git.inspect(dir);
    expect(result.ok && result.value.remoteUrl).toBe('https://example.com/a/b.git');
  });

  it('reports submodules and Git LFS, and does not call untouched LFS files changed', async () => {
    const contents = 'the real contents\n';
    const oid = createHash('sha256').update(contents).digest('hex');
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${contents.length}\n`;
    const { dir, git: run, write, commit } = await repository({ 'a.bin': pointer, 'b.bin': pointer });
    const inner = await repository();
    await run('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.dir, 'vendor/inner');
    await write({ '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n' });
    await commit();
    await write({ 'a.bin': contents, 'b.bin': 'something else\n' });
    const result = await git.inspect(dir);
    if (!result.ok) throw new Error(result.error.message);
    expect(result.value).toMatchObject({ usesLfs: true, submodules: ['vendor/inner'], dirtyPaths: ['b.bin'] });
  });

  it('runs neither a filter nor a monitor of the repository', async () => {
    const { dir, git: run, write, commit } = await repository();
    const trap = path.join(scratch, 'trap');
    await write({ '.gitattributes': '*.txt filter=x\n' });
    await commit();
    await run('config', 'filter.x.clean', `touch ${trap}; cat`);
    await run('config', 'core.fsmonitor', `touch ${trap}; false`);
    await write({ 'a.txt': 'two\n' });
    const result = await git.inspect(dir);
    expect(result.ok && result.value.dirtyPaths).toEqual(['a.txt']);
    expect(await isThere(trap)).toBe(false);
    await run('status');
    expect(await isThere(trap)).toBe(true);
  });
});

describe('importing into the hub', () => {
  it('writes nothing to the repository of the user, to the byte and to the time', async () => {
    const { dir, write, git: run } = await repository({ 'a.txt': 'one\n', 'b.txt': 'b\n' });
    await write({ 'a.txt': 'two\n', 'new.txt': 'new\n' });
    await run('add', 'new.txt');
    const later = new Date(Date.now() + 60_000);
    await utimes(path.join(dir, 'b.txt'), later, later);
    const before = await listing(dir);
    const hub = path.join(scratch, 'hubs/project.git');
    await git.inspect(dir);
    await git.ensureHub({ hub, repoPath: dir });
    await git.ensureHub({ hub, repoPath: dir });
    const imported = await git.importCommit({ hub, repoPath: dir, ref: 'main' });
    if (!imported.ok) throw new Error(imported.error.message);
    const { sha } = imported.value;
    const withChanges = await git.importUncommitted({ hub, repoPath: dir, sha });
    expect(withChanges.files).toBe(2);
    const request = { hub, repoPath: dir, target: 'main', baseSha: sha, resultSha: withChanges.sha };
    const preview = await git.previewMerge({ ...request, method: 'squash' });
    expect(preview.ok && preview.value.blockedBy).toEqual(['a.txt', 'new.txt']);
    expect(await listing(dir)).toEqual(before);
  });

  it('keeps its own copy of the objects, so that the repository may vanish', async () => {
    const { dir, git: run } = await repository();
    const hub = path.join(scratch, 'hub.git');
    const imported = await git.importCommit({ hub, repoPath: dir, ref: null });
    if (!imported.ok) throw new Error(imported.error.message);
    const { sha, ref } = imported.value;
    expect(ref).toBe('main');
    expect(sha).toBe(await run('rev-parse', 'HEAD'));
    await rm(dir, { recursive: true });
    expect(await gitIn(hub, ['show', `${sha}:a.txt`])).toBe('one');
    expect(await gitIn(hub, ['for-each-ref', '--format=%(refname)'])).toBe(`refs/bakeoff/base/${sha}`);
    expect(await isThere(path.join(scratch, 'hub.base.git/objects/info/alternates'))).toBe(false);
    await gitIn(hub, ['fsck', '--strict']);
  });

  it('finds branches before tags, then tags, then short ids, and refuses everything else', async () => {
    const { dir, git: run, write, commit } = await repository();
    const first = await run('rev-parse', 'HEAD');
    await run('tag', 'v1');
    await run('tag', 'both');
    await run('checkout', '-q', '-b', 'both');
    await write({ 'a.txt': 'two\n' });
    const second = await commit();
    const hub = path.join(scratch, 'hub.git');
    const find = (ref: string) => git.importCommit({ hub, repoPath: dir, ref });
    expect(await find('both')).toEqual({ ok: true, value: { sha: second, ref: 'both' } });
    expect(await find('v1')).toEqual({ ok: true, value: { sha: first, ref: null } });
    expect(await find(first.slice(0, 9))).toEqual({ ok: true, value: { sha: first, ref: null } });
    for (const ref of ['--help', '-x', '', 'no such', 'main\nmain', 'HEAD:a.txt', '..', 'a'.repeat(2000)]) {
      const result = await find(ref);
      expect(result.ok ? ref : result.error.type).toBe('missing_ref');
    }
  });

  it('imports from several callers at once', async () => {
    const { dir, write, commit } = await repository();
    const shas: string[] = [];
    for (let i = 0; i < 5; i++) {
      await write({ 'a.txt': `${i}\n` });
      shas.push(await commit());
    }
    const hub = path.join(scratch, 'hub.git');
    await git.ensureHub({ hub, repoPath: dir });
    const results = await Promise.all([...shas, ...shas].map((ref) => git.importCommit({ hub, repoPath: dir, ref })));
    expect(results.map((result) => result.ok && result.value.sha)).toEqual([...shas, ...shas]);
  });

  it('takes the uncommitted state as a person sees it', async () => {
    const {
      dir,
      write,
      git: run,
    } = await repository({
      'a.txt': 'a\n',
      'gone.txt': 'g\n',
      'kept.txt': 'k\n',
      '.gitignore': '*.log\n',
    });
    await writeFile(path.join(dir, '.git/info/exclude'), 'private\n');
    await write({ 'a.txt': 'changed\n', 'x.log': 'ignored', private: 'ignored', 'run.sh': '#!/bin/sh\n' });
    await rm(path.join(dir, 'gone.txt'));
    await symlink('a.txt', path.join(dir, 'link'));
    await chmod(path.join(dir, 'kept.txt'), 0o755);
    await write({ 'staged.txt': 'staged\n' });
    await run('add', 'staged.txt');
    await write({ 'staged.txt': 'staged, then changed\n' });
    const hub = path.join(scratch, 'hub.git');
    const imported = await git.importCommit({ hub, repoPath: dir, ref: null });
    if (!imported.ok) throw new Error(imported.error.message);
    const { sha } = await git.importUncommitted({ hub, repoPath: dir, sha: imported.value.sha });
    const changes = await git.changedFiles({ hub, from: imported.value.sha, to: sha });
    expect(changes.map(({ path: name, change }) => `${change} ${name}`).sort()).toEqual([
      'added link',
      'added run.sh',
      'added staged.txt',
      'deleted gone.txt',
      'mode kept.txt',
      'modified a.txt',
    ]);
    expect(await gitIn(hub, ['show', `${sha}:staged.txt`])).toBe('staged, then changed');
    await gitIn(hub, ['fsck', '--strict', '--no-dangling']);
  });

  it('makes no commit where nothing is uncommitted', async () => {
    const { dir } = await repository();
    const hub = path.join(scratch, 'hub.git');
    const imported = await git.importCommit({ hub, repoPath: dir, ref: null });
    if (!imported.ok) throw new Error(imported.error.message);
    const { sha } = imported.value;
    expect(await git.importUncommitted({ hub, repoPath: dir, sha })).toEqual({ sha, files: 0 });
  });
});
