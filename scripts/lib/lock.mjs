import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';
import { say } from './say.mjs';

const setupFile = path.join(root, '.cache', 'setup.lock');
const POLL_MS = 200;

/** One set-up at a time in a checkout: two terminals may start the product together. */
export function withSetupLock(work) {
  return withLock(setupFile, work, () => say('Waiting for another set-up of this checkout to finish …'));
}

/** A lock that ends with the process that holds it. */
export async function withLock(file, work, onWait = () => undefined) {
  mkdirSync(path.dirname(file), { recursive: true });
  for (let waited = 0; !tryLock(file); waited += POLL_MS) {
    if (waited === 0) onWait();
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function tryLock(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isAlive(readOwner(file))) rmSync(file, { force: true });
    return false;
  }
}

function readOwner(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    // Released in between.
    return 0;
  }
}

function isAlive(pid) {
  // An empty file is a lock whose owner has not written its number yet.
  if (!pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
