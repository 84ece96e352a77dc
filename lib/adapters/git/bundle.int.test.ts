import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childEnv } from '@/lib/adapters/process/child-env';
import { gitIn } from '@/lib/testing/temp-repository';
import { bundleCommand } from '@/lib/core/bundle-command';
import { createProject, git, startRun, type ProjectFixture, type RunFixture } from './fixtures';

const execute = promisify(execFile);
const REF = 'refs/bakeoff-agent/e1/a/r1';
const AUTHOR = ['-c', 'user.name=Agent', '-c', 'user.email=agent@localhost'];

let project: ProjectFixture;
let run: RunFixture;
let bundle: string;

beforeEach(async () => {
  project = await createProject({ 'a.txt': 'one\n', 'b.txt': 'x'.repeat(4000) });
  run = await startRun({ ...project, startSha: project.baseSha });
  bundle = path.join(project.root, 'run.bundle');
});

afterEach(() => project.cleanup());

async function commitAll(message = 'by the agent'): Promise<string> {
  await gitIn(run.dir, ['add', '-A']);
  await gitIn(run.dir, [...AUTHOR, 'commit', '-q', '--allow-empty', '-m', message]);
  return gitIn(run.dir, ['rev-parse', 'HEAD']);
}

/** As it is done inside. */
async function makeBundle(maxBytes?: number): Promise<void> {
  const [program, ...args] = ['sh', '-c', bundleCommand(project.baseSha, maxBytes)] as const;
  const env = childEnv({ PATH: process.env.PATH ?? '', HOME: '/nonexistent' });
  const { stdout } = await execute(program, args, { cwd: run.dir, env, encoding: 'buffer', maxBuffer: 1e9 });
  await writeFile(bundle, stdout);
}

async function importIt(maxBytes?: number): ReturnType<typeof git.exportCommits> {
  const input = { hub: project.hub, bundle, baseSha: project.baseSha, ref: REF };
  return git.exportCommits({ ...input, ...(maxBytes ? { maxBytes } : {}) });
}

/** Why, and what was left of it in the hub or beside it, which should be nothing. */
async function refusal(maxBytes?: number): Promise<{ type: string; message: string; left: string[] }> {
  const before = await listHub();
  const result = await importIt(maxBytes);
  if (result.ok) throw new Error('It was taken.');
  const left = (await listHub()).filter((name) => !before.includes(name));
  return { ...result.error, left };
}

function because(type: string, words: RegExp): object {
  return { type, message: expect.stringMatching(words), left: [] };
}

async function listHub(): Promise<string[]> {
  const names = await readdir(project.root, { recursive: true });
  return names
    .filter((name) => name.startsWith('hub.') && !name.endsWith('.lock') && !name.startsWith('hub.starts-imports'))
    .sort();
}

/** A commit of a tree whose bytes are spelled out, as no git would write it. */
async function commitTree(tree: string): Promise<void> {
  const sha = await gitIn(run.dir, [...AUTHOR, 'commit-tree', tree, '-p', project.baseSha, '-m', 'evil']);
  await gitIn(run.dir, ['update-ref', 'refs/heads/work', sha]);
}

async function hashObject(type: string, contents: Buffer | string): Promise<string> {
  const file = path.join(project.root, 'object');
  await writeFile(file, contents);
  return gitIn(run.dir, ['hash-object', '-w', '--literally', '-t', type, file]);
}

function entry(mode: string, name: string, sha: string): Buffer {
  return Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(sha, 'hex')]);
}

describe('commits out of a sandbox', () => {
  it('arrive under their ref, as they were', async () => {
    await run.write({ 'a.txt': 'two\n' });
    await commitAll('first');
    await run.write({ 'new.txt': 'new\n' });
    const head = await commitAll('second');
    await makeBundle();
    expect(await importIt()).toEqual({ ok: true, value: { commits: 2, head } });
    expect(await gitIn(project.hub, ['log', '--format=%s|%an', `${project.baseSha}..${REF}`])).toBe(
      'second|Agent\nfirst|Agent',
    );
    expect(await importIt()).toEqual({ ok: true, value: { commits: 2, head } });
    await gitIn(project.hub, ['fsck', '--strict', '--no-dangling']);
  });

  it('are none where nothing was committed', async () => {
    await makeBundle();
    expect(await readFile(bundle)).toHaveLength(0);
    expect(await importIt()).toEqual({ ok: true, value: { commits: 0, head: project.baseSha } });
  });

  it('bring no other refs along', async () => {
    await commitAll();
    await gitIn(run.dir, ['tag', 'v1']);
    await gitIn(run.dir, ['update-ref', 'refs/bakeoff/e1/b/r2', 'HEAD']);
    await gitIn(run.dir, ['bundle', 'create', '-q', bundle, '--all', 'HEAD', `^${project.baseSha}`]);
    expect(await importIt()).toMatchObject({ ok: true, value: { commits: 1 } });
    const refs = await gitIn(project.hub, ['for-each-ref', '--format=%(refname)']);
    expect(refs.split('\n')).toEqual([REF, `refs/bakeoff/base/${project.baseSha}`].sort());
  });

  it('are imported for eight runs at once', async () => {
    await run.write({ 'a.txt': 'two\n' });
    const head = await commitAll();
    await makeBundle();
    const input = { hub: project.hub, bundle, baseSha: project.baseSha };
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, i) => git.exportCommits({ ...input, ref: `refs/bakeoff-agent/e1/v${i}/r` })),
    );
    for (const result of all) expect(result).toEqual({ ok: true, value: { commits: 1, head } });
  });
});

describe('a hostile bundle', () => {
  it('is refused where it is larger than allowed, wherever that is noticed', async () => {
    const random = createWriteStream(path.join(run.dir, 'big.bin'));
    random.end(Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919 + (i >> 3) * 104_729) & 255)));
    await new Promise<void>((resolve) => random.on('close', () => resolve()));
    await commitAll();
    await makeBundle(2000);
    expect(await readFile(bundle)).toHaveLength(2001);
    expect(await refusal(2000)).toEqual(because('too_large', /more than/));
    await truncate(bundle, 300 * 1024 * 1024);
    expect(await refusal()).toEqual(because('too_large', /256 MB/));
  });

  it.each([
    ['cut short', async () => truncate(bundle, 300)],
    ['without a head', async () => writeFile(bundle, '# v2 git bundle\n\n')],
    ['something else', async () => writeFile(bundle, 'PACK and more')],
    ['with rubbish at its end', async () => appendFile(bundle, Buffer.alloc(100_000, 7))],
    ['of a format to come', async () => writeFile(bundle, '# v3 git bundle\n@object-format=evil\n\n')],
  ])('is refused: %s', async (_name, damage) => {
    await run.write({ 'a.txt': 'two\n', 'c.txt': Array.from({ length: 500 }, (_, i) => `${i * i}\n`).join('') });
    await commitAll();
    await makeBundle();
    await damage();
    expect(await refusal()).toEqual(because('unfit', /Git refuses/));
  });

  it('is refused as a link, a pipe, or where it is not there', async () => {
    expect(await refusal()).toEqual(because('no_bundle', /not there/));
    await symlink('/etc/passwd', bundle);
    expect(await refusal()).toEqual(because('no_bundle', /not there/));
    bundle = path.join(project.root, 'pipe');
    await execute('mkfifo', [bundle]);
    expect(await refusal()).toEqual(because('no_bundle', /no ordinary file/));
  });

  it.each([
    ['..', '40000'],
    ['.git', '40000'],
    ['.GIT', '40000'],
    ['git~1', '40000'],
    ['.', '40000'],
    ['a/b', '100644'],
  ])('is refused with %s in a tree', async (name, mode) => {
    const blob = await hashObject('blob', '#!/bin/sh\n');
    const inner = await hashObject('tree', entry('100755', 'x', blob));
    await commitTree(await hashObject('tree', entry(mode, name, mode === '40000' ? inner : blob)));
    await makeBundle();
    expect(await refusal()).toEqual(because('unfit', /Git refuses/));
  });

  it('is refused with a .gitmodules that is a link or runs commands', async () => {
    const link = await hashObject('blob', '/etc/passwd');
    await commitTree(await hashObject('tree', entry('120000', '.gitmodules', link)));
    await makeBundle();
    expect(await refusal()).toEqual(because('unfit', /gitmodules/i));
    const evil = await hashObject('blob', '[submodule "x"]\n\tpath = x\n\turl = x\n\tupdate = !touch /tmp/x\n');
    await commitTree(await hashObject('tree', entry('100644', '.gitmodules', evil)));
    await makeBundle();
    expect(await refusal()).toEqual(because('unfit', /gitmodules/i));
  });

  it('is refused with a commit that is none', async () => {
    const tree = await gitIn(run.dir, ['rev-parse', 'HEAD^{tree}']);
    const sha = await hashObject('commit', `tree ${tree}\nparent ${project.baseSha}\nauthor nobody\n\nx\n`);
    await writeFile(path.join(run.dir, '.git/refs/heads/work'), `${sha}\n`);
    await makeBundle();
    expect(await refusal()).toEqual(because('unfit', /Git refuses/));
  });

  it('is refused where its commits do not all descend from the base', async () => {
    const tree = await gitIn(run.dir, ['rev-parse', 'HEAD^{tree}']);
    const orphan = await gitIn(run.dir, [...AUTHOR, 'commit-tree', tree, '-m', 'orphan']);
    await gitIn(run.dir, ['update-ref', 'refs/heads/work', orphan]);
    await makeBundle();
    expect(await refusal()).toEqual(because('unrelated', /descend/));
    const merged = ['commit-tree', tree, '-p', project.baseSha, '-p', orphan, '-m', 'merge'];
    await gitIn(run.dir, ['update-ref', 'refs/heads/work', await gitIn(run.dir, [...AUTHOR, ...merged])]);
    await makeBundle();
    expect(await refusal()).toEqual(because('unrelated', /descend/));
  });

  it('takes nothing of other variants by naming it', async () => {
    const other = await project.result({ 'secret.txt': 'by another variant\n' });
    const secret = await gitIn(project.hub, ['rev-parse', `${other}:secret.txt`]);
    const tree = await hashObject('tree', entry('100644', 'stolen.txt', secret));
    const text = `tree ${tree}\nparent ${project.baseSha}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx\n`;
    const sha = await hashObject('commit', text);
    await mkdir(path.join(run.dir, '.git/refs/heads'), { recursive: true });
    // Without the secret itself, which git would miss; as somebody who writes bundles by hand would.
    await writeFile(path.join(project.root, 'objects.txt'), `${tree}\n${sha}\n`);
    const pack = await execute('sh', ['-c', `git pack-objects --stdout < ${project.root}/objects.txt`], {
      cwd: run.dir,
      encoding: 'buffer',
      env: childEnv({ PATH: process.env.PATH ?? '' }),
    });
    const head = `# v2 git bundle\n-${project.baseSha} x\n${sha} HEAD\n\n`;
    await writeFile(bundle, Buffer.concat([Buffer.from(head), pack.stdout]));
    expect(await refusal()).toEqual(because('unfit', /Git refuses/));
  });
});
