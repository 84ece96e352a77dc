import { readFile, realpath, stat } from 'node:fs/promises';
import { findExecutable } from '@/lib/adapters/process/user-path';

/** What installers of packages build for, whichever of them is called. */
const ALWAYS = ['node', 'python3'];

/**
 * Lines that change when one of these programs, or the host's system, is another one than before: native add-ons and links
 * that set-up made for the old one do not work with the new one. Starts nothing; a few stats.
 */
export async function describeToolchain(programs: readonly string[], searchPath: string): Promise<string[]> {
  const names = [...new Set([...programs, ...ALWAYS])].sort();
  const lines = await Promise.all(names.map((name) => describeProgram(name, searchPath)));
  const system = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return [...lines.flatMap((line) => line ?? []), system];
}

/** Null: it is not there, or a word of the shell's own. */
async function describeProgram(name: string, searchPath: string): Promise<string | null> {
  try {
    const found = await findExecutable(name, searchPath);
    if (found === null) return null;
    const real = await realpath(found);
    const { size, mtimeMs } = await stat(real);
    return [name, real, size, mtimeMs].join(' ');
  } catch {
    // It went away at this moment.
    return null;
  }
}
