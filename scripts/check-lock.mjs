// Finds optional packages (other platforms' binaries) that package-lock.json lists as needed but does not hold:
// such a lock installs here and fails elsewhere.
import { readFileSync } from 'node:fs';

const packages = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')).packages;

function isLocked(from, name) {
  for (let base = from; ;) {
    if (packages[`${base ? `${base}/` : ''}node_modules/${name}`]) return true;
    if (!base) return false;
    const cut = base.lastIndexOf('node_modules/');
    base = cut > 0 ? base.slice(0, cut - 1) : '';
  }
}

const missing = new Set();
for (const [path, entry] of Object.entries(packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!isLocked(path, name)) missing.add(`${name} (of ${path})`);
  }
}
process.stdout.write(`optional packages missing from package-lock.json: ${missing.size}\n`);
for (const name of missing) process.stdout.write(`  ${name}\n`);
process.exit(missing.size === 0 ? 0 : 1);
