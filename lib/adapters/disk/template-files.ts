import { constants } from 'node:fs';
import { mkdir, open, readdir, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TEMPLATE_NAME } from '@/lib/schemas/template';
import type { TemplateFile, TemplateFiles } from '@/lib/schemas/template-files';

const EXTENSION = '.yaml';
const MAX_BYTES = 200_000;
const MAX_FILES = 500;

/** Templates as files of two folders: those of the product, which are never written, and the person's own. */
export function createTemplateFiles(dirs: { builtIn: string; own: string }): TemplateFiles {
  const fileOf = (name: string): string => {
    // A name comes from outside; it must not lead out of the folder.
    if (!TEMPLATE_NAME.test(name)) throw new Error(`"${name}" is not the name of a template.`);
    return path.join(dirs.own, `${name}${EXTENSION}`);
  };
  return {
    list: async () => [...(await readAll(dirs.builtIn, 'built-in')), ...(await readAll(dirs.own, 'own'))],
    create: async (name, text) => {
      await mkdir(dirs.own, { recursive: true, mode: 0o700 });
      return !(await failsWith('EEXIST', writeFile(fileOf(name), text, { flag: 'wx', mode: 0o600 })));
    },
    remove: async (name) => !(await failsWith('ENOENT', unlink(fileOf(name)))),
  };
}

async function readAll(dir: string, origin: TemplateFile['origin']): Promise<TemplateFile[]> {
  const entries = await readdir(dir).catch(() => []);
  const names = entries
    .filter((entry) => entry.endsWith(EXTENSION))
    .map((entry) => entry.slice(0, -EXTENSION.length))
    .filter((name) => TEMPLATE_NAME.test(name))
    .toSorted()
    .slice(0, MAX_FILES);
  const files = await Promise.all(
    names.map(async (name) => ({ name, origin, text: await readPlain(path.join(dir, `${name}${EXTENSION}`)) })),
  );
  return files.flatMap(({ text, ...file }) => (text === null ? [] : [{ ...file, text }]));
}

/** Null: a link, a folder, a pipe, a file that is too large, or one that has just gone. */
async function readPlain(file: string): Promise<string | null> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null);
  if (!handle) return null;
  try {
    const { size, isFile } = await handle.stat().then((stat) => ({ size: stat.size, isFile: stat.isFile() }));
    return isFile && size <= MAX_BYTES ? await handle.readFile('utf8') : null;
  } finally {
    await handle.close();
  }
}

async function failsWith(code: string, work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === code) return true;
    throw cause;
  }
}
