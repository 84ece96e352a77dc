import type { FileChange } from '@/lib/core/repository';
import type { PatchPart } from '@/lib/schemas/git-patch';

/** A changed file with its part of the patch; null where the patch was cut before it. */
export type DiffEntry = { change: FileChange; part: PatchPart | null };

export function pairFiles(files: readonly FileChange[], parts: readonly PatchPart[]): DiffEntry[] {
  const byPath = new Map(parts.map((part) => [part.path, part]));
  return files.map((change) => ({ change, part: byPath.get(change.path) ?? null }));
}

/** What one run made of each file, for finding the same content elsewhere. */
export type RunFiles = { label: string; letter: string; files: readonly FileChange[] };

export type Sharers = {
  /** Letters of other runs whose file has the very same content. */
  identical: string[];
  /** Letters of other runs that changed it in another way. */
  different: string[];
};

/** For each path that any of `others` changed: who has the same content as `files` and who has another one. */
export function findSharers(files: readonly FileChange[], others: readonly RunFiles[]): Map<string, Sharers> {
  const sharers = new Map<string, Sharers>();
  for (const { path, newBlob } of files) sharers.set(path, sharersOf({ path, newBlob }, others));
  return sharers;
}

function sharersOf({ path, newBlob }: { path: string; newBlob: string }, others: readonly RunFiles[]): Sharers {
  const found: Sharers = { identical: [], different: [] };
  for (const { letter, files } of others) {
    const same = files.find((file) => file.path === path);
    if (same) found[same.newBlob === newBlob ? 'identical' : 'different'].push(letter);
  }
  return found;
}
