import { cp, lstat, mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';

/**
 * Copies files that git does not carry from the user's work tree into a sandbox. A name that leaves the tree, or that
 * leads out of it through a link, is refused; what the user does not have is passed over.
 */
export async function copyIgnored(input: { from: string; to: string; names: readonly string[] }): Promise<void> {
  if (input.names.length === 0) return;
  const from = await realpath(input.from);
  const to = await realpath(input.to);
  for (const name of input.names) await copyOne({ from, to, name });
}

async function copyOne({ from, to, name }: { from: string; to: string; name: string }): Promise<void> {
  const source = path.resolve(from, name);
  const target = path.resolve(to, path.relative(from, source));
  if (!isBelow(from, source)) throw new Error(`"${name}" is not below the project, so it is not copied.`);
  const first = path.relative(from, source).split(path.sep)[0];
  if (first === '.git') throw new Error('The .git folder belongs to each sandbox alone, so it is not copied.');
  const real = await realpath(source).catch(() => null);
  if (real === null) return;
  if (!isBelow(from, real)) throw new Error(`"${name}" is a link out of the project, so it is not copied.`);
  await mkdir(path.dirname(target), { recursive: true });
  // The checkout came from the commit, which may hold a link in the way to the target.
  const parent = await realpath(path.dirname(target));
  if (parent !== to && !isBelow(to, parent)) throw new Error(`"${name}" would be copied out of the sandbox.`);
  const held = await lstat(target).catch(() => null);
  if (held?.isSymbolicLink()) throw new Error(`"${name}" is a link in the project's commit, so it is not copied over.`);
  await cp(real, target, {
    recursive: true,
    force: true,
    errorOnExist: false,
    preserveTimestamps: true,
    verbatimSymlinks: true,
    filter: async (item) => {
      const stat = await lstat(item);
      if (stat.isSymbolicLink()) return isBelow(from, await realpath(item).catch(() => '/'));
      return stat.isFile() || stat.isDirectory();
    },
  });
}

export function isBelow(root: string, target: string): boolean {
  const relative = path.relative(root, target);
  return relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
