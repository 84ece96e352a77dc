/** What every provider is held to: process, bubblewrap, and docker's on Docker Engine and on podman. */
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { findTagged } from '@/lib/adapters/process/process-table';
import { RUN_TAG } from '@/lib/schemas/runner';
import { BENCHES, createSandboxBench, type SandboxBench } from '@/lib/testing/sandbox-bench';

describe.each(BENCHES)('%s', (name) => {
  let bench: SandboxBench;
  beforeAll(async () => {
    const made = await createSandboxBench(name);
    if (made) bench = made;
  }, 120_000);
  beforeEach((context) => {
    if (!bench) context.skip(`${name} is not available here`);
  });
  afterAll(async () => bench?.cleanup());
  const tagged = (id: string): Promise<unknown[]> => findTagged({ name: RUN_TAG, value: id });

  describe('probe', () => {
    it('says what it holds back and what it does not', async () => {
      const probe = (await bench.sandboxes.probe()).find((each) => each.provider === bench.provider);
      expect(probe).toMatchObject({ ok: true, isolated: name !== 'process', remedy: null });
      const warns = probe?.reasons.join(' ').includes('they can read and write everything');
      expect(warns).toBe(name === 'process');
    });
  });

  describe('create', () => {
    it('makes a private checkout and is idempotent', async () => {
      const ref = await bench.create();
      await bench.exec(ref, 'echo changed > a.txt');
      expect(await bench.create({ id: ref.id })).toEqual(ref);
      expect(await bench.sandboxes.open(ref.id)).toEqual(ref);
      expect((await bench.exec(ref, 'cat a.txt')).stdout).toBe('changed\n');
      expect(await readFile(path.join(ref.workspace, 'a.txt'), 'utf8')).toBe('changed\n');
      expect(await readFile(path.join(bench.project, 'a.txt'), 'utf8')).toBe('one\n');
    });
    it('makes one anew that a crash cut short', async () => {
      const ref = await bench.create();
      await bench.exec(ref, 'echo half > half.txt');
      const { rename } = await import('node:fs/promises');
      await rename(path.join(ref.runDir, '.bakeoff-sandbox'), path.join(ref.runDir, '.bakeoff-sandbox.new'));
      expect(await bench.sandboxes.open(ref.id)).toBeNull();
      await bench.create({ id: ref.id });
      expect(await readdir(ref.workspace)).not.toContain('half.txt');
    });
    it('copies ignored files, and what runs in it can change them', async () => {
      const ref = await bench.create({ copy: ['.env', 'config'] });
      const { stdout } = await bench.exec(ref, 'echo more >> .env; cat .env; ls config; cat config/inside');
      expect(stdout).toBe('SECRET=1\nmore\ninside\nlocal.json\n{}');
    });
    it('has a git that commits on the base without an identity', async () => {
      const ref = await bench.create();
      const command = 'git status --porcelain; echo x > x; git add x; git commit -qm x; git log --format=%an:%s';
      const result = await bench.exec(ref, command);
      expect(result).toMatchObject({ exitCode: 0, stdout: 'Bakeoff:x\nt:first\n' });
    });
  });

  describe('exec', () => {
    it('runs in the checkout with the tag, a home and a folder for temporary files of its own', async () => {
      const ref = await bench.create();
      const { stdout } = await bench.exec(ref, `echo $${RUN_TAG}; pwd; mktemp >/dev/null && echo ok; cat a.txt`);
      expect(stdout.split('\n').slice(0, 4)).toEqual([ref.id, ref.workspaceInside, 'ok', 'one']);
    });
    it('gives exit code, both streams and what was printed, in order', async () => {
      const seen: string[] = [];
      const ref = await bench.create();
      const result = await bench.exec(ref, 'echo out; echo err >&2; exit 3', { onOutput: (text) => seen.push(text) });
      expect(result).toMatchObject({ exitCode: 3, timedOut: false, stdout: 'out\n', stderr: 'err\n', limit: null });
      expect(seen.join('')).toBe(result.output);
    });
    it('ends a command at its timeout, with what it started', async () => {
      const ref = await bench.create();
      const result = await bench.exec(ref, "trap '' TERM; (setsid sleep 300 &) ; sleep 300", { timeoutMs: 500 });
      expect(result.timedOut).toBe(true);
      await vi.waitFor(async () => expect(await tagged(ref.id)).toEqual([]), { timeout: 3000 });
    });
    it('can be cancelled', async () => {
      const ref = await bench.create();
      const controller = new AbortController();
      const onOutput = (): void => controller.abort();
      const result = await bench.exec(ref, 'echo go; sleep 300', { signal: controller.signal, onOutput });
      expect(result.cancelled).toBe(true);
    });
    it('leaves no daemon behind', async () => {
      const ref = await bench.create();
      await bench.exec(ref, 'setsid sleep 300 >/dev/null 2>&1 & echo started');
      expect(await tagged(ref.id)).toEqual([]);
    });
    it('keeps two sandboxes apart: what one writes or sweeps leaves the other alone', async () => {
      const [one, two] = await Promise.all([bench.create(), bench.create()]);
      const long = bench.exec(two, 'while [ ! -e go ]; do sleep 0.05; done; cat a.txt');
      await bench.exec(one, 'echo mine > a.txt');
      await bench.sandboxes.sweep(one.id);
      await writeFile(path.join(two.workspace, 'go'), '');
      expect((await long).stdout).toBe('one\n');
    });
    it('passes names on, and nothing of the server', async () => {
      const ref = await bench.create();
      const env = bench.sandboxes.environment(ref, { EXTRA: '1', [RUN_TAG]: 'another' }, [
        'DATABASE_URL',
        'BAKEOFF_HOME',
      ]);
      const { stdout } = await bench.exec(ref, 'env', { env });
      expect(stdout).toContain('EXTRA=1\n');
      expect(stdout).toContain(`${RUN_TAG}=${ref.id}\n`);
      expect(stdout).not.toMatch(/^(DATABASE_URL|BAKEOFF_HOME)=/m);
    });
  });

  describe('the runner', () => {
    it('is started apart from us, tells its events from any offset, and leaves an exit record', async () => {
      const ref = await bench.create();
      const run = await bench.run(ref, 'echo first; while [ ! -e go ]; do sleep 0.05; done; echo second');
      expect(await bench.sandboxes.isRunnerAlive(ref)).toBe(true);
      let offset = 0;
      await vi.waitFor(
        async () => {
          const { lines, offset: end } = await run.events();
          expect(lines.some(({ event }) => event.type === 'output' && event.text.includes('first'))).toBe(true);
          offset = end;
        },
        { timeout: 15_000 },
      );
      await writeFile(path.join(ref.workspace, 'go'), '');
      expect(await run.exit()).toMatchObject({ outcome: 'completed', summary: 'first\nsecond', exitCode: 0 });
      const later = JSON.stringify((await run.events(offset)).lines);
      expect(later).toContain('second');
      expect(later).not.toContain('first');
      expect((await lstat(path.join(ref.runDir, 'spec.json'))).mode % 0o1000).toBe(0o600);
    });
    it('stands still while it is paused, and goes on', async () => {
      const ref = await bench.create();
      const run = await bench.run(ref, 'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo $i > count; sleep 0.02; done');
      const count = (): Promise<string> => readFile(path.join(ref.workspace, 'count'), 'utf8').catch(() => '');
      await vi.waitFor(async () => expect(await count()).not.toBe(''), { timeout: 15_000 });
      await run.send({ type: 'pause' });
      const told = async (type: string): Promise<boolean> =>
        (await run.events()).lines.some(({ event }) => event.type === type);
      await vi.waitFor(async () => expect(await told('paused')).toBe(true), { timeout: 20_000 });
      const still = await count();
      // Long against the 20 ms of its loop: nothing may have happened in between.
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await count()).toBe(still);
      await run.send({ type: 'resume' });
      await vi.waitFor(async () => expect(await count()).not.toBe(still), { timeout: 20_000 });
      await run.send({ type: 'cancel' });
      expect((await run.exit()).outcome).toBe('cancelled');
    });
    it('tells what its agent used', async () => {
      const ref = await bench.create();
      const script = 'node -e "const b = Buffer.alloc(60e6, 1); setTimeout(() => b.length, 1200)"';
      const exit = await (await bench.run(ref, script)).exit();
      expect(exit.peak?.memoryBytes).toBeGreaterThan(60e6);
      expect(exit.peak?.pids).toBeGreaterThan(0);
    });
    it('leaves nothing alive after a cancel, wherever it fled to', async () => {
      const ref = await bench.create();
      const flee = "trap '' TERM; setsid sh -c 'trap \"\" TERM; while :; do sleep 1; done' & ";
      const run = await bench.run(ref, `${flee} (env -i setsid sleep 300 &); echo up; while :; do sleep 1; done`);
      await vi.waitFor(async () => expect(JSON.stringify((await run.events()).lines)).toContain('up'), {
        timeout: 15_000,
      });
      await run.send({ type: 'cancel' });
      expect((await run.exit()).outcome).toBe('cancelled');
      expect(await tagged(ref.id)).toEqual([]);
    });
    it('ends with its agent when the sandbox is destroyed', async () => {
      const ref = await bench.create();
      const run = await bench.run(ref, "trap '' TERM; echo up; while :; do sleep 0.1; done");
      await vi.waitFor(async () => expect(JSON.stringify((await run.events()).lines)).toContain('up'), {
        timeout: 15_000,
      });
      await bench.sandboxes.destroy(ref.id);
      expect(await tagged(ref.id)).toEqual([]);
      expect(await bench.sandboxes.isRunnerAlive(ref)).toBe(false);
      expect(await bench.sandboxes.open(ref.id)).toBeNull();
    });
  });

  describe('destroy and list', () => {
    it('lists what it made, and removes it more than once', async () => {
      const ref = await bench.create();
      expect(await bench.sandboxes.list()).toContain(ref.id);
      await bench.sandboxes.destroy(ref.id);
      await bench.sandboxes.destroy(ref.id);
      expect(await bench.sandboxes.list()).not.toContain(ref.id);
      expect(await readdir(bench.paths.sandboxes)).not.toContain(ref.id);
    });
    it('removes what was write-protected or nested deeper than a path is long, and follows no link out', async () => {
      const ref = await bench.create();
      const precious = path.join(bench.root, `precious-${name}`);
      await mkdir(precious, { recursive: true });
      await writeFile(path.join(precious, 'keep.txt'), '');
      await symlink(precious, path.join(ref.workspace, 'link'));
      const deep = 'i=0; while [ $i -lt 1200 ]; do mkdir deeper && cd deeper || exit 1; i=$((i+1)); done';
      await bench.exec(ref, `mkdir -p cache/deep; chmod 500 cache; ${deep}`);
      await bench.sandboxes.destroy(ref.id);
      expect(await readdir(precious)).toEqual(['keep.txt']);
      expect(await readdir(bench.paths.sandboxes)).not.toContain(ref.id);
    });
  });
});
