/** What holds whatever the provider: which folders are ours, what is copied in, what everything in a sandbox gets. */
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProcessProvider } from '@/lib/adapters/sandbox/process/process-provider';
import { createSandboxes } from '@/lib/adapters/sandbox/sandboxes';
import { createWorkspaces } from '@/lib/adapters/workspace/create-workspaces';
import { RUN_TAG } from '@/lib/schemas/runner';
import { createSandboxBench, type SandboxBench } from '@/lib/testing/sandbox-bench';

let bench: SandboxBench;
beforeAll(async () => {
  const made = await createSandboxBench('process');
  if (!made) throw new Error('processes run everywhere');
  bench = made;
});
afterAll(() => bench.cleanup());

describe('create', () => {
  it('copies ignored files, whole folders, links inside, and passes over what is not there', async () => {
    const ref = await bench.create({ copy: ['.env', 'config', 'no-such-file'] });
    expect(await readFile(path.join(ref.workspace, '.env'), 'utf8')).toBe('SECRET=1\n');
    expect(await readFile(path.join(ref.workspace, 'config/inside'), 'utf8')).toBe('{}');
    expect(await readdir(path.join(ref.workspace, 'config'))).toEqual(['inside', 'local.json']);
  });
  it.each([
    ['../elsewhere', 'not below the project'],
    ['/etc/passwd', 'not below the project'],
    ['.', 'not below the project'],
    ['.git', 'belongs to each sandbox alone'],
    ['outside', 'a link out of the project'],
    ['outside/hostname', 'a link out of the project'],
    ['linked/hostname', 'a link out of the project'],
  ])('refuses to copy %s', async (name, reason) => {
    await expect(bench.create({ copy: [name] })).rejects.toThrow(reason);
  });
  it.each(['../up', 'a/b', '', '.', '..'])('refuses the id %j', async (id) => {
    await expect(bench.create({ id })).rejects.toThrow('cannot name a sandbox');
  });
});

describe('environment', () => {
  it('holds what a terminal has, the named variables, and nothing of the server', async () => {
    const before = { ...process.env };
    const secrets = { DATABASE_URL: 'postgres://secret', BAKEOFF_HOME: '/secret' };
    Object.assign(process.env, { PASSED: 'yes', HIDDEN: 'no', ...secrets });
    try {
      const ref = await bench.create();
      const names = ['PASSED', 'MISSING', 'DATABASE_URL', 'BAKEOFF_HOME'];
      const env = bench.sandboxes.environment(ref, { EXTRA: '1' }, names);
      expect(env).toMatchObject({ PASSED: 'yes', EXTRA: '1', TERM: 'dumb', GIT_TERMINAL_PROMPT: '0' });
      expect(env[RUN_TAG]).toBe(ref.id);
      for (const name of ['HIDDEN', 'MISSING', 'DATABASE_URL', 'BAKEOFF_HOME']) expect(env).not.toHaveProperty(name);
      expect(env.PATH?.split(':')).toContain(path.dirname(process.execPath));
      expect(env.TMPDIR).toBe(path.join(ref.runDir, 'tmp'));
    } finally {
      process.env = before;
    }
  });
  it('takes what the experiment spells out, whatever its name', async () => {
    const ref = await bench.create();
    const env = bench.sandboxes.environment(ref, { DATABASE_URL: 'postgres://test', PATH: '/opt/mine' }, []);
    expect(env.DATABASE_URL).toBe('postgres://test');
    expect(env.PATH?.startsWith('/opt/mine:')).toBe(true);
  });
});

it('starts a runner beside the checkout, which waits for what to run', async () => {
  const ref = await bench.create({ withRunner: true });
  expect(await bench.sandboxes.isRunnerAlive(ref)).toBe(true);
  const pid = await readFile(path.join(ref.runDir, 'runner.pid'), 'utf8');
  const run = await bench.run(ref, 'echo waited');
  expect(await run.exit()).toMatchObject({ outcome: 'completed', summary: 'waited' });
  expect(await readFile(path.join(ref.runDir, 'runner.pid'), 'utf8')).toBe(pid);
});

it('ends a runner that was never told what to run with its sandbox', async () => {
  const ref = await bench.create({ withRunner: true });
  await bench.sandboxes.destroy(ref.id);
  expect(await bench.sandboxes.isRunnerAlive(ref)).toBe(false);
});

it('says that a runner could not be started', async () => {
  const broken = createSandboxes({
    paths: bench.paths,
    providers: [createProcessProvider()],
    workspaces: createWorkspaces({ paths: bench.paths }),
    runnerCommand: [process.execPath, '/no/such/runner.mjs'],
  });
  await expect(broken.startRunner(await bench.create())).rejects.toThrow('The runner ended at once');
});

describe('destroy', () => {
  it('may be asked of several at once, of whom one does it', async () => {
    const ref = await bench.create();
    await Promise.all(Array.from({ length: 6 }, () => bench.sandboxes.destroy(ref.id)));
    expect(await bench.sandboxes.list()).not.toContain(ref.id);
  });

  it('removes a sandbox whose record a full disk cut short', async () => {
    const ref = await bench.create();
    await writeFile(path.join(ref.runDir, 'sandbox.json'), '');
    expect(await bench.sandboxes.open(ref.id)).toBeNull();
    await bench.create({ id: ref.id });
    await writeFile(path.join(ref.runDir, 'sandbox.json'), '{"provider":');
    await bench.sandboxes.destroy(ref.id);
    expect(await readdir(bench.paths.sandboxes)).not.toContain(ref.id);
  });
  it('removes nothing that it did not make', async () => {
    const dir = path.join(bench.paths.sandboxes, 'foreign');
    await mkdir(dir, { recursive: true });
    await writeFile(path.join(dir, 'thesis.txt'), 'precious');
    await expect(bench.sandboxes.destroy('foreign')).rejects.toThrow('no mark that Bakeoff made it');
    expect(await readFile(path.join(dir, 'thesis.txt'), 'utf8')).toBe('precious');
    expect(await bench.sandboxes.list()).not.toContain('foreign');
  });
  it('removes nothing behind a link that stands where a sandbox should be', async () => {
    const elsewhere = path.join(bench.root, 'elsewhere');
    await mkdir(elsewhere, { recursive: true });
    await writeFile(path.join(elsewhere, '.bakeoff-sandbox'), 'trap');
    await symlink(elsewhere, path.join(bench.paths.sandboxes, 'trap'));
    await expect(bench.sandboxes.destroy('trap')).rejects.toThrow('is not below');
    expect(await readdir(elsewhere)).toEqual(['.bakeoff-sandbox']);
    await rm(path.join(bench.paths.sandboxes, 'trap'));
  });
});
