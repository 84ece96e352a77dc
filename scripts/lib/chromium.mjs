import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { runQuietly } from './child.mjs';
import { say, Sentence, step } from './say.mjs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

export const isRootOnDebian = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

export async function aptInstall(...names) {
  await step(`Installing ${names.join(' ')} (apt-get)`, async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await runQuietly('apt-get', ['update'], env);
    await runQuietly('apt-get', ['install', '-y', '--no-install-recommends', ...names], env);
  });
}

/** A browser for the end-to-end tests: one that is there, else Playwright's own, else the distribution's. */
export async function ensureChromium() {
  const found = await findChromium();
  if (found) return found;
  const [program, args] = [process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium']];
  try {
    await step('Downloading Chromium (once)', () => runQuietly(program, args));
  } catch {
    // Many networks block that download; the distribution may have it.
    say('  Chromium could not be downloaded.');
  }
  if (!(await findChromium()) && isRootOnDebian()) await aptInstall('chromium');
  const installed = await findChromium();
  if (installed) return installed;
  throw new Sentence('The end-to-end tests need Chromium. Install it and set CHROMIUM_PATH to its program.');
}

async function findChromium() {
  const { chromium } = await import('@playwright/test');
  const candidates = [process.env.CHROMIUM_PATH, ...PLACES, chromium.executablePath()];
  return candidates.find((file) => file && existsSync(file) && starts(file)) ?? null;
}

/** Distributions ship launchers that only tell where to get the real one. */
function starts(file) {
  return spawnSync(file, ['--version'], { timeout: 20_000 }).status === 0;
}
