import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitIn } from '@/lib/testing/temp-repository';
import { createProject, git, importHead, isThere, startRun, type ProjectFixture } from './fixtures';
import { storesOf } from './stores';

let project: ProjectFixture;

beforeEach(async () => {
  project = await createProject({ 'a.txt': 'one\n' });
});

afterEach(() => project.cleanup());

async function canRead(dir: string, object: string): Promise<boolean> {
  return gitIn(dir, ['cat-file', '-e', object]).then(
    () => true,
    () => false,
  );
}

describe('object stores', () => {
  it('show a checkout nothing of the results of others', async () => {
    const secret = await project.result({ 'secret.txt': 'by another variant\n' });
    const blob = await gitIn(project.hub, ['rev-parse', `${secret}:secret.txt`]);
    const { dir } = await startRun({ ...project, startSha: project.baseSha });
    expect(await canRead(dir, project.baseSha)).toBe(true);
    expect(await canRead(dir, secret)).toBe(false);
    expect(await canRead(dir, blob)).toBe(false);
  });

  it('show a checkout that starts from a result exactly that result and its history', async () => {
    const first = await project.result({ 'b.txt': 'first\n' });
    const other = await project.result({ 'c.txt': 'other\n' });
    const second = await project.result({ 'b.txt': 'second\n' }, [], first);
    const { dir } = await startRun({ ...project, startSha: second });
    expect(await readFile(path.join(dir, 'b.txt'), 'utf8')).toBe('second\n');
    expect(await gitIn(dir, ['rev-list', 'HEAD'])).toBe([second, first, project.baseSha].join('\n'));
    await gitIn(dir, ['fsck', '--strict']);
    expect(await canRead(dir, other)).toBe(false);
    // Frozen: the pack lies beside the hub, and the hub may go on.
    const pack = await readdir(path.join(storesOf(project.hub).starts, second, 'pack'));
    expect(pack).toHaveLength(2);
  });

  it('take what the person has not committed for their own', async () => {
    await project.user.write({ 'a.txt': 'not committed\n' });
    const { sha } = await git.importUncommitted({ hub: project.hub, repoPath: project.user.dir, sha: project.baseSha });
    const { dir } = await startRun({ ...project, startSha: sha });
    expect(await readFile(path.join(dir, 'a.txt'), 'utf8')).toBe('not committed\n');
    expect(await isThere(storesOf(project.hub).starts)).toBe(false);
    expect(await gitIn(storesOf(project.hub).base, ['for-each-ref', '--format=%(objectname)'])).toContain(sha);
  });

  it('are made for a hub from the time when it held everything', async () => {
    const { hub, baseSha } = project;
    const result = await project.result({ 'b.txt': 'result\n' });
    const { base, starts } = storesOf(hub);
    await gitIn(hub, ['repack', '-adq']);
    await rm(path.join(hub, 'objects/info/alternates'));
    await rm(base, { recursive: true });
    await gitIn(hub, ['fsck', '--strict']);
    for (const startSha of [baseSha, result]) {
      const { dir } = await startRun({ ...project, startSha });
      await gitIn(dir, ['fsck', '--strict']);
      expect(await canRead(dir, result)).toBe(startSha === result);
    }
    expect(await readdir(starts)).toEqual([result]);
    await project.user.write({ 'a.txt': 'later\n' });
    await project.user.commit();
    await importHead(hub, project.user.dir);
    await gitIn(hub, ['fsck', '--strict']);
  });

  it('follow a data folder that was moved', async () => {
    const moved = { ...project, root: `${project.root}-moved`, hub: path.join(`${project.root}-moved`, 'hub.git') };
    await rename(project.root, moved.root);
    const { dir } = await startRun({ ...moved, startSha: project.baseSha });
    expect(await canRead(dir, project.baseSha)).toBe(true);
    await gitIn(moved.hub, ['fsck', '--strict']);
    await rename(moved.root, project.root);
  });

  it('know where the history of a shallow clone ends', async () => {
    const { user } = project;
    await user.write({ 'a.txt': 'two\n' });
    await user.commit();
    const clone = path.join(project.root, 'shallow');
    await gitIn(project.root, ['clone', '-q', '--depth=1', `file://${user.dir}`, clone]);
    const hub = path.join(project.root, 'shallow-hub.git');
    await git.ensureHub({ hub, repoPath: clone });
    const startSha = await importHead(hub, clone);
    const run = await startRun({ root: project.root, hub, startSha });
    expect(await gitIn(run.dir, ['rev-list', '--count', 'HEAD'])).toBe('1');
    await writeFile(path.join(run.dir, 'a.txt'), 'three\n');
    const { sha } = await run.capture();
    expect(await gitIn(hub, ['rev-list', '--count', sha])).toBe('2');
    await gitIn((await startRun({ root: project.root, hub, startSha: sha })).dir, ['fsck', '--strict']);
  });
});
