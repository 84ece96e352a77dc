import { access, lstat, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { findExecutable } from '@/lib/adapters/process/user-path';
import { readSoftLimit } from '@/lib/adapters/sandbox/limits/rlimits';

/** What of the host's system is shown inside, read-only, and the programs of it that a start needs. */
export type HostLayout = {
  folders: string[];
  links: { path: string; target: string }[];
  files: string[];
  /** Files of /proc that say more of the host than a sandbox needs to know. */
  masked: string[];
  tools: { node: string; prlimit: string | null; setpriv: string | null; sh: string };
  /** Open files that a process may have at most. */
  maxFiles: number;
};

const FOLDERS = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/opt', '/nix/store'];
/** No user names, no mounts, no keys, no names of hosts. */
const FILES = [
  'alternatives',
  'ca-certificates',
  'ca-certificates.conf',
  'crypto-policies',
  'debian_version',
  'fonts',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'localtime',
  'magic',
  'maven',
  'mime.types',
  'os-release',
  'perl',
  'php',
  'pki',
  'protocols',
  'python3',
  'R',
  'services',
  'ssl/cert.pem',
  'ssl/certs',
  'ssl/openssl.cnf',
  'timezone',
].map((name) => `/etc/${name}`);
const MASKED = ['kcore', 'keys', 'key-users', 'latency_stats', 'sched_debug', 'timer_list', 'kpagecount'];
const SYSTEM_PATH = '/usr/bin:/bin:/usr/sbin:/sbin:/run/current-system/sw/bin';

let known: Promise<HostLayout> | null = null;

/** Looked at once: a system does not move while a program runs. */
export function hostLayout(): Promise<HostLayout> {
  known ??= readLayout();
  return known;
}

async function readLayout(): Promise<HostLayout> {
  const kinds = await Promise.all(FOLDERS.map(readKind));
  const [prlimit, setpriv, sh] = await Promise.all(
    ['prlimit', 'setpriv', 'sh'].map((name) => findExecutable(name, SYSTEM_PATH)),
  );
  return {
    folders: kinds.flatMap((kind) => (kind.type === 'folder' ? [kind.path] : [])),
    links: kinds.flatMap((kind) => (kind.type === 'link' ? [{ path: kind.path, target: kind.target }] : [])),
    files: await existing([...FILES, ...(await javaFolders())]),
    masked: await existing(MASKED.map((name) => path.join('/proc', name))),
    tools: { node: process.execPath, prlimit: prlimit ?? null, setpriv: setpriv ?? null, sh: sh ?? '/bin/sh' },
    maxFiles: await readSoftLimit('Max open files', 65_536),
  };
}

type Kind = { type: 'folder'; path: string } | { type: 'link'; path: string; target: string } | { type: 'none' };

async function readKind(folder: string): Promise<Kind> {
  try {
    const link = (await lstat(folder)).isSymbolicLink();
    return link ? { type: 'link', path: folder, target: await readlink(folder) } : { type: 'folder', path: folder };
  } catch {
    return { type: 'none' };
  }
}

/** Each version of Java keeps its settings in a folder of its own there. */
async function javaFolders(): Promise<string[]> {
  const names = await readdir('/etc').catch(() => []);
  return names.filter((name) => /^java(-|$)/.test(name)).map((name) => path.join('/etc', name));
}

async function existing(files: string[]): Promise<string[]> {
  const there = await Promise.all(
    files.map((file) =>
      access(file).then(
        () => [file],
        () => [],
      ),
    ),
  );
  return there.flat();
}
