import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGit } from './exec';
import { withFileLock } from './lock';

const git = createGit({ ...process.env, GIT_DIR: '/nowhere', SECRET: 'secret' });
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'bakeoff-exec-'));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

describe('running git', () => {
  const forever = { args: ['-c', 'alias.wait=!sleep 600', 'wait'] };

  it('passes on nothing of the surrounding environment, for the product as for the person', async () => {
    for (const asPerson of [false, true]) {
      const printed = await git.text({ args: ['-c', 'alias.names=!env', 'names'], cwd: dir, asPerson });
      expect(printed).not.toContain('secret');
      expect(printed).not.toContain('/nowhere');
    }
    const names = await git.text({ args: ['-c', 'alias.names=!env', 'names'], cwd: dir });
    expect(names).toContain('HOME=/nonexistent\n');
    expect(names).toContain('GIT_CONFIG_GLOBAL=/dev/null\n');
  });

  it('ends what takes too long, together with what it started', async () => {
    await expect(git.run({ ...forever, cwd: dir, timeoutMs: 200 })).rejects.toThrow(/did not end within 200 ms/);
  });

  it('can be cancelled, before and while it runs', async () => {
    await expect(git.run({ ...forever, cwd: dir, signal: AbortSignal.abort() })).rejects.toThrow(/cancelled/);
    await expect(git.run({ ...forever, cwd: dir, signal: AbortSignal.timeout(200) })).rejects.toThrow(/cancelled/);
  });

  it('cuts output at the limit that was asked for', async () => {
    const output = await git.run({ args: ['-c', 'alias.yes=!yes', 'yes'], cwd: dir, maxBytes: 10_000 });
    expect(output.cut).toBe(true);
    expect(output.stdout.length).toBeGreaterThan(10_000);
  });

  it('rejects an exit code that nobody expected, with what git said', async () => {
    const call = { args: ['rev-parse', '--verify', 'HEAD'], cwd: dir };
    await expect(git.run(call)).rejects.toThrow(/rev-parse ended with 128: fatal: not a git repository/);
    expect((await git.run({ ...call, accept: [128] })).exitCode).toBe(128);
  });

  it('tells a missing folder from a missing git', async () => {
    await expect(git.run({ args: ['--version'], cwd: path.join(dir, 'gone') })).rejects.toThrow(/ENOENT/);
    await expect(createGit({ PATH: dir }).run({ args: ['--version'], cwd: dir })).rejects.toThrow(/not installed/);
  });
});

describe('a lock', () => {
  it('lets one through at a time, and is gone afterwards', async () => {
    const file = path.join(dir, 'lock');
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 5 }, () =>
        withFileLock(file, async () => {
          most = Math.max(most, ++inside);
          await readFile(file);
          inside--;
        }),
      ),
    );
    expect(most).toBe(1);
    await expect(readFile(file)).rejects.toThrow(/ENOENT/);
  });

  it('is taken over from an owner that has died, and given back after a failure', async () => {
    const file = path.join(dir, 'lock');
    // No process has this number: it is above the largest that Linux and macOS hand out.
    await writeFile(file, '99999999');
    const failing = withFileLock(file, () => Promise.reject(new Error('inside')));
    await expect(failing).rejects.toThrow('inside');
    await expect(readFile(file)).rejects.toThrow(/ENOENT/);
  });
});
