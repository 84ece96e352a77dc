// What each set-up step was last done for. A step is fresh while its stamp and its outputs are there.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

const file = path.join(root, '.cache', 'setup.json');

function readStamps() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Missing or cut off by a kill: everything counts as not done, which is always safe.
    return {};
  }
}

export function isFresh(name, stamp, outputs) {
  return readStamps()[name] === stamp && outputs.every((output) => existsSync(path.join(root, output)));
}

export function writeStamp(name, stamp) {
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify({ ...readStamps(), [name]: stamp }, null, 2));
  renameSync(temporary, file);
}
