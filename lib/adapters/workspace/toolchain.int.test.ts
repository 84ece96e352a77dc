import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostEnvironment } from '@/lib/env';
import { createFixture } from './fixtures';
import { createPreparedStore } from './prepared';
import { describeToolchain } from './toolchain';

let bin: string;
let versions: string;

beforeEach(async () => {
  bin = await mkdtemp(path.join(tmpdir(), 'bakeoff-tools-'));
  versions = path.join(bin, 'versions');
  await mkdir(versions);
});
afterEach(() => rm(bin, { recursive: true, force: true }));

async function program(file: string, text: string): Promise<void> {
  await writeFile(file, `#!/bin/sh\n${text}\n`);
  await chmod(file, 0o755);
  // The same time for all, so that size and place are what tells them apart.
  await utimes(file, 1_700_000_000, 1_700_000_000);
}

/** As version managers do: a link of the same name to another place. */
async function switchTo(version: string, name = 'node'): Promise<void> {
  await program(path.join(versions, version), 'true');
  await rm(path.join(bin, name), { force: true });
  await symlink(path.join(versions, version), path.join(bin, name));
}

describe('describeToolchain', () => {
  const describeBin = (programs: string[] = []): Promise<string> =>
    describeToolchain(programs, bin).then((lines) => lines.join('\n'));

  it('stays the same as long as the programs do', async () => {
    await switchTo('v20');
    const before = await describeBin(['npm']);
    await program(path.join(bin, 'other'), 'unrelated');
    expect(await describeBin(['npm'])).toBe(before);
  });

  it.each(['node', 'python3', 'installer'])('tells another version of %s', async (name) => {
    const seen = new Set([await describeBin(['installer'])]);
    await switchTo('v20', name);
    seen.add(await describeBin(['installer']));
    await switchTo('v22', name);
    seen.add(await describeBin(['installer']));
    await program(path.join(versions, 'v22'), 'replaced in its place');
    seen.add(await describeBin(['installer']));
    await utimes(path.join(versions, 'v22'), 1_700_000_001, 1_700_000_001);
    seen.add(await describeBin(['installer']));
    expect(seen.size).toBe(5);
  });
});

describe('the key of a prepared base', () => {
  it('is another one after an upgrade of the host, and not where an image brings the programs', async () => {
    const fixture = await createFixture({ 'package.json': '{}\n' }, ['checkout']);
    try {
      const environment = { PATH: `${bin}${path.delimiter}${hostEnvironment().PATH ?? ''}` };
      const { keyOf } = createPreparedStore({ paths: fixture, environment });
      const { hub, baseSha: sha } = fixture.project;
      const input = { hub, sha, command: 'npm ci', image: null, copyFrom: bin, copy: [], owner: null };
      const keys = (): Promise<string[]> =>
        Promise.all(['bubblewrap', 'process', 'docker'].map((provider) => keyOf({ ...input, provider })));
      await switchTo('v20');
      const before = await keys();
      expect(await keys()).toEqual(before);
      await switchTo('v22');
      const after = await keys();
      expect(after.map((key, i) => key === before[i])).toEqual([false, false, true]);
    } finally {
      await fixture.cleanup();
    }
  });
});
