import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the checkout, from wherever this was bundled into. */
export function productRoot(): string {
  let dir = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(dir, 'bin', 'bakeoff'))) {
    const parent = path.dirname(dir);
    if (parent === dir) throw new Error('The folder that holds bin/bakeoff was not found above the running program.');
    dir = parent;
  }
  return dir;
}
