import { constants } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import path from 'node:path';
import type { Git, GitPlace } from './exec';
import { passOverLarge } from './large-files';
import { splitNul } from './parse/nul';
import { MAX_LIST_BYTES, openBudget, shorten, type Budget, type SnapshotLimits } from './snapshot-limits';

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
  /** For the work tree of a stranger; none for the person's own. */
  limits?: SnapshotLimits;
};

export type Snapshot = { tree: string; files: number; warnings: string[] };

/** The files of a work tree as a tree object, found without any `.git` inside that work tree. */
export async function snapshotWorkTree(git: Git, input: SnapshotInput): Promise<Snapshot> {
  const { place } = input;
  await git.run({ ...place, args: ['read-tree', '--reset', input.baseSha] });
  const { limits } = input;
  const passedOver = limits ? await passOverLarge(git, { place, limits }) : [];
  const found = await findChanges(git, input);
  const budget = limits ? openBudget(limits) : null;
  const { add, remove, warnings } = await classify({ workTree: place.workTree, changes: found, budget });
  // Removals come first: a file may have taken the place of a folder.
  await updateIndex(git, place, { args: ['--force-remove'], names: remove });
  const refused = await updateIndex(git, place, { args: ['--add', '--replace'], names: add });
  const tree = await git.text({ ...place, args: ['write-tree'] });
  return {
    tree,
    files: add.length + remove.length - refused.length,
    warnings: shorten([
      ...passedOver.map((name) => `${quote(name)} has become too large and was left as it was.`),
      ...found.warnings,
      ...warnings,
      ...refused,
    ]),
  };
}

export type Changes = {
  deleted: ByteName[];
  modified: ByteName[];
  untracked: ByteName[];
  nested: ByteName[];
  /** What could not be looked at. */
  warnings: string[];
};

/**
 * `git add -A` would do, but it starts `git status` inside nested repositories, with their configuration, and it gives
 * up at the first path that it dislikes.
 */
export async function findChanges(git: Git, input: SnapshotInput): Promise<Changes> {
  const { place } = input;
  await git.run({ ...place, args: ['update-index', '-q', '--ignore-submodules', '--refresh'], accept: [0, 1] });
  const [changed, others] = await Promise.all([
    git.run({ ...place, args: ['diff-files', '-z', '--name-status', '--no-renames', '--ignore-submodules=all'] }),
    git.run({
      ...place,
      args: ['ls-files', '-z', '--others', '--exclude-standard'],
      ...(input.limits ? { maxBytes: MAX_LIST_BYTES } : {}),
    }),
  ]);
  const isExcluded = excluder(input.exclude ?? []);
  const tracked = parseNameStatus(changed.stdout).filter(({ name }) => !isExcluded(name));
  const modified = tracked.filter(({ status }) => status !== 'D').map(({ name }) => name);
  const unchanged = (await input.findUnchanged?.(modified.map(fromBytes))) ?? new Set();
  const listed = others.cut ? others.stdout.subarray(0, others.stdout.lastIndexOf(0) + 1) : others.stdout;
  const names = splitNul(listed, 'latin1').filter((name) => !isExcluded(name.replace(/\/$/, '')));
  return {
    // What git calls deleted may still be reachable on disk, through a folder that became a link.
    deleted: tracked.filter(({ status }) => status === 'D').map(({ name }) => name),
    modified: modified.filter((name) => !unchanged.has(fromBytes(name))),
    untracked: names.filter((name) => !name.endsWith('/')),
    // Git lists a folder, with a slash, only where it is a repository of its own.
    nested: names.filter((name) => name.endsWith('/')),
    warnings: [
      ...(others.cut
        ? ['There are too many new files to list; what comes after the first 64 MB of names was left out.']
        : []),
      // Deeper than a path may be long, or closed.
      ...(/^warning: (?:unable to access|could not open directory)/m.test(others.stderr)
        ? ["Some folders are nested too deep or can't be read, and were left out."]
        : []),
    ],
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

async function classify(input: {
  workTree: string;
  changes: Changes;
  budget: Budget | null;
}): Promise<{ add: ByteName[]; remove: ByteName[]; warnings: string[] }> {
  const { workTree, changes, budget } = input;
  const add: ByteName[] = [];
  const remove = [...changes.deleted];
  const warnings = changes.nested.map((name) => `${quote(name)} is a git repository of its own and was left out.`);
  const modified = new Set(changes.modified);
  for (const name of [...changes.modified, ...changes.untracked]) {
    // What was changed of the project comes first, and must be told from what was deleted.
    if (budget?.isFull() && !modified.has(name)) {
      warnings.push(`${quote(name)} ${String(budget.take(0))} and was left out.`);
      continue;
    }
    const { kind, sizeBytes } = await look(onDisk(workTree, name));
    if (kind === 'file') {
      const tooMuch = budget?.take(sizeBytes) ?? null;
      if (tooMuch === null) add.push(name);
      else warnings.push(`${quote(name)} ${tooMuch} and was left out.`);
    } else if (kind === 'unreadable') warnings.push(`${quote(name)} can't be read and was left out.`);
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

async function look(file: Buffer): Promise<{ kind: Kind; sizeBytes: number }> {
  try {
    const info = await lstat(file);
    const sizeBytes = info.size;
    if (info.isSymbolicLink()) return { kind: 'file', sizeBytes };
    if (info.isDirectory()) return { kind: 'missing', sizeBytes };
    if (!info.isFile()) return { kind: 'special', sizeBytes };
    await access(file, constants.R_OK);
    return { kind: 'file', sizeBytes };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing', sizeBytes: 0 };
    if (code === 'EACCES' || code === 'ENAMETOOLONG') return { kind: 'unreadable', sizeBytes: 0 };
    throw cause;
  }
}

/** Returns a sentence for each name that git takes for a `.git` of some system and passes over. */
async function updateIndex(git: Git, place: GitPlace, input: { args: string[]; names: ByteName[] }): Promise<string[]> {
  if (input.names.length === 0) return [];
  const { stderr } = await git.run({
    ...place,
    args: ['update-index', ...input.args, '-z', '--stdin'],
    input: Buffer.from(input.names.map((name) => `${name}\0`).join(''), 'latin1'),
    timeoutMs: 10 * 60_000,
  });
  const passedOver = stderr.split('\n').filter((line) => line.startsWith('Ignoring path '));
  return passedOver.map(
    (line) =>
      `${JSON.stringify(line.slice('Ignoring path '.length))} has a name that means .git on some system and was left out.`,
  );
}
