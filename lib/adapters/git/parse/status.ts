import { splitNul } from './nul';

export type StatusEntry = {
  path: string;
  untracked: boolean;
  /** Only the work tree differs, not what is staged. */
  unstaged: boolean;
};

/** Reads `status --porcelain=v1 -z --no-renames`. */
export function parseStatus(output: Buffer): StatusEntry[] {
  return splitNul(output).map((field) => ({
    path: field.slice(3),
    untracked: field.startsWith('??'),
    unstaged: field.startsWith(' M'),
  }));
}
