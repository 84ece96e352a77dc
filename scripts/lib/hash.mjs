import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

const IGNORED = /(^|\/)(node_modules|generated|testing|\.[^/]+)(\/|$)|\.test\.tsx?$/;

/** One hash over names and contents of files and folders of the checkout; tests and generated files don't count. */
export function hashFiles(names, facts = []) {
  const hash = createHash('sha256').update(JSON.stringify([process.versions.modules, ...facts]));
  for (const file of names.flatMap((name) => filesBelow(name)).sort()) {
    const contents = readFileSync(path.join(root, file));
    hash.update(`\0${file}\0${contents.length}\0`).update(contents);
  }
  return hash.digest('hex');
}

function filesBelow(name) {
  const stat = statSync(path.join(root, name), { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [name];
  return readdirSync(path.join(root, name)).flatMap((entry) => {
    const child = `${name}/${entry}`;
    return IGNORED.test(child) ? [] : filesBelow(child);
  });
}
