import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { HostEnvironment } from '@/lib/adapters/git/environment';
import type { Git } from '@/lib/adapters/git/exec';
import { splitNul } from '@/lib/adapters/git/parse/nul';
import { isBelow } from '@/lib/adapters/sandbox/copy-ignored';
import { leadsFurther, setupInputs, setupKeyText, setupPrograms } from '@/lib/core/setup-key';
import { userPath } from '@/lib/adapters/process/user-path';
import { describeToolchain } from './toolchain';
import type { Owner } from './tools';

export type SetupKeyInput = {
  hub: string;
  sha: string;
  command: string;
  /** Name of the sandbox provider: what it shows of the host differs. */
  provider: string;
  image: string | null;
  copyFrom: string;
  copy: readonly string[];
  owner: Owner | null;
};

/** Above this a file counts by its size and time: nobody waits for gigabytes to be read. */
const MAX_HASHED_BYTES = 16 * 1024 * 1024;

/** `host`: the environment in which the programs of set-up are looked for. */
export async function findSetupKey(git: Git, input: SetupKeyInput, host: HostEnvironment): Promise<string> {
  const { command, provider, image, owner } = input;
  const known = await knownInputs(git, input);
  const copied = await Promise.all(
    input.copy.map(async (name) => ({ path: name, digest: await digestOf(input.copyFrom, name) })),
  );
  // An image has a name of its own, and brings its programs along.
  const toolchain = provider === 'docker' ? [] : await describeToolchain(setupPrograms(command), userPath(host));
  const text = setupKeyText({
    command,
    provider,
    image,
    inputs: known ?? [{ path: '', id: input.sha }],
    copied,
    owner: owner ? `${owner.uid}:${owner.gid}` : '',
    toolchain,
  });
  return createHash('sha256').update(text).update(input.hub).digest('hex').slice(0, 40);
}

/** Blob ids of what the command reads in this commit; null where it may read more. */
async function knownInputs(git: Git, input: SetupKeyInput): Promise<{ path: string; id: string }[] | null> {
  const names = setupInputs(input.command);
  if (names === null) return null;
  const output = await git.run({ gitDir: input.hub, args: ['ls-tree', '-z', input.sha, '--', ...names] });
  const found: { path: string; id: string }[] = [];
  for (const line of splitNul(output.stdout)) {
    const match = /^(\d+) (\w+) ([0-9a-f]+)\t(.+)$/s.exec(line);
    const [, mode = '', type = '', id = '', name = ''] = match ?? [];
    // A link leads to a file that the key does not know.
    if (type !== 'blob' || mode === '120000') return null;
    const text = await git.run({ gitDir: input.hub, args: ['cat-file', 'blob', id], maxBytes: MAX_HASHED_BYTES });
    if (leadsFurther(name, text.stdout.toString('utf8'))) return null;
    found.push({ path: name, id: `${mode} ${id}` });
  }
  return found;
}

/** Of a file or a whole folder; follows no link. */
async function digestOf(root: string, name: string): Promise<string> {
  const hash = createHash('sha256');
  const top = path.resolve(root, name);
  const pending = isBelow(path.resolve(root), top) ? [top] : [];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    const info = await lstat(file).catch(() => null);
    hash.update(JSON.stringify([path.relative(root, file), info ? info.mode : null, info?.isFile() ? info.size : 0]));
    if (info?.isDirectory()) {
      const names = (await readdir(file)).sort();
      for (const entry of names) pending.push(path.join(file, entry));
    } else if (info?.isFile() && info.size <= MAX_HASHED_BYTES) {
      for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
    } else if (info) hash.update(String(info.mtimeMs));
  }
  return hash.digest('hex');
}
