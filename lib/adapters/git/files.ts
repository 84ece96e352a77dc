import { access, readFile, rename, writeFile } from 'node:fs/promises';

export async function exists(target: string): Promise<boolean> {
  return access(target).then(
    () => true,
    () => false,
  );
}

/** Whoever reads it meanwhile sees the old text or the new one, never half of it. */
export async function writeWhenChanged(file: string, text: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => null);
  if (before === text) return;
  const temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}.new`;
  await writeFile(temporary, text);
  await rename(temporary, file);
}
