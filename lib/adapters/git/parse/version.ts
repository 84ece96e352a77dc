const OLDEST = [2, 38] as const;

/** The version in `git --version`, or null where it is older than `merge-tree --write-tree`. */
export function parseVersion(text: string): string | null {
  const match = /(\d+)\.(\d+)(?:\.\d+)*/.exec(text);
  if (!match) return null;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]) ? match[0] : null;
}
