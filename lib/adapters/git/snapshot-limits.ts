/** What a capture takes of a checkout that an agent left behind. More is left out, and named. */
export type SnapshotLimits = { maxFileBytes: number; maxTotalBytes: number; maxFiles: number };

const MB = 1024 * 1024;

export const CAPTURE_LIMITS: SnapshotLimits = { maxFileBytes: 100 * MB, maxTotalBytes: 1024 * MB, maxFiles: 100_000 };

/** What is listed of untracked names before the list itself becomes the attack. */
export const MAX_LIST_BYTES = 64 * MB;

/**
 * For git in a folder of a stranger: large files are streamed, a single piece of memory is bounded (a rules file of
 * gigabytes would be read whole), and names that other systems would take for `.git` are none.
 */
export const STRANGER = {
  config: { 'core.bigFileThreshold': '16m', 'core.protectHFS': 'true', 'core.protectNTFS': 'true' },
  env: { GIT_ALLOC_LIMIT: '512m' },
};

export type Budget = {
  /** Null where the file fits; else why it does not. */
  take: (sizeBytes: number) => string | null;
  /** Nothing more fits, however small: a million further files need not be looked at. */
  isFull: () => boolean;
};

/** Sizes as the file claims them: a sparse file is read in full. */
export function openBudget({ maxFileBytes, maxTotalBytes, maxFiles }: SnapshotLimits): Budget {
  let files = 0;
  let bytes = 0;
  return {
    take: (sizeBytes) => {
      if (sizeBytes > maxFileBytes) return `is larger than ${inMegabytes(maxFileBytes)}`;
      if (files >= maxFiles) return `comes after ${maxFiles} other files`;
      if (bytes + sizeBytes > maxTotalBytes) return `would make the result larger than ${inMegabytes(maxTotalBytes)}`;
      files++;
      bytes += sizeBytes;
      return null;
    },
    isFull: () => files >= maxFiles,
  };
}

function inMegabytes(bytes: number): string {
  return `${Math.round((bytes / MB) * 10) / 10} MB`;
}

const MAX_WARNINGS = 50;

/** A list that a person can read. */
export function shorten(warnings: string[], max = MAX_WARNINGS): string[] {
  if (warnings.length <= max) return warnings;
  return [...warnings.slice(0, max), `${warnings.length - max} more things were left out for such reasons.`];
}
