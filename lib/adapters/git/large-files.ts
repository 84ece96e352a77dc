import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '@/lib/adapters/process/run-command';
import type { Git, GitPlace } from './exec';
import { splitNul } from './parse/nul';
import { MAX_LIST_BYTES, openBudget, type SnapshotLimits } from './snapshot-limits';

/** Smaller ones are not worth a look of their own. */
const LARGE_BYTES = 1024 * 1024;
const TIMEOUT_MS = 60_000;

/**
 * Git reads files to see whether they differ, however large they have become. Those of the project that have outgrown
 * the limits are marked in this index as if they had not changed, so that git leaves them alone. Returns their names.
 */
export async function passOverLarge(
  git: Git,
  input: { place: GitPlace & { workTree: string }; limits: SnapshotLimits },
): Promise<string[]> {
  const { place, limits } = input;
  const large = await findLarge(place.workTree);
  if (large.length === 0) return [];
  const listed = await git.run({ ...place, args: ['ls-files', '-z', '--cached'] });
  const tracked = new Set(splitNul(listed.stdout, 'latin1'));
  const budget = openBudget(limits);
  const tooMuch: string[] = [];
  for (const name of large.filter((candidate) => tracked.has(candidate))) {
    const file = Buffer.concat([Buffer.from(place.workTree + path.sep), Buffer.from(name, 'latin1')]);
    const size = await lstat(file).then(
      (info) => info.size,
      () => 0,
    );
    if (budget.take(size) !== null) tooMuch.push(name);
  }
  if (tooMuch.length === 0) return [];
  await git.run({
    ...place,
    args: ['update-index', '--assume-unchanged', '-z', '--stdin'],
    input: Buffer.from(tooMuch.map((name) => `${name}\0`).join(''), 'latin1'),
  });
  return tooMuch;
}

/** Names below the work tree, one character a byte. A program of C, because a million files take Node too long. */
async function findLarge(workTree: string): Promise<string[]> {
  const size = ['-type', 'f', '-size', `+${LARGE_BYTES}c`, '-print0'];
  const args = ['.', '-path', './.git', '-prune', '-o', ...size];
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
  const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_LIST_BYTES };
  // A folder that can't be entered makes it fail at its end; what it found until then counts.
  const { stdout } = await runCommand({ program: 'find', args, cwd: workTree, env, ...limits });
  const whole = stdout.subarray(0, stdout.lastIndexOf(0) + 1);
  return splitNul(whole, 'latin1').map((name) => name.replace(/^\.\//, ''));
}
