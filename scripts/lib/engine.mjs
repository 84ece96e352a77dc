// A container engine for tests, started by hand in a folder of its own: no service manager, no image registry.
import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { aptInstall, isRootOnDebian } from './chromium.mjs';
import { withLock } from './lock.mjs';
import { writeRootfs } from './rootfs.mjs';
import { Sentence } from './say.mjs';

export const TEST_IMAGE = 'localhost/bakeoff-test:1';
const PROGRAMS = {
  docker: { dockerd: 'docker.io', busybox: 'busybox-static' },
  podman: { podman: 'podman', runc: 'runc', catatonit: 'catatonit', busybox: 'busybox-static' },
};
const START_MS = 20_000;
const STOP_MS = 10_000;
const isThere = (program) => !spawnSync(program, ['--version'], { stdio: 'ignore' }).error;

/** Starts `docker` or `podman` in `state`, unless it runs there already, and gives it an image made of host files. */
export function startEngine(kind, state) {
  return withLock(`${state}.lock`, () => ensureEngine(kind, state));
}

async function ensureEngine(kind, state) {
  await ensurePrograms(kind);
  mkdirSync(state, { recursive: true, mode: 0o711 });
  const socket = path.join(state, 'engine.sock');
  const client = await connect(socket);
  if (!(await answers(client))) {
    if (kind === 'docker' && (await hasGvisor())) writeGvisor(state);
    const candidates =
      kind === 'docker' ? ['overlay2', 'vfs'].map((driver) => () => dockerd(state, socket, driver)) : [];
    if (kind === 'podman') candidates.push(() => podman(state, socket));
    await startFirst(candidates, { client, state });
  }
  await ensureImage(client, state);
  return { dockerHost: `unix://${socket}`, image: TEST_IMAGE };
}

/** Ends the engine of `state` with all its containers, and removes the folder. */
export async function stopEngine(state) {
  if (!existsSync(state)) return;
  const client = await connect(path.join(state, 'engine.sock'));
  if (await answers(client)) {
    for (const { Id } of await client.listContainers({ all: true })) {
      await client
        .getContainer(Id)
        .remove({ force: true, v: true })
        .catch(() => undefined);
    }
  }
  const pid = readPid(state);
  if (pid && isOurs(pid, state)) {
    process.kill(pid, 'SIGTERM');
    const deadline = Date.now() + STOP_MS;
    while (isOurs(pid, state) && Date.now() < deadline) await sleep(25);
    if (isOurs(pid, state)) process.kill(pid, 'SIGKILL');
  }
  for (const mount of mountsBelow(state)) spawnSync('umount', ['-l', mount]);
  rmSync(state, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

async function ensurePrograms(kind) {
  const missing = Object.entries(PROGRAMS[kind]).filter(([program]) => !isThere(program));
  if (missing.length === 0) return;
  const names = missing.map(([, name]) => name);
  if (!isRootOnDebian()) throw new Sentence(`The tests with ${kind} need these packages: ${names.join(', ')}.`);
  await aptInstall(...names);
}

/** gVisor is tested where it can be had; nothing depends on it. */
async function hasGvisor() {
  if (!isThere('runsc') && process.env.CI === 'true' && isRootOnDebian())
    await aptInstall('runsc').catch(() => undefined);
  return isThere('runsc');
}

async function connect(socketPath) {
  const { default: Docker } = await import('dockerode');
  // Named, so that the environment of whoever runs the tests never picks another engine.
  return new Docker({ host: undefined, protocol: 'http', socketPath });
}

async function answers(client) {
  return client.ping().then(
    () => true,
    () => false,
  );
}

async function startFirst(candidates, { client, state }) {
  for (const start of candidates) {
    const child = start();
    writeFileSync(path.join(state, 'pid'), String(child.pid));
    const deadline = Date.now() + START_MS;
    while (child.exitCode === null && Date.now() < deadline) {
      if (await answers(client)) return child.unref();
      await sleep(50);
    }
    child.kill('SIGKILL');
  }
  throw new Sentence(`The engine did not start:\n${readFileSync(path.join(state, 'engine.log'), 'utf8').slice(-3000)}`);
}

/** It leaves the host's networks and packet filters alone: sandboxes have no network of the engine's. */
function dockerd(state, socket, driver) {
  const quiet = ['--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false', '--bridge=none'];
  const places = ['--data-root', path.join(state, 'root'), '--exec-root', path.join(state, 'exec')];
  const own = ['--host', `unix://${socket}`, '--pidfile', path.join(state, 'dockerd.pid'), '--storage-driver', driver];
  const rest = ['--exec-opt', 'native.cgroupdriver=cgroupfs', '--log-level', 'warn'];
  const gvisor = path.join(state, 'runsc');
  if (existsSync(gvisor)) rest.push('--add-runtime', `runsc=${gvisor}`);
  return detached(state, { program: 'dockerd', args: [...own, ...places, ...quiet, ...rest] });
}

/** The platform that works in virtual machines, too; it has no control groups of its own there. */
function writeGvisor(state) {
  const options = '--platform=ptrace --network=none --ignore-cgroups=true';
  writeFileSync(path.join(state, 'runsc'), `#!/bin/sh\nexec runsc ${options} "$@"\n`, { mode: 0o755 });
}

function podman(state, socket) {
  const files = spawnSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).stdout.trim();
  const config = path.join(state, 'containers.conf');
  const limits = `default_ulimits=["nofile=${files}:${files}","nproc=4096:4096"]`;
  // Locks of its own: those in shared memory have one name for all of the host's podmans.
  const engine = 'cgroup_manager="cgroupfs"\nevents_logger="file"\nruntime="runc"\nlock_type="file"';
  writeFileSync(config, `[containers]\n${limits}\n[engine]\n${engine}\n`);
  const places = ['--root', path.join(state, 'root'), '--runroot', path.join(state, 'run'), '--tmpdir', `${state}/tmp`];
  const args = [...places, 'system', 'service', '--time=0', `unix://${socket}`];
  return detached(state, { program: 'podman', args, env: { CONTAINERS_CONF: config } });
}

function detached(state, { program, args, env = {} }) {
  const log = openSync(path.join(state, 'engine.log'), 'a', 0o600);
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log], env: { ...process.env, ...env } });
  child.on('error', () => undefined);
  return child;
}

async function ensureImage(client, state) {
  const isPresent = await client
    .getImage(TEST_IMAGE)
    .inspect()
    .then(
      () => true,
      () => false,
    );
  if (isPresent) return;
  const tar = path.join(state, 'rootfs.tar');
  writeRootfs(tar);
  const changes = ['ENV PATH=/usr/bin:/bin', 'ENV LANG=C.UTF-8'];
  // podman takes no tag of its own, so the name holds it.
  const stream = await client.importImage(createReadStream(tar), { repo: TEST_IMAGE, changes });
  await new Promise((resolve, reject) => {
    client.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()));
  });
  rmSync(tar);
}

function readPid(state) {
  const file = path.join(state, 'pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}

/** Its command line names the folder, so a later process of the same number is not taken for it. */
function isOurs(pid, state) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${state}/`);
  } catch {
    // It has ended.
    return false;
  }
}

function mountsBelow(state) {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return mounts
    .map((line) => line.split(' ')[1] ?? '')
    .filter((place) => place.startsWith(`${state}/`))
    .toReversed();
}
