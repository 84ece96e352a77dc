import path from 'node:path';
import { GitError, lastLines } from './errors';
import type { Git } from './exec';
import type { OpenRepository } from './open';

/**
 * Copies a commit of the hub into the user's repository without leaving a ref there. What agents wrote is checked
 * first; where git finds it malformed or malicious, nothing is copied and its reason is returned.
 */
export async function fetchFromHub(
  git: Git,
  input: { hub: string; repository: OpenRepository; sha: string },
): Promise<string | null> {
  const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
  try {
    await git.run({
      gitDir: input.repository.commonDir,
      args: [...args, path.resolve(input.hub), input.sha],
      config: { 'transfer.fsckObjects': 'true' },
      timeoutMs: 10 * 60_000,
    });
    return null;
  } catch (cause) {
    if (cause instanceof GitError) return lastLines(cause.stderr);
    throw cause;
  }
}
