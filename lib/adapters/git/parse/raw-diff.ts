import type { DiffStats, FileChange } from '@/lib/core/repository';
import { splitNul } from './nul';

/** Reads `diff-tree -r -z --raw --numstat --no-abbrev -M`: raw records first, then the line counts in the same order. */
export function parseFileChanges(output: Buffer): FileChange[] {
  const fields = splitNul(output);
  const changes: RawChange[] = [];
  let at = 0;
  while (fields[at]?.startsWith(':')) {
    const header = fields[at] ?? '';
    const count = isTwoPath(header) ? 2 : 1;
    changes.push(parseRaw(header, fields.slice(at + 1, at + 1 + count)));
    at += 1 + count;
  }
  const counts = parseNumstat(fields.slice(at));
  return changes.map((change, index) => ({ ...change, ...linesOf(counts[index]) }));
}

/** Sums `--numstat -z`. */
export function parseStats(output: Buffer): DiffStats {
  const counts = parseNumstat(splitNul(output));
  return {
    filesChanged: counts.length,
    linesAdded: counts.reduce((sum, count) => sum + (count.added ?? 0), 0),
    linesRemoved: counts.reduce((sum, count) => sum + (count.removed ?? 0), 0),
  };
}

type Count = { added: number | null; removed: number | null };

function parseNumstat(fields: string[]): Count[] {
  const counts: Count[] = [];
  for (let at = 0; at < fields.length; at++) {
    const [added, removed, name] = splitTwice(fields[at] ?? '');
    counts.push({ added: parseCount(added), removed: parseCount(removed) });
    // A rename has an empty name here and its two names in the next fields.
    if (name === '') at += 2;
  }
  return counts;
}

/** The third part is a file name and may contain tabs itself. */
function splitTwice(field: string): [string, string, string] {
  const first = field.indexOf('\t');
  const second = field.indexOf('\t', first + 1);
  if (first < 0 || second < 0) throw new Error(`Unexpected line count from git: ${JSON.stringify(field)}`);
  return [field.slice(0, first), field.slice(first + 1, second), field.slice(second + 1)];
}

function parseCount(text: string): number | null {
  return text === '-' ? null : Number.parseInt(text, 10);
}

function linesOf(count: Count | undefined): Pick<FileChange, 'linesAdded' | 'linesRemoved' | 'binary'> {
  if (!count) throw new Error('git listed more changes than line counts.');
  return { linesAdded: count.added, linesRemoved: count.removed, binary: count.added === null };
}

function isTwoPath(header: string): boolean {
  return /[RC]\d*$/.test(header);
}

type RawChange = Omit<FileChange, 'linesAdded' | 'linesRemoved' | 'binary'>;

function parseRaw(header: string, paths: string[]): RawChange {
  const [oldMode = '', newMode = '', oldBlob = '', newBlob = '', status = ''] = header.slice(1).split(' ');
  const path = paths.at(-1);
  if (path === undefined || status === '') throw new Error(`Unexpected change from git: ${JSON.stringify(header)}`);
  return {
    path,
    oldPath: paths.length === 2 ? (paths[0] ?? null) : null,
    change: kindOf(status, { sameMode: oldMode === newMode, sameBlob: oldBlob === newBlob }),
    oldMode,
    newMode,
    oldBlob,
    newBlob,
  };
}

function kindOf(status: string, same: { sameMode: boolean; sameBlob: boolean }): FileChange['change'] {
  switch (status[0]) {
    case 'A':
      return 'added';
    case 'D':
      return 'deleted';
    case 'R':
      return 'renamed';
    case 'C':
      return 'copied';
    case 'T':
      return 'type';
    case 'M':
      return same.sameBlob && !same.sameMode ? 'mode' : 'modified';
    default:
      throw new Error(`Unknown kind of change from git: ${status}`);
  }
}
