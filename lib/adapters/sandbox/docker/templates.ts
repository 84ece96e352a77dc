import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImageTemplate } from '@/lib/core/image';

/** The Dockerfile of a template: in `docker/` at the top, from the sources, from dist, or from its chunks. */
export async function readTemplate(name: ImageTemplate): Promise<string> {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const tops = ['../../../..', '..', '../..'].map((up) => path.join(here, up, 'docker', name, 'Dockerfile'));
  const file = tops.find((each) => existsSync(each));
  if (file === undefined)
    throw new Error(`The Dockerfile of the template "${name}" is missing from this installation.`);
  return readFile(file, 'utf8');
}

/** Always with a host, or podman would look for it at the person's registries. */
export function tagOf(name: string, content: string): string {
  return `localhost/bakeoff/${name}:${createHash('sha256').update(content).digest('hex').slice(0, 12)}`;
}
