import { lstat, statfs } from 'node:fs/promises';
import { measureFolders, measureUnlinked } from '@/lib/adapters/sandbox/limits/disk-usage';

/** Between two walks at least this many times as long as one takes, so that measuring costs a few per cent. */
const REST_FACTOR = 10;
const REST_MS = 1000;

export type DiskMeter = {
  /** Bytes in use, as of a moment ago; measured anew where they may have reached `limit` since. */
  read: (limit: number | null) => Promise<number>;
};

/** How much a sandbox has on the disk, without walking through its files each time somebody asks. */
export function createDiskMeter(input: {
  folders: readonly string[];
  processes: () => Promise<readonly number[]>;
  now?: () => number;
}): DiskMeter {
  const now = input.now ?? Date.now;
  const [main = '/'] = input.folders;
  let last: { bytes: number; used: number; at: number; tookMs: number } | null = null;
  let running: Promise<number> | null = null;

  const measure = async (): Promise<number> => {
    const started = now();
    const used = await usedBytes(main);
    const device = await lstat(main).then(
      (found) => found.dev,
      () => 0,
    );
    const [named, unlinked] = await Promise.all([
      measureFolders(input.folders),
      input.processes().then((pids) => measureUnlinked(pids, device)),
    ]);
    const bytes = named + unlinked;
    last = { bytes, used, at: now(), tookMs: now() - started };
    return bytes;
  };
  return {
    read: async (limit) => {
      if (running) return running;
      if (last) {
        // Nothing of this sandbox can have grown by more than the whole file system has, unless others shrank.
        const grown = Math.max(0, (await usedBytes(main)) - last.used);
        const near = limit !== null && last.bytes + grown > limit;
        const rest = Math.max(REST_MS, last.tookMs * (near ? 2 : REST_FACTOR));
        if (now() - last.at < (near ? last.tookMs : rest)) return last.bytes;
      }
      running ??= measure().finally(() => {
        running = null;
      });
      return running;
    },
  };
}

async function usedBytes(folder: string): Promise<number> {
  return statfs(folder).then(
    (fs) => (fs.blocks - fs.bfree) * fs.bsize,
    () => 0,
  );
}
