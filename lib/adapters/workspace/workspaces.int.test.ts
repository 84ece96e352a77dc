import {
  appendFile,
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { git } from '@/lib/adapters/git/fixtures';
import { createWorkspaces } from './create-workspaces';
import { createFixture, OWNER, type WorkspaceFixture } from './fixtures';
import { probeOverlay, readMountsBelow } from './overlay-mount';
import { probeClone } from './probe-clone';
import { runTool } from './tools';
import { WORKSPACE_KINDS, type WorkspaceKind } from './workspaces';

const FILES = {
  'a.txt': 'one\n',
  'folder/b.txt': 'two\n',
  'folder/deep/c.txt': Array.from({ length: 40 }, (_, i) => `line ${i}\n`).join(''),
  '.gitignore': 'node_modules/\n',
};

const probe = '/dev/shm/bakeoff-ws-kinds';
const works: Record<WorkspaceKind, boolean> = {
  overlay: (await probeOverlay(probe)) !== null,
  clone: await mkdir(probe, { recursive: true }).then(() => probeClone(probe)),
  checkout: true,
};
await rm(probe, { recursive: true, force: true });

let fixture: WorkspaceFixture;
afterEach(() => fixture.cleanup());

/** As whoever works inside, so that git's own check of who owns what is part of the test. */
async function gitInside(dir: string, args: string[]): Promise<string> {
  const env = ['env', '-i', 'PATH=/usr/bin:/bin', 'HOME=/nonexistent', 'LC_ALL=C', 'git', '-C', dir, ...args];
  const { data } = fixture;
  await chmod(data, 0o755);
  const [program = '', ...rest] = OWNER
    ? ['setpriv', `--reuid=${OWNER.uid}`, `--regid=${OWNER.gid}`, '--clear-groups', ...env]
    : env;
  // The person's own folders are closed to others; inside, the objects are shown by a mount.
  await chmod(fixture.project.root, 0o755);
  return (await runTool(program, rest)).trim();
}

async function capture(id: string): Promise<string[]> {
  const { project, runDir } = fixture;
  const { sha } = await git.capture({
    hub: project.hub,
    dir: path.join(runDir(id), 'ws'),
    startSha: project.baseSha,
    ref: `refs/bakeoff/e/v/${id}`,
    message: 'Result\n',
    exclude: [],
    scratch: path.join(runDir(id), 'scratch'),
  });
  const files = await git.changedFiles({ hub: project.hub, from: project.baseSha, to: sha });
  return files.map((file) => [file.change, file.oldPath, file.path].filter(Boolean).join(' ')).sort();
}

describe.each(WORKSPACE_KINDS.filter((kind) => works[kind]))('a workspace by %s', (kind) => {
  it('is a clean checkout that whoever works inside owns and commits in', async () => {
    fixture = await createFixture(FILES, [kind]);
    const made = await fixture.make('r1');
    expect(made.kind).toBe(kind);
    expect(made.overlays).toEqual([]);
    expect(await gitInside(made.dir, ['status', '--porcelain'])).toBe('');
    await gitInside(made.dir, ['fsck', '--strict']);
    expect(await gitInside(made.dir, ['symbolic-ref', 'HEAD'])).toBe('refs/heads/work');
    for (const file of ['a.txt', 'folder', 'folder/b.txt', '.git/HEAD', '.', '../home']) {
      const { uid, mode } = await lstat(path.join(made.dir, file));
      expect(uid).toBe(OWNER?.uid ?? process.getuid?.());
      expect(mode & 0o700).toBeGreaterThanOrEqual(0o600);
    }
    await gitInside(made.dir, ['rm', '-q', 'a.txt']);
    await gitInside(made.dir, ['commit', '-qm', 'by the agent']);
    expect(await capture('r1')).toEqual(['deleted a.txt']);
  });

  it("keeps eight made at once apart: a change in place is nobody else's", async () => {
    fixture = await createFixture(FILES, [kind]);
    const ids = Array.from({ length: 8 }, (_, i) => `r${i}`);
    const made = await Promise.all(ids.map((id) => fixture.make(id)));
    await appendFile(path.join(made[0]?.dir ?? '', 'a.txt'), 'appended\n');
    await writeFile(path.join(made[1]?.dir ?? '', 'folder/b.txt'), 'overwritten\n', { flag: 'r+' });
    for (const [at, { dir }] of made.entries()) {
      expect(await readFile(path.join(dir, 'a.txt'), 'utf8')).toBe(at === 0 ? 'one\nappended\n' : 'one\n');
      expect((await lstat(path.join(dir, 'a.txt'))).nlink).toBe(1);
    }
    const later = await fixture.make('later');
    expect(await readFile(path.join(later.dir, 'folder/b.txt'), 'utf8')).toBe('two\n');
    expect(await capture('r0')).toEqual(['modified a.txt']);
    expect(await capture('r2')).toEqual([]);
  });

  it('is captured with folders that were renamed, deleted or became links', async () => {
    fixture = await createFixture(FILES, [kind]);
    const { dir } = await fixture.make('r1');
    await rename(path.join(dir, 'folder/deep'), path.join(dir, 'moved'));
    await rm(path.join(dir, 'folder'), { recursive: true });
    await symlink('/etc', path.join(dir, 'folder'));
    await rm(path.join(dir, 'a.txt'));
    await mkdir(path.join(dir, 'a.txt'));
    await writeFile(path.join(dir, 'a.txt/inner'), 'x\n');
    expect(await capture('r1')).toEqual([
      'added a.txt/inner',
      'added folder',
      'deleted a.txt',
      'deleted folder/b.txt',
      'renamed folder/deep/c.txt moved/c.txt',
    ]);
  });

  it('is captured with a change that hides behind the size and the time of before', async () => {
    fixture = await createFixture(FILES, [kind]);
    const { dir } = await fixture.make('r1');
    const file = path.join(dir, 'a.txt');
    const { atime, mtime } = await stat(file);
    await writeFile(file, 'eno\n');
    await utimes(file, atime, mtime);
    expect(await readdir(path.join(fixture.runDir('r1'), 'layers'))).toContain('start.index');
    expect(await capture('r1')).toEqual(['modified a.txt']);
  });

  it('starts from a result, too', async () => {
    fixture = await createFixture(FILES, [kind]);
    const sha = await fixture.project.result({ 'new.txt': 'of a run\n' });
    const { dir, objects } = await fixture.make('r1', { sha });
    expect(objects).toHaveLength(2);
    expect(await gitInside(dir, ['rev-parse', 'HEAD'])).toBe(sha);
    expect(await gitInside(dir, ['status', '--porcelain'])).toBe('');
  });

  it('leaves nothing mounted, also where nobody remembers having made it', async () => {
    fixture = await createFixture(FILES, [kind]);
    await fixture.make('r1');
    const others = createWorkspaces({ paths: { cache: fixture.cache } });
    await others.unmake(fixture.runDir('r1'));
    await others.unmake(fixture.runDir('r1'));
    await others.unmake(fixture.runDir('never-was'));
    expect(await readMountsBelow(fixture.data)).toEqual([]);
    expect((await readdir(path.join(fixture.cache, 'bases')).catch(() => [])).length).toBeLessThanOrEqual(2);
  });
});

describe.runIf(works.overlay)('overlays', () => {
  it('are taken where nothing is said', async () => {
    fixture = await createFixture(FILES);
    expect((await fixture.make('r1')).kind).toBe('overlay');
  });

  it('are let go of while something still looks at them', async () => {
    fixture = await createFixture(FILES);
    const { dir } = await fixture.make('r1');
    const before = process.cwd();
    process.chdir(dir);
    try {
      await fixture.workspaces.unmake(fixture.runDir('r1'));
      expect(await readMountsBelow(fixture.data)).toEqual([]);
    } finally {
      process.chdir(before);
    }
  });

  it('are not what set-up is given, whose folders are frozen', async () => {
    fixture = await createFixture(FILES);
    const made = await fixture.make('setup', { toFreeze: true });
    expect(made.kind).not.toBe('overlay');
    expect(await readMountsBelow(fixture.data)).toEqual([]);
  });

  it('come back with what was written, after a restart of the machine', async () => {
    fixture = await createFixture(FILES);
    const { dir } = await fixture.make('r1');
    await appendFile(path.join(dir, 'a.txt'), 'before\n');
    await runTool('umount', [dir]);
    expect(await readdir(dir)).toEqual([]);
    await fixture.workspaces.restore(fixture.runDir('r1'));
    await fixture.workspaces.restore(fixture.runDir('r1'));
    expect(await readFile(path.join(dir, 'a.txt'), 'utf8')).toBe('one\nbefore\n');
    expect(await capture('r1')).toEqual(['modified a.txt']);
  });

  it('are not tried where a path would be read as options', async () => {
    fixture = await createFixture(FILES);
    expect((await fixture.make('r1,upperdir=x')).kind).not.toBe('overlay');
  });
});
