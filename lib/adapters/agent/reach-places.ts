import { existsSync } from 'node:fs';
import path from 'node:path';

const HOMEBREW = ['/home/linuxbrew/.linuxbrew', '/opt/homebrew', '/usr/local/Homebrew'];
/** Folders that hold much more than a program, or the system itself. */
const NEVER = (
  '/ /home /root /Users /usr /usr/local /usr/lib /usr/share /usr/local/lib /usr/local/bin /bin /sbin /lib /lib64 ' +
  '/usr/bin /usr/sbin /opt /etc /var /tmp /var/tmp /run /proc /sys /dev /boot /mnt /media /srv /var/lib /dev/shm'
).split(' ');

export type Forbidden = {
  /** The person's home; null: there is none. */
  home: string | null;
  /** The product's data folder; of it, only what is below `adapters` may be shown. */
  data: string;
  adapters: string;
};

/**
 * What to show of the host for a file of a program, given by its real path: as much as it needs to run, never a person's
 * home or a project.
 */
export function placeFor(file: string, forbidden: Forbidden): string {
  const candidates = [
    homebrew(file),
    runtimePrefix(file),
    nodeModules(file),
    packageRoot(file),
    ownFolder(file, forbidden),
  ];
  const place = candidates.find((dir) => dir !== null && mayShow(dir, forbidden));
  return place ?? file;
}

/** Whether a file or folder may be shown at all. */
export function mayShow(place: string, forbidden: Forbidden): boolean {
  if (NEVER.includes(place) || isAtOrAbove(place, forbidden.data)) return false;
  if (forbidden.home !== null && isAtOrAbove(place, forbidden.home)) return false;
  if (isAtOrAbove(forbidden.data, place) && !isAtOrAbove(forbidden.adapters, place)) return false;
  return !existsSync(path.join(place, '.git'));
}

export function isAtOrAbove(dir: string, file: string): boolean {
  return file === dir || file.startsWith(dir.endsWith('/') ? dir : `${dir}/`);
}

/** Its programs are linked against libraries all over it. */
function homebrew(file: string): string | null {
  return HOMEBREW.find((prefix) => isAtOrAbove(prefix, file)) ?? null;
}

/** What version managers make for one version of a language, and virtual environments: programs and their packages. */
function runtimePrefix(file: string): string | null {
  for (let dir = path.dirname(file); dir !== '/'; dir = path.dirname(dir)) {
    if (!existsSync(path.join(dir, 'bin'))) continue;
    const isNode = existsSync(path.join(dir, 'include', 'node')) && existsSync(path.join(dir, 'bin', 'node'));
    if (isNode || existsSync(path.join(dir, 'pyvenv.cfg'))) return dir;
    if (existsSync(path.join(dir, 'bin', 'python3')) && existsSync(path.join(dir, 'include'))) return dir;
  }
  return null;
}

/** Packages find what they need beside them; global ones of npm bring it inside. */
function nodeModules(file: string): string | null {
  const match = /^(.*?\/node_modules)\/((?:@[^/]+\/)?[^/]+)\//.exec(file);
  if (!match) return null;
  const [, modules = '', name = ''] = match;
  const isGlobal = path.basename(path.dirname(modules)) === 'lib';
  return isGlobal ? path.join(modules, name) : modules;
}

function packageRoot(file: string): string | null {
  for (let dir = path.dirname(file); dir !== '/'; dir = path.dirname(dir)) {
    if (existsSync(path.join(dir, 'package.json'))) return dir;
    if (existsSync(path.join(dir, '.git'))) return null;
  }
  return null;
}

/** A program's own folder, in places where people keep programs and nothing else. */
function ownFolder(file: string, { home }: Forbidden): string | null {
  const dir = path.dirname(file);
  if (['bin', 'sbin', 'shims'].includes(path.basename(dir))) return null;
  const below = home !== null && isAtOrAbove(home, dir) ? path.relative(home, dir) : '';
  // At least two levels: the upper ones hold what all programs of a person keep, logins among it.
  const isTool = /^\.(?!ssh|gnupg|aws|config|cache|local\/(?:share|lib|state)$)[^/]+\/./.test(below);
  return isTool || isAtOrAbove('/opt', dir) ? dir : null;
}
