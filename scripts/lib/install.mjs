import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npmCommand, runQuietly } from './child.mjs';
import { hashFiles } from './hash.mjs';
import { root } from './paths.mjs';
import { say, step } from './say.mjs';

const stampFile = path.join(root, 'node_modules', '.bakeoff-stamp');

const currentStamp = () => hashFiles(['package-lock.json'], [process.version, process.platform, process.arch]);

function read(name) {
  try {
    return readFileSync(path.join(root, name), 'utf8');
  } catch {
    // Not there is the usual case in a clean clone.
    return null;
  }
}

export function isInstalled() {
  return read('node_modules/.bakeoff-stamp') === currentStamp();
}

/** Installs what package-lock.json names, unless somebody already ran npm with the same lock. */
export async function install() {
  if (!holdsLockedPackages()) {
    const count = Object.keys(JSON.parse(read('package-lock.json')).packages).length;
    await step(`Installing up to ${count} packages (once, about a minute)`, async () => {
      const [program, args] = npmCommand(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
      await runQuietly(program, args);
    });
  } else say('Packages are installed.');
  writeFileSync(stampFile, currentStamp());
}

/** npm's own record of the tree, compared with the lock; packages of other platforms may be missing. */
function holdsLockedPackages() {
  const record = read('node_modules/.package-lock.json');
  if (!record) return false;
  const there = JSON.parse(record).packages;
  const wanted = Object.entries(JSON.parse(read('package-lock.json')).packages);
  return wanted.every(([name, entry]) => name === '' || entry.optional || there[name]?.version === entry.version);
}
