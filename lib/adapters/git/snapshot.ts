import { constants } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import path from 'node:path';
import type { Git, GitPlace } from './exec';
import { splitNul } from './parse/nul';

/** File names as `latin1`, one character a byte, because they need not be UTF-8. */
type ByteName = string;

export type SnapshotInput = {
  /** Names our git folder, the work tree and a private index; objects go where it says. */
  place: GitPlace & { workTree: string };
  /** The commit whose tree the index starts from. */
  baseSha: string;
  /** Paths, UTF-8, that stay as they are in the base. */
  exclude?: string[];
  /** Paths that only seem changed. */
  findUnchanged?: (paths: string[]) => Promise<Set<string>>;
};

export type Snapshot = { tree: string; files: number; warnings: string[] };

/** The files of a work tree as a tree object, found without any `.git` inside that work tree. */
export async function snapshotWorkTree(git: Git, input: SnapshotInput): Promise<Snapshot> {
  const { place } = input;
  await git.run({ ...place, args: ['read-tree', '--reset', input.baseSha] });
  const found = await findChanges(git, input);
  const { add, remove, warnings } = await classify(place.workTree, found);
  // Removals come first: a file may have taken the place of a folder.
  await updateIndex(git, place, { args: ['--force-remove'], names: remove });
  await updateIndex(git, place, { args: ['--add', '--replace'], names: add });
  const tree = await git.text({ ...place, args: ['write-tree'] });
  return { tree, files: add.length + remove.length, warnings };
}

export type Changes = { deleted: ByteName[]; modified: ByteName[]; untracked: ByteName[]; nested: ByteName[] };

/**
 * `git add -A` would do, but it starts `git status` inside nested repositories, with their configuration, and it gives
 * up at the first path that it dislikes.
 */
export async function findChanges(git: Git, input: SnapshotInput): Promise<Changes> {
  const { place } = input;
  await git.run({ ...place, args: ['update-index', '-q', '--ignore-submodules', '--refresh'], accept: [0, 1] });
  const [changed, others] = await Promise.all([
    git.run({ ...place, args: ['diff-files', '-z', '--name-status', '--no-renames', '--ignore-submodules=all'] }),
    git.run({ ...place, args: ['ls-files', '-z', '--others', '--exclude-standard'] }),
  ]);
  const isExcluded = excluder(input.exclude ?? []);
  const tracked = parseNameStatus(changed.stdout).filter(({ name }) => !isExcluded(name));
  const modified = tracked.filter(({ status }) => status !== 'D').map(({ name }) => name);
  const unchanged = (await input.findUnchanged?.(modified.map(fromBytes))) ?? new Set();
  const names = splitNul(others.stdout, 'latin1').filter((name) => !isExcluded(name.replace(/\/$/, '')));
  return {
    // What git calls deleted may still be reachable on disk, through a folder that became a link.
    deleted: tracked.filter(({ status }) => status === 'D').map(({ name }) => name),
    modified: modified.filter((name) => !unchanged.has(fromBytes(name))),
    untracked: names.filter((name) => !name.endsWith('/')),
    // Git lists a folder, with a slash, only where it is a repository of its own.
    nested: names.filter((name) => name.endsWith('/')),
  };
}

function parseNameStatus(output: Buffer): { status: string; name: ByteName }[] {
  const fields = splitNul(output, 'latin1');
  return fields.flatMap((status, at) => (at % 2 === 0 ? [{ status, name: fields[at + 1] ?? '' }] : []));
}

export function fromBytes(name: ByteName): string {
  return Buffer.from(name, 'latin1').toString('utf8');
}

/** The path on disk, byte for byte. */
export function onDisk(workTree: string, name: ByteName): Buffer {
  return Buffer.concat([Buffer.from(workTree + path.sep), Buffer.from(name, 'latin1')]);
}

function excluder(exclude: string[]): (name: ByteName) => boolean {
  const paths = exclude.map((entry) => Buffer.from(path.posix.normalize(entry).replace(/\/$/, '')).toString('latin1'));
  return (name) => paths.some((entry) => name === entry || name.startsWith(`${entry}/`));
}

async function classify(
  workTree: string,
  changes: Changes,
): Promise<{ add: ByteName[]; remove: ByteName[]; warnings: string[] }> {
  const add: ByteName[] = [];
  const remove = [...changes.deleted];
  const warnings = changes.nested.map((name) => `${quote(name)} is a git repository of its own and was left out.`);
  const modified = new Set(changes.modified);
  for (const name of [...changes.modified, ...changes.untracked]) {
    const kind = await kindOf(onDisk(workTree, name));
    if (kind === 'file') add.push(name);
    else if (kind === 'unreadable') warnings.push(`${quote(name)} can't be read and was left out.`);
    else {
      if (modified.has(name)) remove.push(name);
      if (kind === 'special') warnings.push(`${quote(name)} is no ordinary file and was left out.`);
    }
  }
  return { add, remove, warnings };
}

function quote(name: ByteName): string {
  return JSON.stringify(fromBytes(name));
}

type Kind = 'file' | 'missing' | 'special' | 'unreadable';

async function kindOf(file: Buffer): Promise<Kind> {
  try {
    const info = await lstat(file);
    if (info.isSymbolicLink()) return 'file';
    if (info.isDirectory()) return 'missing';
    if (!info.isFile()) return 'special';
    await access(file, constants.R_OK);
    return 'file';
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
    if (code === 'EACCES') return 'unreadable';
    throw cause;
  }
}

async function updateIndex(git: Git, place: GitPlace, input: { args: string[]; names: ByteName[] }): Promise<void> {
  if (input.names.length === 0) return;
  await git.run({
    ...place,
    args: ['update-index', ...input.args, '-z', '--stdin'],
    input: Buffer.from(input.names.map((name) => `${name}\0`).join(''), 'latin1'),
    timeoutMs: 10 * 60_000,
  });
}
