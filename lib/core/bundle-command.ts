/** What may leave a sandbox as a bundle of commits. */
export const MAX_BUNDLE_BYTES = 256 * 1024 * 1024;

/**
 * A shell line that writes the bundle of what was committed on top of `baseSha` to standard output, in a checkout: nothing
 * where nothing was committed, and one byte too many where the limit is exceeded. `baseSha`: 40 or 64 hexadecimal digits.
 */
export function bundleCommand(baseSha: string, maxBytes = MAX_BUNDLE_BYTES): string {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(baseSha)) throw new Error(`Not a commit id: ${JSON.stringify(baseSha)}`);
  const bundle = `git bundle create -q - HEAD ^${baseSha} | head -c ${maxBytes + 1}`;
  return `{ test "$(git rev-parse HEAD)" = ${baseSha} || ${bundle}; }`;
}
