import { execFile } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createProcessProvider } from './process-provider';
import { createGitRepository } from '@/lib/adapters/git/git-repository';
import { findTagged } from '@/lib/adapters/process/process-table';
import type { SandboxProvider, SandboxRef } from '@/lib/core/ports';
import { homePaths } from '@/lib/paths';
import { RUN_TAG } from '@/lib/schemas/runner';

const root = path.resolve(import.meta.dirname, '../../..');
const runnerCommand = [process.execPath, '--import', 'tsx', path.join(root, 'workers/runner.ts')];
const exec = { timeoutMs: 20_000 };
let home: string;
let project: string;
let hub: string;
let sha: string;
let provider: SandboxProvider;
let count = 0;

async function git(...args: string[]): Promise<string> {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@t'];
  return (await promisify(execFile)('git', ['-C', project, ...identity, ...args])).stdout.trim();
}

beforeAll(async () => {
  home = await realpath(await mkdtemp(path.join(tmpdir(), 'bakeoff-home-')));
  project = path.join(home, 'project');
  await mkdir(path.join(project, 'config'), { recursive: true });
  await git('init', '-q', '-b', 'main');
  await writeFile(path.join(project, 'a.txt'), 'one\n');
  await writeFile(path.join(project, '.gitignore'), '.env\nconfig/\noutside\n');
  await symlink('/etc', path.join(project, 'linked'));
  await git('add', '.');
  await git('commit', '-qm', 'first');
  await writeFile(path.join(project, '.env'), 'SECRET=1\n');
  await writeFile(path.join(project, 'config', 'local.json'), '{}');
  await symlink('/etc/hostname', path.join(project, 'config', 'escape'));
  await symlink('local.json', path.join(project, 'config', 'inside'));
  await symlink('/etc', path.join(project, 'outside'));
  const paths = homePaths(path.join(home, 'data'));
  const repository = createGitRepository();
  hub = paths.hub('p');
  await repository.ensureHub({ hub, repoPath: project });
  const imported = await repository.importCommit({ hub, repoPath: project, ref: null });
  if (!imported.ok) throw new Error(imported.error.message);
  sha = imported.value.sha;
  provider = createProcessProvider({ paths, git: repository, runnerCommand });
});

afterAll(async () => {
  for (const id of await provider.list()) await provider.destroy(id);
  await rm(home, { recursive: true, force: true });
});

function create(copy: string[] = [], id = `sandbox-${++count}`): Promise<SandboxRef> {
  return provider.create({ id, hub, sha, copyFrom: project, copy });
}
const text = (ref: SandboxRef, file: string): Promise<string> => readFile(path.join(ref.workspace, file), 'utf8');

describe('create', () => {
  it('makes a private checkout and is idempotent', async () => {
    const ref = await create();
    await writeFile(path.join(ref.workspace, 'a.txt'), 'changed\n');
    expect(await create([], ref.id)).toEqual(ref);
    expect(await text(ref, 'a.txt')).toBe('changed\n');
    expect(await provider.open(ref.id)).toEqual(ref);
    expect(await readFile(path.join(project, 'a.txt'), 'utf8')).toBe('one\n');
  });
  it('makes one anew that a crash cut short', async () => {
    const ref = await create();
    await rm(path.join(ref.runDir, '.bakeoff-sandbox'));
    await writeFile(path.join(ref.runDir, '.bakeoff-sandbox.new'), ref.id);
    await writeFile(path.join(ref.workspace, 'half.txt'), '');
    expect(await provider.open(ref.id)).toBeNull();
    await create([], ref.id);
    expect(await readdir(ref.workspace)).not.toContain('half.txt');
  });
  it('copies ignored files, whole folders, links inside, and passes over what is not there', async () => {
    const ref = await create(['.env', 'config', 'no-such-file']);
    expect(await text(ref, '.env')).toBe('SECRET=1\n');
    expect(await text(ref, 'config/inside')).toBe('{}');
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
    await expect(create([name])).rejects.toThrow(reason);
  });
  it.each(['../up', 'a/b', '', '.', '..'])('refuses the id %j', async (id) => {
    await expect(create([], id)).rejects.toThrow('cannot name a sandbox');
  });
});

describe('environment', () => {
  it('holds what a terminal has, the named variables, and nothing of the server', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      PASSED: 'yes',
      HIDDEN: 'no',
      DATABASE_URL: 'postgres://secret',
      BAKEOFF_HOME: '/secret',
    });
    try {
      const ref = await create();
      const env = provider.environment(ref, { EXTRA: '1' }, ['PASSED', 'MISSING', 'DATABASE_URL', 'BAKEOFF_HOME']);
      expect(env).toMatchObject({
        PASSED: 'yes',
        EXTRA: '1',
        TERM: 'dumb',
        GIT_TERMINAL_PROMPT: '0',
        [RUN_TAG]: ref.id,
      });
      for (const name of ['HIDDEN', 'MISSING', 'DATABASE_URL', 'BAKEOFF_HOME']) expect(env).not.toHaveProperty(name);
      expect(env.PATH?.split(':')).toContain(path.dirname(process.execPath));
      expect(env.TMPDIR).toBe(path.join(ref.runDir, 'tmp'));
    } finally {
      process.env = before;
    }
  });
  it('takes what the experiment spells out, whatever its name', async () => {
    const env = provider.environment(await create(), { DATABASE_URL: 'postgres://test', PATH: '/opt/mine' }, []);
    expect(env.DATABASE_URL).toBe('postgres://test');
    expect(env.PATH?.startsWith('/opt/mine:')).toBe(true);
  });
  it('lets nothing replace the tag', async () => {
    const ref = await create();
    expect(provider.environment(ref, { [RUN_TAG]: 'another' }, [])[RUN_TAG]).toBe(ref.id);
  });
  it('lets an agent commit without an identity and without a key of the user', async () => {
    const ref = await create();
    const env = provider.environment(ref, { HOME: path.join(home, 'no-home') }, []);
    const command =
      'git config commit.gpgSign true; echo x > x && git add x && git commit -qm x && git log -1 --format=%an';
    expect((await provider.exec(ref, { ...exec, command }, env)).output).toBe('Bakeoff\n');
  });
});

describe('exec and sweep', () => {
  it('runs in the checkout with the tag, and has a folder for temporary files of its own', async () => {
    const ref = await create();
    const env = provider.environment(ref, {}, []);
    const result = await provider.exec(ref, { ...exec, command: `echo $${RUN_TAG}; pwd; mktemp; cat a.txt` }, env);
    const [tag, cwd, tmp, content] = result.stdout.split('\n');
    expect([tag, cwd, content]).toEqual([ref.id, ref.workspace, 'one']);
    expect(tmp?.startsWith(path.join(ref.runDir, 'tmp'))).toBe(true);
  });
  it('keeps two sandboxes apart: what one writes or sweeps leaves the other alone', async () => {
    const [one, two] = await Promise.all([create(), create()]);
    const long = provider.exec(two, { ...exec, command: 'sleep 0.8; cat a.txt' }, provider.environment(two, {}, []));
    await provider.exec(one, { ...exec, command: 'echo mine > a.txt' }, provider.environment(one, {}, []));
    await provider.sweep(one.id);
    expect((await long).stdout).toBe('one\n');
  });
});

describe('the runner', () => {
  const writeSpec = async (ref: SandboxRef, script: string): Promise<void> => {
    const spec = {
      runId: ref.id,
      agent: 'mine',
      cwd: ref.workspace,
      env: provider.environment(ref, {}, []),
      driver: { type: 'command', argv: ['sh', '-c', script], dialect: 'text', stdin: 'none' },
      prompt: 'x',
      permissions: 'grant',
      limits: { timeoutMs: 30_000, idleMs: 30_000, maxTurns: null, maxToolCalls: null, budgetUsd: null },
      secrets: [],
    };
    await writeFile(path.join(ref.runDir, 'spec.json'), JSON.stringify(spec), { mode: 0o600 });
  };
  it('is started apart from us, seen alive, and gone after its end', async () => {
    const ref = await create();
    await writeSpec(ref, 'while [ ! -e go ]; do sleep 0.05; done; echo done');
    expect(await provider.isRunnerAlive(ref)).toBe(false);
    await provider.startRunner(ref);
    expect(await provider.isRunnerAlive(ref)).toBe(true);
    await writeFile(path.join(ref.workspace, 'go'), '');
    await vi.waitFor(async () => expect(await provider.isRunnerAlive(ref)).toBe(false), { timeout: 10_000 });
    const exit: unknown = JSON.parse(await readFile(path.join(ref.runDir, 'exit.json'), 'utf8'));
    expect(exit).toMatchObject({ outcome: 'completed', summary: 'done' });
    expect((await lstat(path.join(ref.runDir, 'spec.json'))).mode % 0o1000).toBe(0o600);
  });
  it('ends with its agent when the sandbox is destroyed', async () => {
    const ref = await create();
    await writeSpec(ref, "trap '' TERM; while :; do sleep 0.1; done");
    await provider.startRunner(ref);
    const tagged = (): Promise<unknown[]> => findTagged({ name: RUN_TAG, value: ref.id });
    await vi.waitFor(async () => expect((await tagged()).length).toBeGreaterThan(0), { timeout: 10_000 });
    await provider.destroy(ref.id);
    expect(await tagged()).toEqual([]);
    expect(await provider.isRunnerAlive(ref)).toBe(false);
    expect(await provider.open(ref.id)).toBeNull();
  });
  it('says that it could not be started', async () => {
    const broken = createProcessProvider({
      paths: homePaths(path.join(home, 'data')),
      git: createGitRepository(),
      runnerCommand: [process.execPath, '/no/such/runner.mjs'],
    });
    await expect(broken.startRunner(await create())).rejects.toThrow('The runner ended at once');
  });
});

describe('destroy and list', () => {
  it('lists what it made, and removes it more than once', async () => {
    const ref = await create();
    expect(await provider.list()).toContain(ref.id);
    await provider.destroy(ref.id);
    await provider.destroy(ref.id);
    expect(await provider.list()).not.toContain(ref.id);
  });
  it('removes folders that were write-protected, and follows no link out', async () => {
    const ref = await create();
    const precious = path.join(home, 'precious');
    await mkdir(precious, { recursive: true });
    await writeFile(path.join(precious, 'keep.txt'), '');
    await symlink(precious, path.join(ref.workspace, 'link'));
    await mkdir(path.join(ref.workspace, 'cache', 'deep'), { recursive: true });
    await chmod(path.join(ref.workspace, 'cache'), 0o500);
    await provider.destroy(ref.id);
    expect(await readdir(precious)).toEqual(['keep.txt']);
    expect(await provider.open(ref.id)).toBeNull();
  });
  it('removes nothing that it did not make', async () => {
    const dir = path.join(home, 'data', 'sandboxes', 'foreign');
    await mkdir(dir, { recursive: true });
    await writeFile(path.join(dir, 'thesis.txt'), 'precious');
    await expect(provider.destroy('foreign')).rejects.toThrow('no mark that Bakeoff made it');
    expect(await readFile(path.join(dir, 'thesis.txt'), 'utf8')).toBe('precious');
    expect(await provider.list()).not.toContain('foreign');
  });
  it('removes nothing behind a link that stands where a sandbox should be', async () => {
    const elsewhere = path.join(home, 'elsewhere');
    await mkdir(elsewhere, { recursive: true });
    await writeFile(path.join(elsewhere, '.bakeoff-sandbox'), 'trap');
    await symlink(elsewhere, path.join(home, 'data', 'sandboxes', 'trap'));
    await expect(provider.destroy('trap')).rejects.toThrow('is not below');
    expect(await readdir(elsewhere)).toEqual(['.bakeoff-sandbox']);
    await rm(path.join(home, 'data', 'sandboxes', 'trap'));
  });
});
