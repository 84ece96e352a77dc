import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';

/** A JSON object in a file, or null where there is none. */
export async function parseJsonFile(file: string): Promise<Record<string, unknown> | null> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    // Missing or not JSON: either way it says nothing.
    return null;
  }
}

const MAX_LEVELS = 5;

/** The version of the npm package that an executable belongs to, without starting it: some need a second for that. */
export async function packageVersion(executable: string, packageName: string): Promise<string | null> {
  let dir = path.dirname(await realpath(executable).catch(() => executable));
  for (let level = 0; level < MAX_LEVELS; level++) {
    const found = await parseJsonFile(path.join(dir, 'package.json'));
    if (found?.name === packageName && typeof found.version === 'string') return found.version;
    dir = path.dirname(dir);
  }
  return null;
}
