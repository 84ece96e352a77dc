import { existsSync, readdirSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';

const HOME_BINS = [
  '.local/bin',
  'bin',
  '.npm-global/bin',
  '.bun/bin',
  '.volta/bin',
  '.asdf/shims',
  '.local/share/mise/shims',
  '.claude/local',
  '.opencode/bin',
  '.cargo/bin',
  'go/bin',
];
const SYSTEM_BINS = ['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin', '/snap/bin'];

/**
 * The PATH of a person's terminal. A server started from a desktop or a service manager has a shorter one, without the
 * folders in which version managers and installers put the agents.
 */
export function userPath(env: Readonly<Record<string, string | undefined>>): string {
  const given = (env.PATH ?? '').split(path.delimiter).filter((dir) => path.isAbsolute(dir));
  const home = env.HOME;
  const own = home ? [...HOME_BINS.map((dir) => path.join(home, dir)), ...nvmBins(home)] : [];
  const usual = [...own, ...SYSTEM_BINS, path.dirname(process.execPath)].filter((dir) => existsSync(dir));
  return [...new Set([...given, ...usual])].join(path.delimiter);
}

function nvmBins(home: string): string[] {
  const versions = path.join(home, '.nvm', 'versions', 'node');
  if (!existsSync(versions)) return [];
  const newestFirst = readdirSync(versions).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return newestFirst.map((version) => path.join(versions, version, 'bin'));
}

/** The absolute path of an executable file, looked for as a shell does. */
export async function findExecutable(name: string, searchPath: string): Promise<string | null> {
  const candidates = name.includes(path.sep)
    ? [path.resolve(name)]
    : searchPath.split(path.delimiter).map((dir) => path.join(dir, name));
  for (const candidate of candidates) {
    const runnable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runnable && (await stat(candidate)).isFile()) return candidate;
  }
  return null;
}
