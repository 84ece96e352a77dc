/** A commit and its parents, as `git rev-list --parents` prints them. */
export type CommitLine = { sha: string; parents: string[] };

export function parseCommitLines(text: string): CommitLine[] {
  return text.split('\n').flatMap((line) => {
    const [sha, ...parents] = line.split(' ');
    return sha ? [{ sha, parents }] : [];
  });
}

/** Whether each of them has `base` among its ancestors. */
export function allDescendFrom(base: string, commits: readonly CommitLine[]): boolean {
  const children = new Map<string, string[]>();
  for (const { sha, parents } of commits) {
    for (const parent of parents) {
      const known = children.get(parent);
      if (known) known.push(sha);
      else children.set(parent, [sha]);
    }
  }
  const reached = new Set<string>();
  for (const open = [base]; open.length > 0;) {
    for (const child of children.get(open.pop() ?? '') ?? []) {
      if (reached.has(child)) continue;
      reached.add(child);
      open.push(child);
    }
  }
  return commits.every(({ sha }) => reached.has(sha));
}
