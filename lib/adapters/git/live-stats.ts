import { constants } from 'node:fs';
import { access, mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { DiffStats, GitRepository } from '@/lib/core/repository';
import type { Git, GitPlace } from './exec';
import { serialised } from './lock';
import { parseStats } from './parse/raw-diff';
import { copyKeepingTime } from './shadow';
import { startIndexOf } from './start-index';
import { findChanges, onDisk } from './snapshot';
import { CAPTURE_LIMITS, STRANGER } from './snapshot-limits';

export const LIVE_INDEX = 'live.index';

const TIMEOUT_MS = 20_000;
const MAX_UNTRACKED_READ = 1000;
const MAX_FILE_BYTES = 1024 * 1024;

/** See `GitRepository.liveStats`. Writes no objects: what an agent leaves half-way is not worth keeping. */
export function readLiveStats(git: Git, input: Parameters<GitRepository['liveStats']>[0]): Promise<DiffStats> {
  const index = path.join(input.scratch, LIVE_INDEX);
  return serialised(index, async () => {
    const place = { ...STRANGER, gitDir: input.hub, workTree: input.dir, index };
    const bounded: Git = { ...git, run: (call) => git.run({ ...call, timeoutMs: TIMEOUT_MS }) };
    await ensureIndex(bounded, place, { scratch: input.scratch, startSha: input.startSha });
    const { untracked, modified, deleted } = await findChanges(bounded, {
      place,
      baseSha: input.startSha,
      limits: CAPTURE_LIMITS,
    });
    const tracked = await bounded.run({
      ...place,
      args: [
        'diff-files',
        '--numstat',
        '-z',
        '--no-renames',
        '--no-ext-diff',
        '--no-textconv',
        '--ignore-submodules=all',
      ],
      accept: [0, 128],
    });
    // Git can't compare a file that has become a pipe; then the files are counted without their lines.
    const stats =
      tracked.exitCode === 0
        ? parseStats(tracked.stdout)
        : { filesChanged: modified.length + deleted.length, linesAdded: 0, linesRemoved: 0 };
    let linesAdded = stats.linesAdded;
    for (const name of untracked.slice(0, MAX_UNTRACKED_READ)) linesAdded += await countLines(onDisk(input.dir, name));
    return { filesChanged: stats.filesChanged + untracked.length, linesAdded, linesRemoved: stats.linesRemoved };
  });
}

/** Kept between calls, because it remembers which files have been read and have not changed since. */
async function ensureIndex(
  git: Git,
  place: GitPlace & { index: string; workTree: string },
  input: { scratch: string; startSha: string },
): Promise<void> {
  await rm(`${place.index}.lock`, { force: true });
  const isThere = await access(place.index).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  await mkdir(input.scratch, { recursive: true });
  await copyKeepingTime(startIndexOf(place.workTree), place.index);
  await git.run({ ...place, args: ['read-tree', '--reset', input.startSha] });
}

/** Opened so that neither a link nor a pipe that an agent put there in the meantime is followed or waited for. */
async function countLines(file: Buffer): Promise<number> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  // A file that is gone or can't be read adds nothing to a number that is renewed in a moment.
  const handle = await open(file, flags).catch(() => null);
  if (!handle) return 0;
  try {
    const info = await handle.stat();
    if (!info.isFile()) return 0;
    const buffer = Buffer.alloc(Math.min(info.size, MAX_FILE_BYTES));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return countTextLines(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

export function countTextLines(contents: Buffer): number {
  if (contents.length === 0 || contents.subarray(0, 8000).includes(0)) return 0;
  let lines = 0;
  for (const byte of contents) if (byte === 10) lines++;
  return contents.at(-1) === 10 ? lines : lines + 1;
}
