import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const EXPERIMENT_ID = /^[a-z0-9]+$/;
const FILE_NAME = /^[\w@-][\w.@-]*\.json$/;

/** Traces below one folder: a folder an experiment. */
export function createTraceStore(root: string) {
  let counter = 0;
  const folder = (experimentId: string): string => {
    if (!EXPERIMENT_ID.test(experimentId)) throw new Error(`"${experimentId}" is not the id of an experiment.`);
    return path.join(root, experimentId);
  };
  const place = (experimentId: string, name: string): string => {
    if (!FILE_NAME.test(name)) throw new Error(`"${name}" is not the name of a trace.`);
    return path.join(folder(experimentId), name);
  };
  return {
    /** By rename: whoever reads it, also after a crash, finds one whole version. */
    write: async (experimentId: string, name: string, text: string): Promise<void> => {
      const file = place(experimentId, name);
      const fresh = `${file}.${process.pid}-${(counter += 1)}.new`;
      await writeIn(folder(experimentId), fresh, text);
      await rename(fresh, file);
    },
    read: (experimentId: string, name: string): Promise<string | null> =>
      readFile(place(experimentId, name), 'utf8').catch(nothing),
    rename: async (experimentId: string, from: string, to: string): Promise<void> =>
      rename(place(experimentId, from), place(experimentId, to)),
    /** Ids of experiments that have traces here. */
    list: async (): Promise<string[]> => (await readdir(root).catch(nothing)) ?? [],
    remove: (experimentId: string): Promise<void> =>
      rm(folder(experimentId), { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** The folder is made when it is missing, which it is once. */
async function writeIn(dir: string, file: string, text: string): Promise<void> {
  const write = (): Promise<void> => writeFile(file, text, { mode: 0o600, flag: 'wx' });
  try {
    await write();
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await write();
  }
}

function nothing(cause: unknown): null {
  if (isMissing(cause)) return null;
  throw cause;
}

function isMissing(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException).code === 'ENOENT';
}
