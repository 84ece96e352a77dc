import { access, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MergeMethod } from '@/lib/core/repository';
import { gitIn, type TempRepository } from '@/lib/testing/temp-repository';
import { createProject, git, isThere, type ProjectFixture } from './fixtures';
import { createGitRepository } from './git-repository';

const MESSAGE = 'Try things\n\nBakeoff-Experiment: e1\nBakeoff-Variant: v1\n';
const LINES = Array.from({ length: 20 }, (_, i) => `line ${i}\n`);
let project: ProjectFixture;
let root: string;
let user: TempRepository;
let hub: string;
let baseSha: string;
let result: ProjectFixture['result'];
let resultSha: string;

beforeEach(async () => {
  project = await createProject({
    'a.txt': LINES.join(''),
    'b.txt': 'b\n',
    'old.txt': 'old\n',
    '.gitignore': 'out/\n',
  });
  ({ root, user, hub, baseSha, result } = project);
  resultSha = await result({ 'a.txt': ['first\n', ...LINES.slice(1)].join(''), 'new/file.txt': 'new\n' }, ['old.txt']);
});

afterEach(() => project.cleanup());

function request(method: MergeMethod, target = 'main', sha = resultSha) {
  return { hub, repoPath: user.dir, target, baseSha, resultSha: sha, method, message: MESSAGE };
}

async function merged(method: MergeMethod, target = 'main', sha = resultSha) {
  const done = await git.merge(request(method, target, sha));
  if (!done.ok) throw new Error(`${done.error.type}: ${done.error.message}`);
  return done.value;
}

async function refused(method: MergeMethod = 'squash', target = 'main', sha = resultSha) {
  const done = await git.merge(request(method, target, sha));
  if (done.ok) throw new Error('It merged.');
  return done.error;
}

function undo(done: { previousSha: string; commitSha: string }, target = 'main') {
  return git.undo({ repoPath: user.dir, target, ...done });
}

const status = (): Promise<string> => user.git('status', '--porcelain');
const read = (name: string): Promise<string> => readFile(path.join(user.dir, name), 'utf8');

describe('merge', () => {
  it.each(['squash', 'merge', 'rebase'] as const)(
    'brings the result into a moved target by %s, and undo takes it back',
    async (method) => {
      await user.write({ 'b.txt': 'moved on\n' });
      const previousSha = await user.commit('meanwhile');
      const refs = await user.git('for-each-ref', '--format=%(refname)');
      const preview = await git.previewMerge(request(method));
      expect(preview).toEqual({
        ok: true,
        value: {
          targetSha: previousSha,
          behindBy: 1,
          conflicts: [],
          blockedBy: [],
          stats: { filesChanged: 3, linesAdded: 2, linesRemoved: 2 },
        },
      });
      const done = await merged(method);
      expect(done.previousSha).toBe(previousSha);
      expect(await user.git('rev-parse', 'main')).toBe(done.commitSha);
      expect(await status()).toBe('');
      expect([(await read('a.txt')).split('\n')[0], await read('b.txt'), await read('new/file.txt')]).toEqual([
        'first',
        'moved on\n',
        'new\n',
      ]);
      expect(await isThere(path.join(user.dir, 'old.txt'))).toBe(false);
      const parents = method === 'merge' ? `${previousSha} ${resultSha}` : previousSha;
      const author = method === 'rebase' ? 'Bakeoff' : 'Test Person';
      expect(await user.git('log', '-1', '--format=%P|%an|%cn|%B')).toBe(
        `${parents}|${author}|Test Person|${MESSAGE.trim()}`,
      );
      expect(await user.git('for-each-ref', '--format=%(refname)')).toBe(refs);
      expect((await readdir(path.join(user.dir, '.git'))).includes('FETCH_HEAD')).toBe(false);
      await user.git('fsck', '--strict', '--no-dangling');
      expect(await undo(done)).toEqual({ ok: true, value: null });
      expect(await user.git('rev-parse', 'main')).toBe(previousSha);
      expect(await status()).toBe('');
      expect(await read('old.txt')).toBe('old\n');
      expect(await isThere(path.join(user.dir, 'new'))).toBe(false);
    },
  );

  it('replays every commit of a chain by rebase', async () => {
    const followUp = await result({ 'c.txt': 'c\n' }, [], resultSha);
    await user.write({ 'b.txt': 'moved on\n' });
    await user.commit();
    await merged('rebase', 'main', followUp);
    expect(await user.git('log', '-3', '--format=%s')).toBe('Try things\nResult\nchange');
    expect(await status()).toBe('');
  });

  it('lists the conflicting files and changes nothing', async () => {
    await user.write({ 'a.txt': ['other\n', ...LINES.slice(1)].join(''), 'old.txt': 'changed\n' });
    const head = await user.commit();
    for (const method of ['squash', 'merge', 'rebase'] as const) {
      const preview = await git.previewMerge(request(method));
      expect(preview.ok && preview.value.conflicts).toEqual(['a.txt', 'old.txt']);
      expect(await refused(method)).toMatchObject({ type: 'conflict', files: ['a.txt', 'old.txt'] });
    }
    expect(await user.git('rev-parse', 'main')).toBe(head);
    expect(await status()).toBe('');
  });

  it('keeps uncommitted work that is not in its way', async () => {
    await user.write({ 'b.txt': 'uncommitted\n', 'untracked.txt': 'mine\n', 'staged.txt': 'staged\n' });
    await user.git('add', 'staged.txt');
    const before = await status();
    const done = await merged('squash');
    expect(await status()).toBe(before);
    expect(await undo(done)).toEqual({ ok: true, value: null });
    expect(await status()).toBe(before);
    expect([await read('b.txt'), await read('untracked.txt')]).toEqual(['uncommitted\n', 'mine\n']);
  });

  it('refuses when it would touch uncommitted, untracked or ignored files', async () => {
    const ignored = await result({ 'a.txt': 'x\n', 'new/file.txt': 'new\n', 'deep/a/b.txt': 'x\n', 'kept.txt': 'x\n' });
    const head = await user.git('rev-parse', 'main');
    await user.write({
      'a.txt': 'uncommitted\n',
      'new/file.txt': 'untracked\n',
      deep: 'a file\n',
      'kept.txt': 'mine\n',
    });
    await user.write({ '.git/info/exclude': 'kept.txt\n' });
    const files = ['a.txt', 'deep', 'kept.txt', 'new/file.txt'];
    const preview = await git.previewMerge(request('squash', 'main', ignored));
    expect(preview.ok && preview.value.blockedBy).toEqual(files);
    expect(await refused('squash', 'main', ignored)).toMatchObject({ type: 'dirty_checkout', files });
    expect(await user.git('rev-parse', 'main')).toBe(head);
    expect([await read('a.txt'), await read('kept.txt')]).toEqual(['uncommitted\n', 'mine\n']);
  });

  it('puts branch and files back when the checkout can not be updated', async () => {
    const head = await user.git('rev-parse', 'main');
    await user.git('config', 'filter.broken.smudge', 'false');
    await user.git('config', 'filter.broken.required', 'true');
    await user.write({ '.git/info/attributes': 'new/* filter=broken\n' });
    await user.write({ 'b.txt': 'uncommitted\n' });
    expect(await refused()).toMatchObject({ type: 'dirty_checkout' });
    expect(await user.git('rev-parse', 'main')).toBe(head);
    await user.write({ '.git/info/attributes': '' });
    expect(await status()).toBe('M b.txt');
    expect([await read('a.txt'), await read('old.txt')]).toEqual([LINES.join(''), 'old\n']);
  });

  it('moves a branch that is checked out nowhere without touching any file', async () => {
    await user.git('branch', 'release');
    await user.write({ 'a.txt': 'uncommitted\n' });
    const done = await merged('squash', 'release');
    expect(await user.git('rev-parse', 'release')).toBe(done.commitSha);
    expect(await user.git('rev-parse', 'main')).toBe(baseSha);
    expect(await status()).toBe('M a.txt');
    expect(await undo(done, 'release')).toEqual({ ok: true, value: null });
    expect(await user.git('rev-parse', 'release')).toBe(baseSha);
  });

  it('updates the linked work tree that has the target checked out', async () => {
    const linked = path.join(root, 'linked tree');
    await user.git('worktree', 'add', '-q', '-b', 'release', linked);
    await writeFile(path.join(linked, 'a.txt'), 'uncommitted\n');
    expect(await refused('squash', 'release')).toMatchObject({ type: 'dirty_checkout', files: ['a.txt'] });
    await gitIn(linked, ['checkout', '-q', 'a.txt']);
    const done = await merged('squash', 'release');
    expect(await gitIn(linked, ['status', '--porcelain'])).toBe('');
    expect(await readFile(path.join(linked, 'new/file.txt'), 'utf8')).toBe('new\n');
    expect(await isThere(path.join(user.dir, 'new'))).toBe(false);
    expect(await undo(done, 'release')).toEqual({ ok: true, value: null });
    expect(await gitIn(linked, ['status', '--porcelain'])).toBe('');
  });

  it('refuses what is merged already, what is missing, and names that are options', async () => {
    await merged('squash');
    expect((await refused()).type).toBe('nothing_to_merge');
    for (const target of ['nowhere', '--help', '-D', 'main..main', '../heads/main', '']) {
      expect((await refused('squash', target)).type).toBe('target_missing');
    }
  });

  it('refuses contents that git finds malicious', async () => {
    const evil = await result({ '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = -u./payload\n' });
    expect(await refused('squash', 'main', evil)).toMatchObject({
      type: 'conflict',
      message: expect.stringContaining('gitmodules'),
    });
    expect(await user.git('rev-parse', 'main')).toBe(baseSha);
  });

  it('waits for no other git command and disturbs none', async () => {
    await writeFile(path.join(user.dir, '.git/index.lock'), '');
    expect((await refused()).type).toBe('repository_busy');
    await rm(path.join(user.dir, '.git/index.lock'));
    await writeFile(path.join(user.dir, '.git/MERGE_HEAD'), `${baseSha}\n`);
    expect((await refused()).type).toBe('repository_busy');
    expect(await user.git('rev-parse', 'main')).toBe(baseSha);
  });

  it('lets one of two merges at the same time win and the other see it', async () => {
    const other = await result({ 'b.txt': 'other\n' });
    const [one, two] = await Promise.all([git.merge(request('squash')), git.merge(request('squash', 'main', other))]);
    expect([one.ok, two.ok]).toEqual([true, true]);
    expect(await status()).toBe('');
    expect(await user.git('rev-list', '--count', 'main')).toBe('3');
  });

  it('runs no hook', async () => {
    const trap = path.join(root, 'trap');
    for (const name of ['post-checkout', 'post-merge', 'reference-transaction', 'post-index-change', 'pre-commit']) {
      const hook = path.join(user.dir, '.git/hooks', name);
      await mkdir(path.dirname(hook), { recursive: true });
      await writeFile(hook, `#!/bin/sh\ntouch ${trap}\n`, { mode: 0o755 });
    }
    await undo(await merged('squash'));
    await expect(access(trap)).rejects.toThrow(/ENOENT/);
    await user.git('update-ref', 'refs/heads/control', baseSha);
    await access(trap);
  });

  it('signs as the product where the person has no identity', async () => {
    await user.git('config', '--unset', 'user.name');
    await user.git('config', '--unset', 'user.email');
    const nobody = createGitRepository({
      environment: { PATH: process.env.PATH, HOME: root, GIT_CONFIG_NOSYSTEM: '1' },
    });
    const done = await nobody.merge(request('squash'));
    expect(done.ok).toBe(true);
    expect(await user.git('log', '-1', '--format=%an <%ae>')).toBe('Bakeoff <bakeoff@localhost>');
  });
});

describe('undo', () => {
  it('refuses when the branch has moved on or is gone', async () => {
    await user.git('branch', 'release');
    const done = await merged('squash', 'release');
    expect(await undo({ ...done, commitSha: baseSha }, 'release')).toMatchObject({ error: { type: 'target_moved' } });
    await user.git('branch', '-D', 'release');
    expect(await undo(done, 'release')).toMatchObject({ error: { type: 'target_missing' } });
  });

  it('refuses when local changes are in the way, and says where', async () => {
    const done = await merged('squash');
    await user.write({ 'new/file.txt': 'changed since\n' });
    const refusedUndo = await undo(done);
    expect(refusedUndo).toMatchObject({ ok: false, error: { type: 'dirty_checkout' } });
    expect(!refusedUndo.ok && refusedUndo.error.message).toContain('"new/file.txt"');
    expect(await user.git('rev-parse', 'main')).toBe(done.commitSha);
    expect(await read('new/file.txt')).toBe('changed since\n');
  });
});
