import { splitNul } from './nul';

export type WorkTreeEntry = { path: string; branch: string | null; bare: boolean };

/** Reads `worktree list --porcelain -z`: attributes, an empty field after each work tree. */
export function parseWorkTrees(output: Buffer): WorkTreeEntry[] {
  const entries: WorkTreeEntry[] = [];
  for (const field of splitNul(output)) {
    const last = entries.at(-1);
    if (field.startsWith('worktree ')) entries.push({ path: field.slice(9), branch: null, bare: false });
    else if (last && field.startsWith('branch ')) last.branch = field.slice(7);
    else if (last && field === 'bare') last.bare = true;
  }
  return entries;
}
