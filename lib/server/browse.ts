import 'server-only';
import { readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { err, ok, type Result } from '@/lib/core/result';
import { authorise } from '@/lib/server/auth';
import type { Refusal } from '@/lib/services/bakeoff';

export type BrowseResult = {
  path: string;
  parent: string | null;
  home: string;
  entries: { name: string; path: string; isRepository: boolean }[];
};

const MAX_ENTRIES = 500;

/** Folders for the folder picker: names only, no file contents, hidden ones left out. */
export async function browse(given: string | null): Promise<Result<BrowseResult, Refusal>> {
  await authorise();
  const wanted = given && path.isAbsolute(given) ? given : homedir();
  const dir = await realpath(wanted).catch(() => null);
  const entries = dir === null ? null : await readdir(dir, { withFileTypes: true }).catch(() => null);
  if (dir === null || entries === null) {
    return err({
      type: 'not_found',
      message: `${wanted} can't be read as a folder.`,
      remedy: 'Choose another folder, or see that you may read this one.',
    });
  }
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).slice(0, MAX_ENTRIES);
  const listed = await Promise.all(
    folders.map(async ({ name }) => {
      const child = path.join(dir, name);
      return { name, path: child, isRepository: await isRepository(child) };
    }),
  );
  const parent = path.dirname(dir);
  return ok({
    path: dir,
    parent: parent === dir ? null : parent,
    home: homedir(),
    entries: listed.toSorted((a, b) => a.name.localeCompare(b.name)),
  });
}

function isRepository(dir: string): Promise<boolean> {
  return stat(path.join(dir, '.git')).then(
    () => true,
    () => false,
  );
}
