import { constants } from 'node:fs';
import { lstat, open, readdir, readlink, stat, statfs, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

const BLOCK_BYTES = 512;
/** What a file weighs at least: even an empty one takes a place in the file system's table, and those run out first. */
const LEAST_BYTES = 4096;
/** The kernel's name for overlay file systems; what was written to one lies in its upper folder, which is counted. */
const OVERLAY = 0x794c_7630;
/** Deeper than this, a folder is reached through its open handle: a path may have 4,096 characters only. */
const LONG_PATH = 2000;
const AT_ONCE = 64;

/** Bytes in use below some folders, each inode once; what can't be read, or goes away meanwhile, weighs nothing. */
export async function measureFolders(folders: readonly string[]): Promise<number> {
  const walk = new Walk();
  for (const folder of folders) {
    const type = await statfs(folder).then(
      (fs) => fs.type,
      () => OVERLAY,
    );
    if (type !== OVERLAY) await walk.add(folder);
  }
  return walk.bytes;
}

class Walk {
  bytes = 0;
  private readonly seen = new Set<string>();
  private handles: FileHandle[] = [];

  async add(root: string): Promise<void> {
    const device = await lstat(root).then(
      (found) => found.dev,
      () => null,
    );
    const waiting = [root];
    try {
      for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
        const names = await readdir(folder).catch(() => []);
        const near = names.length > 0 && folder.length > LONG_PATH ? await this.shorten(folder) : folder;
        for (let from = 0; from < names.length; from += AT_ONCE) {
          const files = names.slice(from, from + AT_ONCE).map((name) => `${near}/${name}`);
          const found = await Promise.all(files.map((file) => this.count(file, device)));
          waiting.push(...files.filter((_file, index) => found[index]));
        }
      }
    } finally {
      await Promise.all(this.handles.map((handle) => handle.close().catch(() => undefined)));
      this.handles = [];
    }
  }

  private async shorten(folder: string): Promise<string> {
    const handle = await open(folder, constants.O_DIRECTORY | constants.O_NOFOLLOW).catch(() => null);
    if (!handle) return folder;
    this.handles.push(handle);
    return `/proc/self/fd/${handle.fd}`;
  }

  /** True for a folder to go into. Another device is a mount, whose files lie elsewhere. */
  private async count(file: string, device: number | null): Promise<boolean> {
    const found = await lstat(file).catch(() => null);
    if (!found || found.dev !== device) return false;
    if (found.nlink > 1 && !found.isDirectory()) {
      const inode = `${found.dev}:${found.ino}`;
      if (this.seen.has(inode)) return false;
      this.seen.add(inode);
    }
    this.bytes += Math.max(found.blocks * BLOCK_BYTES, LEAST_BYTES);
    return found.isDirectory();
  }
}

/** Blocks of files that have no name any more but are still open in one of these processes. */
export async function measureUnlinked(pids: readonly number[], device: number): Promise<number> {
  const sizes = new Map<number, number>();
  for (const pid of pids) {
    const folder = `/proc/${pid}/fd`;
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      const file = path.join(folder, name);
      const target = await readlink(file).catch(() => '');
      if (!target.endsWith(' (deleted)')) continue;
      const found = await stat(file).catch(() => null);
      if (found?.isFile() && found.nlink === 0 && found.dev === device)
        sizes.set(found.ino, found.blocks * BLOCK_BYTES);
    }
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
