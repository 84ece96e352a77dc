/**
 * What a sandboxed agent leaves behind for the host to read: planted from inside, read as the product does, and each time
 * the way that a careless program would read it, which the trap catches.
 */
import { execFile } from 'node:child_process';
import { access, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDisk } from '@/lib/adapters/disk/disk';
import type { SandboxRef } from '@/lib/core/ports';
import type { CaptureResult, GitRepository } from '@/lib/core/repository';
import { createSandboxBench, type SandboxBench } from '@/lib/testing/sandbox-bench';

const run = promisify(execFile);
const disk = createDisk();
const MAX_BYTES = 1024 * 1024;
const SECRET = 'a secret of the host';

describe.each(['bubblewrap', 'docker'] as const)('%s', (name) => {
  let bench: SandboxBench;
  let ref: SandboxRef;
  let outside: string;
  let isThere = false;
  beforeAll(async () => {
    const made = await createSandboxBench(name);
    if (!made) return;
    bench = made;
    isThere = true;
    outside = path.join(bench.root, 'outside');
    await mkdir(outside);
    await writeFile(path.join(outside, 'report.txt'), SECRET);
  }, 120_000);
  beforeEach(async (test) => {
    if (!isThere) test.skip(`${name} is not available here`);
    ref = await bench.create();
  });
  afterAll(async () => bench?.cleanup());

  const inside = async (script: string): Promise<void> => {
    const done = await bench.exec(ref, script);
    if (done.exitCode !== 0) throw new Error(`It could not be planted: ${done.output}`);
  };
  const where = (): Parameters<GitRepository['liveStats']>[0] => ({
    hub: bench.hub,
    dir: ref.workspace,
    startSha: bench.sha,
    scratch: path.join(ref.runDir, 'scratch'),
  });
  const capture = (): Promise<CaptureResult> =>
    bench.git.capture({ ...where(), ref: `refs/bakeoff/e1/v1/${ref.id}`, message: 'Result', exclude: [] });
  const contents = async (sha: string, file: string): Promise<string> =>
    (await run('git', ['-C', bench.hub, 'cat-file', 'blob', `${sha}:${file}`])).stdout;
  const names = async (sha: string): Promise<string[]> =>
    (await run('git', ['-C', bench.hub, 'ls-tree', '-r', '--name-only', sha])).stdout.trim().split('\n');

  describe('a report', () => {
    const read = (file = 'report.txt'): Promise<string | null> => disk.readContained(ref.workspace, file, MAX_BYTES);
    const plainly = (file = 'report.txt'): Promise<string> => readFile(path.join(ref.workspace, file), 'utf8');

    it('is read, where it is one', async () => {
      await inside('echo fine > report.txt');
      expect(await read()).toBe('fine\n');
    });
    it('is not read through a link', async () => {
      await inside(`ln -s ${outside}/report.txt report.txt`);
      expect(await read()).toBeNull();
      expect(await plainly()).toBe(SECRET);
    });
    it('is not read through a link in the middle of its path', async () => {
      await inside(`mkdir a; ln -s ${outside} a/b`);
      expect(await read('a/b/report.txt')).toBeNull();
      expect(await plainly('a/b/report.txt')).toBe(SECRET);
    });
    it('is not read by a path that leads out', async () => {
      const [up, absolute] = [path.relative(ref.workspace, `${outside}/report.txt`), `${outside}/report.txt`];
      for (const file of [up, absolute]) expect(await read(file)).toBeNull();
      expect(await plainly(up)).toBe(SECRET);
    });
    it('holds nobody up as a pipe, a socket or a folder', async () => {
      await inside(
        'mkfifo report.txt; mkdir folder; node -e \'require("net").createServer().listen("socket",()=>process.exit())\'',
      );
      for (const file of ['report.txt', 'folder', 'socket']) expect(await read(file)).toBeNull();
      const waits = run('cat', [path.join(ref.workspace, 'report.txt')], { timeout: 200 });
      await expect(waits).rejects.toMatchObject({ killed: true });
    });
    it('is not read where it is larger than a report, with or without holes', async () => {
      await inside('head -c 2000000 /dev/zero > report.txt; truncate -s 1099511627776 holes.txt');
      for (const file of ['report.txt', 'holes.txt']) expect(await read(file)).toBeNull();
      expect((await stat(path.join(ref.workspace, 'holes.txt'))).size).toBe(2 ** 40);
    });
    it('is not unpacked', async () => {
      await inside('head -c 500000000 /dev/zero | gzip > report.txt');
      expect((await read())?.length ?? 0).toBeLessThan(MAX_BYTES);
    });
  });

  describe('a checkout', () => {
    it('gives a link as the link it is, and nothing of what is behind it', async () => {
      await inside(
        `ln -s ${outside}/report.txt file-link; ln -s ${outside} folder-link; rm a.txt; ln -s ${outside}/report.txt a.txt`,
      );
      const { sha } = await capture();
      expect(await contents(sha, 'file-link')).toBe(`${outside}/report.txt`);
      expect(await contents(sha, 'a.txt')).toBe(`${outside}/report.txt`);
      expect((await names(sha)).filter((file) => file.startsWith('folder-link'))).toEqual(['folder-link']);
      const copy = path.join(bench.root, `copy-${ref.id}`);
      await cp(ref.workspace, copy, {
        recursive: true,
        dereference: true,
        filter: (from) => !from.includes('.git') && !from.includes('linked'),
      });
      expect(await readFile(path.join(copy, 'folder-link/report.txt'), 'utf8')).toBe(SECRET);
    });
    it('gives nothing of the host while links are swapped under the eyes of whoever looks', async () => {
      const swap = `mkdir -p d; echo mine > d/report.txt; while [ ! -e stop ]; do mv d d.real; ln -s ${outside} d; rm d; mv d.real d; done`;
      const swapping = bench.exec(ref, swap);
      for (let i = 0; i < 10; i += 1) await bench.git.liveStats(where());
      // The product captures when nothing runs any more; here it may give up, and must not give anything away.
      for (let i = 0; i < 3; i += 1) await capture().catch(() => null);
      // Whoever just opens the file is caught before long.
      const plainly = (): Promise<string> => readFile(path.join(ref.workspace, 'd/report.txt'), 'utf8').catch(() => '');
      await expect.poll(plainly, { interval: 1, timeout: 20_000 }).toBe(SECRET);
      await writeFile(path.join(ref.workspace, 'stop'), '');
      await swapping;
      const { stdout } = await run('git', ['hash-object', path.join(outside, 'report.txt')]);
      await expect(run('git', ['-C', bench.hub, 'cat-file', '-e', stdout.trim()])).rejects.toThrow(/./);
    });
    it('runs nothing on the host, whatever is set up in it', async () => {
      const trap = path.join(bench.root, `trap-${ref.id}`);
      await writeFile(path.join(outside, 'touch.sh'), `#!/bin/sh\ntouch ${trap}\n`, { mode: 0o755 });
      const evil = `${outside}/touch.sh`;
      const settings = [
        'core.fsmonitor',
        'diff.external',
        'filter.x.clean',
        'filter.x.smudge',
        'filter.x.process',
        'diff.x.textconv',
        'core.sshCommand',
        'gpg.program',
      ];
      await inside(
        `${settings.map((key) => `git config ${key} ${evil}`).join('; ')}; echo '* filter=x diff=x' > .gitattributes; git config core.hooksPath hooks; mkdir hooks;` +
          ` for h in pre-commit post-checkout post-index-change reference-transaction; do ln -s ${evil} hooks/$h; done; echo more >> a.txt`,
      );
      await bench.git.liveStats(where());
      const { sha } = await capture();
      await bench.git.patch({ hub: bench.hub, from: bench.sha, to: sha });
      // What is judged is a fresh checkout of it, where the attributes are there and the settings are not.
      const fresh = await bench.create({ sha });
      expect(await readFile(path.join(fresh.workspace, 'a.txt'), 'utf8')).toBe('one\nmore\n');
      expect(
        await access(trap).then(
          () => true,
          () => false,
        ),
      ).toBe(false);
      const careless = ['-c', 'safe.directory=*', '-C', ref.workspace, 'status'];
      await run('git', careless).catch(() => null);
      expect(
        await access(trap).then(
          () => true,
          () => false,
        ),
      ).toBe(true);
    });
    it('is captured and removed when it is nested deeper than a path is long', async () => {
      const nest =
        'for(let i=0;i<60;i++){fs.mkdirSync("d".repeat(100));process.chdir("d".repeat(100))}fs.writeFileSync("file","x")';
      await inside(`echo mine > top.txt; node -e 'const fs=require("fs");${nest}'`);
      const { sha } = await capture();
      expect(await contents(sha, 'top.txt')).toBe('mine\n');
      await bench.sandboxes.destroy(ref.id);
      expect(await readdir(bench.paths.sandboxes)).not.toContain(ref.id);
    });
    it('is removed without a file behind its links, even one that it cannot enter itself', async () => {
      await inside(`ln -s ${outside} out; mkdir locked; ln -s ${outside} locked/out; chmod 0 locked`);
      await bench.sandboxes.destroy(ref.id);
      expect(await readFile(path.join(outside, 'report.txt'), 'utf8')).toBe(SECRET);
      expect(await readdir(bench.paths.sandboxes)).not.toContain(ref.id);
    });
    it('puts no device and no program of root’s into the result', async () => {
      await inside('cp /bin/sh mine; chmod 6777 mine; mkfifo pipe');
      const { sha } = await capture();
      const { stdout } = await run('git', ['-C', bench.hub, 'ls-tree', sha, 'mine', 'pipe']);
      expect(stdout).toMatch(/^100755 blob \w+\tmine\n$/);
    });
  });

  describe('a copy of what git does not carry', () => {
    it.each(['../outside', '/etc/hostname', 'config/../../outside', '.git/config', 'outside'])(
      'is not made of %s',
      async (copy) => {
        await expect(bench.create({ copy: [copy] })).rejects.toThrow(/not copied|copied out/);
      },
    );
    it('is not made over a link in the commit', async () => {
      // A link to a folder of the test's own: were it followed, nothing of the host may be written over.
      await inside(`ln -s ${outside} evil-link`);
      const { sha } = await capture();
      const fork = path.join(bench.root, `fork-${ref.id}`);
      await mkdir(path.join(fork, 'evil-link'), { recursive: true });
      await writeFile(path.join(fork, 'evil-link/new'), 'evil');
      await expect(bench.create({ sha, copyFrom: fork, copy: ['evil-link/new'] })).rejects.toThrow(/copied out/);
      expect(await readdir(outside)).not.toContain('new');
      await cp(path.join(fork, 'evil-link/new'), path.join(ref.workspace, 'evil-link/new'));
      expect(await readdir(outside)).toContain('new');
      await rm(path.join(outside, 'new'));
    });
  });
});
