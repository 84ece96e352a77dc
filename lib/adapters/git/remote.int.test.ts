import { access, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitIn, type TempRepository } from '@/lib/testing/temp-repository';
import { createProject, git, type ProjectFixture } from './fixtures';

const LINES = Array.from({ length: 20 }, (_, i) => `line ${i}\n`);
let project: ProjectFixture;
let root: string;
let user: TempRepository;
let hub: string;
let baseSha: string;
let result: ProjectFixture['result'];
let resultSha: string;

beforeEach(async () => {
  project = await createProject({ 'a.txt': LINES.join(''), 'b.txt': 'b\n' });
  ({ root, user, hub, baseSha, result } = project);
  resultSha = await result({ 'a.txt': ['first\n', ...LINES.slice(1)].join(''), 'new/file.txt': 'new\n' });
});

afterEach(() => project.cleanup());

describe('work trees and remotes', () => {
  it('makes work trees at a result, several at once', async () => {
    const made = await Promise.all(
      ['one', 'two', 'three'].map((name) =>
        git.makeWorktree({
          hub,
          repoPath: user.dir,
          sha: resultSha,
          dir: path.join(root, name),
          branch: `try/${name}`,
        }),
      ),
    );
    expect(made.every((one) => one.ok)).toBe(true);
    expect(await readFile(path.join(root, 'two/new/file.txt'), 'utf8')).toBe('new\n');
    expect(await gitIn(path.join(root, 'two'), ['symbolic-ref', 'HEAD'])).toBe('refs/heads/try/two');
  });

  it('makes no work tree over a branch or a folder that is there, nor from names that are options', async () => {
    const make = (dir: string, branch: string) =>
      git.makeWorktree({ hub, repoPath: user.dir, sha: resultSha, dir: path.join(root, dir), branch });
    expect(await make('x', 'main')).toMatchObject({ error: { type: 'missing_ref' } });
    expect(await make('x', '-D')).toMatchObject({ error: { type: 'missing_ref' } });
    expect(await make('hub.git', 'new')).toMatchObject({ error: { type: 'not_a_folder' } });
  });

  it('pushes a result as a branch, and never over other commits', async () => {
    const push = (sha: string, branch: string) => git.push({ repoPath: user.dir, hub, sha, branch });
    expect(await push(resultSha, 'feature')).toMatchObject({ error: { type: 'missing_ref' } });
    const remote = path.join(root, 'remote.git');
    await gitIn(root, ['clone', '-q', '--bare', user.dir, remote]);
    await user.git('remote', 'add', 'origin', remote);
    expect(await push(resultSha, 'feature')).toEqual({ ok: true, value: { remote: 'origin', branch: 'feature' } });
    expect(await gitIn(remote, ['rev-parse', 'feature'])).toBe(resultSha);
    const other = await result({ 'b.txt': 'other\n' });
    expect(await push(other, 'feature')).toMatchObject({ error: { type: 'clone_failed' } });
    expect(await push(other, '--force')).toMatchObject({ error: { type: 'missing_ref' } });
    expect(await gitIn(remote, ['rev-parse', 'feature'])).toBe(resultSha);
  });

  it('clones from an address', async () => {
    const dir = path.join(root, 'clones/p1');
    const cloned = await git.clone({ url: `file://${user.dir}`, dir });
    expect(cloned).toMatchObject({ ok: true, value: { root: dir, headSha: baseSha, currentBranch: 'main' } });
    expect(await git.clone({ url: `file://${user.dir}`, dir })).toMatchObject({ error: { type: 'clone_failed' } });
  });

  it('refuses addresses that run something, and leaves no folder when a clone fails', async () => {
    const dir = path.join(root, 'clone');
    const trap = path.join(root, 'trap');
    const urls = [
      `ext::sh -c touch% ${trap}`,
      `--upload-pack=touch ${trap}`,
      '-u',
      'ssh://-oProxyCommand=touch/x',
      `file://${root}/nowhere.git`,
    ];
    for (const url of urls) {
      expect(await git.clone({ url, dir })).toMatchObject({ ok: false, error: { type: 'clone_failed' } });
    }
    await expect(access(dir)).rejects.toThrow(/ENOENT/);
    await expect(access(trap)).rejects.toThrow(/ENOENT/);
  });
});

describe('patch', () => {
  it('applies with git, binary files and renames included', async () => {
    const sha = await result({ 'moved.txt': LINES.join(''), 'bin.dat': '\0\u0001', ' odd "name".txt': 'x\n' }, [
      'a.txt',
    ]);
    const patch = await git.patch({ hub, from: baseSha, to: sha });
    expect(patch).toContain('rename from a.txt');
    const file = path.join(root, 'result.patch');
    await writeFile(file, patch);
    await user.git('apply', '--index', file);
    expect(await user.git('write-tree')).toBe(await gitIn(hub, ['rev-parse', `${sha}^{tree}`]));
  });

  it('ends after a whole file where it grows too long', async () => {
    const sha = await result({ 'x.txt': 'small\n', 'y.txt': 'y\n'.repeat(100_000) });
    const patch = await git.patch({ hub, from: baseSha, to: sha, maxBytes: 5000 });
    expect(patch).toMatch(/^diff --git a\/x.txt/);
    expect(patch.endsWith('+small\n')).toBe(true);
  });
});
