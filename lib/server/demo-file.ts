import 'server-only';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { productRoot } from '@/lib/product-root';

/** The experiment behind *Try the demo*: the same file that the command line is shown with. */
export function readDemoFile(): Promise<string> {
  return readFile(path.join(productRoot(), 'examples', 'demo.yaml'), 'utf8');
}
