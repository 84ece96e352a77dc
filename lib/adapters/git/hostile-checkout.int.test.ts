import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempRepository, gitIn } from '@/lib/testing/temp-repository';
import { createProject, git, importHead, isThere, startRun, type ProjectFixture, type RunFixture } from './fixtures';

let project: ProjectFixture;
let run: RunFixture;
let hub: string;
let root: string;
let dir: string;
let startSha: string;
let trap: string;
let touch: string;

async function start(sha: string): Promise<void> {
  startSha = sha;
  run = await startRun({ root, hub, startSha });
  dir = run.dir;
}

afterEach(() => project.cleanup());

describe('a checkout set up to run code on the host', () => {
  beforeEach(async () => {
    project = await createProject({ 'a.txt': 'one\n' });
    ({ root, hub } = project);
    await start(project.baseSha);
    trap = path.join(root, 'trap');
    touch = path.join(root, 'touch.sh');
    await writeFile(touch, `#!/bin/sh\ntouch ${trap}\n`, { mode: 0o755 });
    await run.write({ 'a.txt': 'two\n', 'new.txt': 'new\n' });
  });

  /** Captures, compares and looks at it live; then lets git run in the usual way, to show that the trap does work. */
  async function springTrap(control: string[]): Promise<{ byUs: boolean; byControl: boolean }> {
    await run.liveStats();
    const { sha } = await run.capture();
    await git.patch({ hub, from: startSha, to: sha });
    await git.stats({ hub, from: startSha, to: sha });
    expect(await run.changes(sha)).toEqual(expect.arrayContaining(['added new.txt', 'modified a.txt']));
    const byUs = await isThere(trap);
    await gitIn(dir, control).catch(() => '');
    return { byUs, byControl: await isThere(trap) };
  }

  const ONLY_CONTROL = { byUs: false, byControl: true };

  it.each([
    ['filter.x.clean', '*.txt filter=x\n', ['add', '-A']],
    ['filter.x.process', '*.txt filter=x\n', ['add', '-A']],
    ['diff.external', '', ['diff']],
    ['diff.x.textconv', '*.txt diff=x\n', ['diff']],
    ['diff.x.command', '*.txt diff=x\n', ['diff']],
    ['core.fsmonitor', '', ['status']],
  ])('runs no %s', async (key, attributes, control) => {
    await gitIn(dir, ['config', key, touch]);
    if (attributes) await run.write({ '.gitattributes': attributes });
    expect(await springTrap(control)).toEqual(ONLY_CONTROL);
  });

  it('runs no hook, wherever the hooks are', async () => {
    const hooks = path.join(root, 'hooks');
    await mkdir(hooks);
    for (const name of ['pre-commit', 'post-index-change', 'reference-transaction', 'post-checkout']) {
      await writeFile(path.join(hooks, name), await readFile(touch), { mode: 0o755 });
    }
    await gitIn(dir, ['config', 'core.hooksPath', hooks]);
    expect(await springTrap(['commit', '-qm', 'x', '--allow-empty'])).toEqual(ONLY_CONTROL);
  });

  it('reads no included configuration', async () => {
    const config = path.join(root, 'config');
    await writeFile(config, `[core]\n\tfsmonitor = ${touch}\n`);
    await gitIn(dir, ['config', 'include.path', config]);
    expect(await springTrap(['status'])).toEqual(ONLY_CONTROL);
  });

  it('reads no configuration of a work tree', async () => {
    await gitIn(dir, ['config', 'extensions.worktreeConfig', 'true']);
    await writeFile(path.join(dir, '.git/config.worktree'), `[core]\n\tfsmonitor = ${touch}\n`);
    expect(await springTrap(['status'])).toEqual(ONLY_CONTROL);
  });

  it('follows no .git file to another repository', async () => {
    const evil = path.join(root, 'evil.git');
    await rename(path.join(dir, '.git'), evil);
    await gitIn(evil, ['config', 'core.fsmonitor', touch]);
    await writeFile(path.join(dir, '.git'), `gitdir: ${evil}\n`);
    expect(await springTrap(['status'])).toEqual(ONLY_CONTROL);
  });

  it('needs no .git at all', async () => {
    await rm(path.join(dir, '.git'), { recursive: true });
    expect(await springTrap(['status'])).toEqual({ byUs: false, byControl: false });
  });

  it('starts nothing in a repository inside it, not even in the place of a submodule', async () => {
    const { user } = project;
    await user.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', user.dir, 'vendor');
    await user.commit();
    await start(await importHead(hub, user.dir));
    const vendor = path.join(dir, 'vendor');
    await gitIn(vendor, ['init', '-q']);
    await run.write({ 'vendor/x.txt': 'x\n', 'a.txt': 'two\n', 'new.txt': 'new\n' });
    await gitIn(vendor, ['add', '-A']);
    await gitIn(vendor, ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x']);
    await gitIn(vendor, ['config', 'core.fsmonitor', touch]);
    expect(await springTrap(['status'])).toEqual(ONLY_CONTROL);
    expect(await gitIn(hub, ['ls-tree', run.ref, 'vendor'])).toContain('commit');
  });

  it('puts nothing into the hub through the alternates of the checkout', async () => {
    const secret = await createTempRepository({ 'secret.txt': 'secret\n' });
    const blob = await secret.git('rev-parse', 'HEAD:secret.txt');
    const alternates = path.join(dir, '.git/objects/info/alternates');
    await writeFile(alternates, `${await readFile(alternates, 'utf8')}${secret.dir}/.git/objects\n`);
    await gitIn(dir, ['update-index', '--add', '--cacheinfo', `100644,${blob},stolen.txt`]);
    expect(await springTrap(['status'])).toEqual({ byUs: false, byControl: false });
    await expect(gitIn(hub, ['cat-file', '-e', blob])).rejects.toThrow(/./);
    await secret.cleanup();
  });
});
