// Puts the real agent CLIs that some tests drive into a cache folder, once, at exact versions, and prints their paths
// as JSON. They are hundreds of megabytes and belong to their vendors, so the product never depends on them.
// Without a registry it prints {"available": false, "reason": …} and exits 0: the caller decides whether to skip.
import { execFile, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

// The adapters declare a second copy of each CLI as an optional dependency; leaving those out saves 750 MB.
const GROUPS = [
  {
    folder: 'clis',
    npmFlags: ['--include=optional'],
    packages: { '@anthropic-ai/claude-code': '2.1.329', '@openai/codex': '0.169.0' },
  },
  {
    folder: 'adapters',
    npmFlags: ['--omit=optional'],
    packages: { '@agentclientprotocol/claude-agent-acp': '0.100.0', '@agentclientprotocol/codex-acp': '2.6.0' },
  },
];
const PROGRAMS = {
  claude: 'clis/node_modules/.bin/claude',
  codex: 'clis/node_modules/.bin/codex',
  claudeAcp: 'adapters/node_modules/.bin/claude-agent-acp',
  codexAcp: 'adapters/node_modules/.bin/codex-acp',
};
const INSTALL_TIMEOUT_MS = 5 * 60_000;
const VERSION_TIMEOUT_MS = 30_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = path.resolve(process.env.BAKEOFF_AGENT_CLIS ?? path.join(root, '.cache', 'agent-clis'));
const installed = path.join(cache, 'installed');
const stampText = JSON.stringify({ groups: GROUPS, platform: process.platform, arch: process.arch });

const say = (text) => process.stderr.write(`agent-clis: ${text}\n`);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function isFresh() {
  const stamp = await readFile(path.join(installed, 'stamp.json'), 'utf8').catch(() => null);
  if (stamp !== stampText) return false;
  const found = await Promise.allSettled(
    Object.values(PROGRAMS).map((program) => access(path.join(installed, program), constants.X_OK)),
  );
  return found.every((result) => result.status === 'fulfilled');
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function tryLock(file) {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

// Two processes that both find a dead owner may both end up installing. That is only slower: each installs into a
// folder of its own and puts it in place by a rename.
async function withLock(work) {
  await mkdir(cache, { recursive: true });
  const file = path.join(cache, 'install.lock');
  const deadline = Date.now() + INSTALL_TIMEOUT_MS * GROUPS.length;
  let announced = false;
  while (!(await tryLock(file))) {
    const owner = Number(await readFile(file, 'utf8').catch(() => ''));
    // An empty file is a lock whose owner has not written its number yet.
    if (owner > 0 && !isAlive(owner)) await rm(file, { force: true });
    else if (Date.now() > deadline) throw new Error(`another installation holds ${file}; remove it if none is running`);
    else {
      if (!announced) say('waiting for another installation to finish');
      announced = true;
      await pause(200);
    }
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function removeLeftovers() {
  for (const name of await readdir(cache)) {
    const pid = /^(?:incoming|outgoing)-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(path.join(cache, name), { recursive: true, force: true });
  }
}

async function npmInstall(group, dir) {
  await mkdir(dir, { recursive: true });
  const allowScripts = Object.fromEntries(Object.keys(group.packages).map((name) => [name, true]));
  const manifest = { name: 'agent-clis', private: true, dependencies: group.packages, allowScripts };
  await writeFile(path.join(dir, 'package.json'), JSON.stringify(manifest, null, 2));
  // Claude Code declares Node 22, which would make npm step back to an old version or refuse; its binary needs no Node.
  const flags = ['--engine-strict=false', '--ignore-scripts=false', '--no-audit', '--no-fund', '--no-package-lock'];
  const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
  const child = spawn('npm', ['install', ...flags, ...patience, '--loglevel=error', ...group.npmFlags], {
    cwd: dir,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: INSTALL_TIMEOUT_MS,
  });
  let errors = '';
  child.stderr.on('data', (data) => (errors = `${errors}${data}`.slice(-2000)));
  await new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`npm can't be started: ${error.message}`, { cause: error })));
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`npm install failed: ${gist(errors)}`))));
  });
}

/** npm surrounds its one telling line with the stack of its own code and with advice. */
function gist(errors) {
  const lines = errors.split('\n').map((line) => line.replace(/^npm (error|ERR!)/, '').trim());
  const telling = lines.filter((line) => line !== '' && !/^(at |A complete log|[a-z]+: |\}|If you are)/.test(line));
  return telling.join('; ').slice(0, 300);
}

async function installAll(dir) {
  const startedAt = Date.now();
  const names = GROUPS.flatMap((group) =>
    Object.entries(group.packages).map(([name, version]) => `${name}@${version}`),
  );
  say(`installing ${names.join(', ')} into ${cache} (about 900 MB, once)`);
  const progress = setInterval(() => say(`still installing, ${Math.round((Date.now() - startedAt) / 1000)} s`), 5000);
  try {
    for (const group of GROUPS) await npmInstall(group, path.join(dir, group.folder));
  } finally {
    clearInterval(progress);
  }
  for (const name of ['claude', 'codex']) {
    const { stdout } = await run(path.join(dir, PROGRAMS[name]), ['--version'], { timeout: VERSION_TIMEOUT_MS });
    say(`${name} answers: ${stdout.trim()}`);
  }
  await writeFile(path.join(dir, 'stamp.json'), stampText);
  say(`installed in ${Math.round((Date.now() - startedAt) / 1000)} s`);
}

async function install() {
  if (await isFresh()) return;
  await removeLeftovers();
  const incoming = path.join(cache, `incoming-${process.pid}`);
  const outgoing = path.join(cache, `outgoing-${process.pid}`);
  try {
    await installAll(incoming);
    await rename(installed, outgoing).catch((error) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(incoming, installed);
  } finally {
    await rm(incoming, { recursive: true, force: true });
    await rm(outgoing, { recursive: true, force: true });
  }
}

async function answer() {
  try {
    if (!(await isFresh())) await withLock(install);
  } catch (error) {
    return { available: false, reason: error.message };
  }
  const paths = Object.entries(PROGRAMS).map(([name, program]) => [name, path.join(installed, program)]);
  return { available: true, ...Object.fromEntries(paths) };
}

process.stdout.write(`${JSON.stringify(await answer(), null, 2)}\n`);
