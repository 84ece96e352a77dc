import path from 'node:path';

/**
 * Where a sandbox keeps the index of its checkout as it was at the start, out of reach of what runs in it. It remembers
 * what each file looked like, so that only those are read that have been touched since.
 */
export function startIndexOf(checkout: string): string {
  return path.join(path.dirname(checkout), 'layers/start.index');
}
