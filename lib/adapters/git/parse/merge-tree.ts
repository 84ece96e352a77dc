import { splitNul } from './nul';

/** Reads `merge-tree --write-tree -z --name-only --no-messages`: the tree, then the conflicted files. */
export function parseMergeTree(output: Buffer): { tree: string; conflicts: string[] } {
  const [tree = '', ...files] = splitNul(output);
  return { tree, conflicts: [...new Set(files.filter((file) => file !== ''))] };
}
