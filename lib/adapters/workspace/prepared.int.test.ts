import { appendFile, chmod, lstat, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { importHead } from '@/lib/adapters/git/fixtures';
import type { PreparedBase } from '@/lib/core/ports';
import { createWorkspaceCache } from './cache';
import { createFixture, OWNER, type WorkspaceFixture } from './fixtures';
import { createFrozenStore } from './frozen-store';
import { probeOverlay } from './overlay-mount';
import { createPreparedStore, type PreparedStore } from './prepared';
import { giveTree } from './tools';
import type { WorkspaceKind } from './workspaces';

const FILES = { 'a.txt': 'one\n', 'package.json': '{}\n', '.gitignore': 'node_modules/\n.cache\n' };
const KEY = 'key-1';
const kinds: WorkspaceKind[] = ['checkout'];
if ((await probeOverlay('/dev/shm/bakeoff-prepared-kinds')) !== null) kinds.push('overlay');
await rm('/dev/shm/bakeoff-prepared-kinds', { recursive: true, force: true });

let fixture: WorkspaceFixture;
let prepared: PreparedStore;

afterEach(() => fixture.cleanup());

/** A sandbox in which set-up has run, frozen. */
async function setUp(kind: WorkspaceKind, meddle?: (dir: string) => Promise<void>): Promise<PreparedBase> {
  fixture = await createFixture(FILES, [kind]);
  prepared = createPreparedStore({ paths: fixture });
  const { dir, home } = await fixture.make('setup');
  await mkdir(path.join(dir, 'node_modules/m'), { recursive: true });
  await writeFile(path.join(dir, 'node_modules/m/index.js'), 'installed\n');
  await writeFile(path.join(dir, '.cache'), 'ignored file\n');
  await writeFile(path.join(home, '.npmrc'), 'home\n');
  await meddle?.(dir);
  if (OWNER) await giveTree(path.join(dir, 'node_modules'), OWNER);
  const frozen = await prepared.freeze(KEY, {
    runDir: fixture.runDir('setup'),
    hub: fixture.project.hub,
    sha: fixture.project.baseSha,
  });
  await fixture.workspaces.unmake(fixture.runDir('setup'));
  await rm(fixture.runDir('setup'), { recursive: true, force: true });
  return frozen;
}

describe.each(kinds)('a prepared base, by %s', (kind) => {
  it('gives each checkout what set-up made, and to none what another made of it', async () => {
    const base = await setUp(kind);
    expect(base.dependencies).toEqual(['.cache', 'node_modules']);
    expect(await prepared.find(KEY)).toEqual(base);
    const [one, two] = await Promise.all(['r1', 'r2'].map((id) => fixture.make(id, { prepared: base })));
    const installed = 'node_modules/m/index.js';
    await appendFile(path.join(one?.dir ?? '', installed), 'changed in place\n');
    await appendFile(path.join(one?.home ?? '', '.npmrc'), 'changed\n');
    expect(await readFile(path.join(two?.dir ?? '', installed), 'utf8')).toBe('installed\n');
    expect(await readFile(path.join(two?.home ?? '', '.npmrc'), 'utf8')).toBe('home\n');
    expect(await readFile(path.join(two?.dir ?? '', '.cache'), 'utf8')).toBe('ignored file\n');
    expect(await readFile(path.join(base.workspace, installed), 'utf8')).toBe('installed\n');
    expect((await lstat(path.join(two?.dir ?? '', installed))).nlink).toBe(1);
    expect((await lstat(path.join(two?.dir ?? '', installed))).uid).toBe(OWNER?.uid ?? process.getuid?.());
  });

  it('serves another commit, too', async () => {
    const base = await setUp(kind);
    const sha = await fixture.project.result({ 'a.txt': 'two\n', 'new.txt': 'new\n' });
    const { dir, objects } = await fixture.make('r1', { prepared: base, sha });
    expect(objects).toHaveLength(2);
    expect(await readFile(path.join(dir, 'a.txt'), 'utf8')).toBe('two\n');
    expect((await lstat(path.join(dir, 'new.txt'))).uid).toBe(OWNER?.uid ?? process.getuid?.());
    expect(await readFile(path.join(dir, '.git/refs/heads/work'), 'utf8')).toBe(`${sha}\n`);
    expect(await readFile(path.join(dir, 'node_modules/m/index.js'), 'utf8')).toBe('installed\n');
  });

  it('keeps nothing of the git folder that set-up could write', async () => {
    const base = await setUp(kind, async (dir) => {
      await rm(path.join(dir, '.git'), { recursive: true });
      await symlink('/etc', path.join(dir, '.git'));
    });
    expect((await lstat(path.join(base.workspace, '.git'))).isDirectory()).toBe(true);
    expect(await readFile(path.join(base.workspace, '.git/config'), 'utf8')).not.toContain('fsmonitor');
  });

  it('stays while a sandbox uses it, and goes with the least recently used first', async () => {
    const base = await setUp(kind);
    const cache = createWorkspaceCache(fixture);
    await fixture.make('r1', { prepared: base });
    expect(await prepared.remove(KEY)).toBe(false);
    await cache.trim(0, 0);
    expect((await cache.list()).map((entry) => entry.key)).toContain(KEY);
    await fixture.workspaces.unmake(fixture.runDir('r1'));
    expect((await cache.usage()).bytes).toBeGreaterThan(0);
    // Whoever has just found it is about to use it.
    await cache.trim(0);
    expect(await prepared.find(KEY)).not.toBeNull();
    await cache.trim(0, 0);
    expect(await cache.usage()).toEqual({ bytes: 0, entries: 0 });
    await expect(fixture.make('r2', { prepared: base })).rejects.toThrow(/removed from the cache/);
  });
});

describe('a checkout without the right to mount', () => {
  it('leaves its dependencies to overlays of the sandbox', async () => {
    const base = await setUp('checkout');
    const { dir, overlays } = await fixture.make('r1', { prepared: base, innerOverlays: true });
    expect(overlays).toEqual([
      expect.objectContaining({ lower: path.join(base.workspace, 'node_modules'), path: 'node_modules' }),
    ]);
    const { uid } = await lstat(path.join(dir, 'node_modules'));
    expect(uid).toBe(OWNER?.uid ?? process.getuid?.());
    for (const layer of overlays) expect((await lstat(layer.upper)).uid).toBe(uid);
  });

  it('puts nothing through a link of the commit', async () => {
    const base = await setUp('checkout');
    const outside = path.join(fixture.data, 'outside');
    await mkdir(outside);
    await fixture.project.user.git('rm', '-q', '--cached', '.gitignore');
    await symlink(outside, path.join(fixture.project.user.dir, 'node_modules'));
    await fixture.project.user.git('add', '-f', 'node_modules');
    await fixture.project.user.git('commit', '-qm', 'a link');
    const sha = await importHead(fixture.project.hub, fixture.project.user.dir);
    const { dir } = await fixture.make('r1', { prepared: base, sha });
    expect((await lstat(path.join(dir, 'node_modules'))).isSymbolicLink()).toBe(true);
    await expect(lstat(path.join(outside, 'm'))).rejects.toThrow(/ENOENT/);
  });
});

describe('the cache', () => {
  it('lets one set up while the others wait, and takes over from the dead', async () => {
    await setUp('checkout');
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    };
    await writeFile(path.join(fixture.cache, 'setup-locks/k'), '999999 1 x').catch(async () => {
      await mkdir(path.join(fixture.cache, 'setup-locks'));
      await writeFile(path.join(fixture.cache, 'setup-locks/k'), '999999 1 x');
    });
    await Promise.all(Array.from({ length: 5 }, () => prepared.withLock('k', work)));
    expect(most).toBe(1);
    const stop = new AbortController();
    const waiting = prepared.withLock('k', async () => {
      const second = prepared.withLock('k', work, stop.signal);
      stop.abort();
      return second;
    });
    expect(await waiting).toEqual({ value: null });
  });

  it('removes nothing that it can not prove to be its own', async () => {
    const base = await setUp('checkout');
    const cache = createWorkspaceCache(fixture);
    const foreign = path.join(fixture.cache, 'prepared/foreign');
    await mkdir(foreign);
    await writeFile(path.join(foreign, 'precious'), 'x');
    const outside = path.join(fixture.data, 'outside');
    await mkdir(outside);
    await writeFile(path.join(outside, 'bakeoff-frozen.json'), '{"key":"linked","sizeBytes":1,"facts":{}}');
    await symlink(outside, path.join(fixture.cache, 'prepared/linked'));
    await expect(cache.remove({ store: 'prepared', key: 'linked' })).rejects.toThrow(/does not lie in/);
    await expect(cache.remove({ store: 'prepared', key: '../bases' })).rejects.toThrow(/can't name/);
    expect(await cache.remove({ store: 'prepared', key: 'foreign' })).toBe(false);
    expect(await readFile(path.join(foreign, 'precious'), 'utf8')).toBe('x');
    expect(await prepared.find(KEY)).toEqual(base);
  });

  it('clears away what a crash left half made', async () => {
    await setUp('checkout');
    const draft = path.join(fixture.cache, 'prepared/.new-k-1');
    await mkdir(path.join(draft, 'protected'), { recursive: true });
    await writeFile(path.join(draft, 'protected/x'), 'x');
    await chmod(path.join(draft, 'protected'), 0o500);
    await createFrozenStore(path.join(fixture.cache, 'prepared')).removeLeftovers(0);
    await expect(lstat(draft)).rejects.toThrow(/ENOENT/);
  });

  it('knows two commits alike where an install reads the same of both', async () => {
    await setUp('checkout');
    const { hub, baseSha } = fixture.project;
    const sha = await fixture.project.result({ 'a.txt': 'other\n' });
    const locked = await fixture.project.result({ 'package-lock.json': '{}\n' });
    const scripts = await fixture.project.result({ 'package.json': '{"scripts":{"prepare":"x"}}\n' });
    const rest = { hub, provider: 'bubblewrap', image: null, copyFrom: fixture.data, copy: ['.env'], owner: OWNER };
    const key = (commit: string, command = 'npm ci'): Promise<string> =>
      prepared.keyOf({ ...rest, sha: commit, command });
    expect(await key(sha)).toBe(await key(baseSha));
    expect(await key(locked)).not.toBe(await key(baseSha));
    expect(await key(sha, 'make')).not.toBe(await key(baseSha, 'make'));
    const after = await fixture.project.result({ 'a.txt': 'x\n' }, [], scripts);
    expect(await key(after)).not.toBe(await key(scripts));
    const before = await key(baseSha);
    await writeFile(path.join(fixture.data, '.env'), 'TOKEN=1\n');
    expect(await key(baseSha)).not.toBe(before);
  });
});
