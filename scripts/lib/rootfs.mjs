// A small system image out of files of this host, for tests: no image registry is needed.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

const FOLDERS = ['bin', 'usr/bin', 'usr/lib', 'lib64', 'etc', 'tmp', 'root', 'workspace', 'proc', 'sys', 'dev', 'run'];
const MORE_FOLDERS = ['home/agent', 'var/tmp', 'usr/share/git-core/templates'];
const GIT_HELPERS = ['git-remote-https', 'git-remote-http', 'git-sh-setup', 'git-sh-i18n', 'git-submodule'];
const PASSWD = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n';

const output = (program, args) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** Writes a tar with node, npm, git, bash and busybox's tools, and the libraries they were built with. */
export function writeRootfs(tarFile) {
  const root = mkdtempSync(`${tarFile}-`);
  try {
    // The engine's own helper runs in it as an unprivileged user, so its top must be open to all.
    chmodSync(root, 0o755);
    for (const dir of [...FOLDERS, ...MORE_FOLDERS]) mkdirSync(path.join(root, dir), { recursive: true });
    for (const dir of ['tmp', 'var/tmp']) chmodSync(path.join(root, dir), 0o1777);
    addBusybox(root);
    addProgram(root, '/bin/bash');
    addNode(root);
    addGit(root);
    addSystemLibraries(root);
    const locale = '/usr/lib/locale/C.utf8';
    if (existsSync(locale)) cpSync(locale, path.join(root, locale), { recursive: true });
    writeFileSync(path.join(root, 'etc/passwd'), PASSWD);
    writeFileSync(path.join(root, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
    writeFileSync(path.join(root, 'etc/nsswitch.conf'), 'hosts: files dns\n');
    execFileSync('tar', ['-C', root, '-cf', tarFile, '.']);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function addBusybox(root) {
  const busybox = which('busybox');
  copyFileSync(busybox, path.join(root, 'bin/busybox'));
  const applets = output(busybox, ['--list']).trim().split('\n');
  // Agents ask for a login shell, which busybox's is not.
  for (const applet of applets.filter((name) => name !== 'sh')) link(root, '/bin/busybox', `/bin/${applet}`);
  link(root, '/bin/bash', '/bin/sh');
  // The first line of many scripts names this one.
  link(root, '/bin/busybox', '/usr/bin/env');
}

function addNode(root) {
  const node = realpathSync(process.execPath);
  addProgram(root, node);
  link(root, node, '/usr/bin/node');
  const npm = path.resolve(realpathSync(which('npm')), '../..');
  cpSync(npm, path.join(root, npm), { recursive: true, verbatimSymlinks: true });
  for (const name of ['npm', 'npx']) link(root, path.join(npm, `bin/${name}-cli.js`), `/usr/bin/${name}`);
}

function addGit(root) {
  const git = realpathSync(which('git'));
  addProgram(root, git);
  link(root, git, '/usr/bin/git');
  const helpers = output(git, ['--exec-path']).trim();
  for (const name of GIT_HELPERS) {
    const helper = path.join(helpers, name);
    if (existsSync(helper)) addProgram(root, helper);
  }
  for (const name of ['upload-pack', 'receive-pack', 'upload-archive']) link(root, git, `/usr/bin/git-${name}`);
}

/** Copies a program with the libraries it is linked with, each to the path it has here. */
/** Every system image has the whole C library; agents that are native programs count on it. */
function addSystemLibraries(root) {
  const [, libc] = /=> (\/\S*\/libc\.so\.\d+)/.exec(output('ldd', [which('bash')])) ?? [];
  if (libc === undefined) return;
  for (const name of ['m', 'rt', 'dl', 'pthread', 'resolv', 'util']) {
    for (const end of ['.so.6', '.so.2', '.so.1', '.so.0']) {
      const file = path.join(path.dirname(libc), `lib${name}${end}`);
      if (existsSync(file)) addFile(root, file);
    }
  }
}

function addProgram(root, file) {
  addFile(root, file);
  let linked = '';
  try {
    linked = output('ldd', [realpathSync(file)]);
  } catch {
    // A script, or linked with nothing.
  }
  for (const [library] of linked.matchAll(/\/[^ )\n]+/g)) addFile(root, library);
}

function addFile(root, file) {
  const target = path.join(root, file);
  if (existsSync(target)) return;
  mkdirSync(path.dirname(target), { recursive: true });
  copyFileSync(realpathSync(file), target);
}

function link(root, to, name) {
  const target = path.join(root, name);
  if (existsSync(target)) return;
  mkdirSync(path.dirname(target), { recursive: true });
  // Relative, so that it means the same before and after it is packed.
  symlinkSync(path.relative(path.dirname(name), to), target);
}

function which(name) {
  const places = (process.env.PATH ?? '').split(':').map((dir) => path.join(dir, name));
  const found = places.find((file) => existsSync(file));
  if (!found) throw new Error(`${name} is not on the path.`);
  return found;
}
