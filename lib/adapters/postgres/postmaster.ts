import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type Postmaster = { pid: number; port: number; status: string };

/** What a running (or dead) server says of itself in `postmaster.pid`. */
export async function readPostmaster(dataDir: string): Promise<Postmaster | null> {
  const text = await readFile(path.join(dataDir, 'postmaster.pid'), 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), status: (lines[7] ?? '').trim() };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isZombie(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return /^\d+ \(.*\) Z/s.test(stat);
}

async function isPostgres(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes('postgres');
}

/** Whether a live backend still works in the data directory; PostgreSQL makes it its working directory. */
async function hasBackends(dataDir: string): Promise<boolean> {
  const real = await realpath(dataDir);
  for (const entry of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(entry) || (await isZombie(Number(entry)))) continue;
    const cwd = await readlink(`/proc/${entry}/cwd`).catch(() => '');
    if (cwd === real) return true;
  }
  return false;
}

/**
 * The live server on this data directory, or null. Clears the lock of one that died hard: PostgreSQL itself keeps a
 * lock whose process is a zombie that nobody reaps (Node as process 1 of a container does not).
 */
export async function findPostmaster(dataDir: string): Promise<Postmaster | null> {
  const found = await readPostmaster(dataDir);
  if (!found) return null;
  if (isAlive(found.pid) && !(await isZombie(found.pid)) && (await isPostgres(found.pid))) return found;
  if (process.platform !== 'linux') return null;
  for (let i = 0; i < 200 && (await hasBackends(dataDir)); i++) await sleep(50);
  if (!(await hasBackends(dataDir))) await rm(path.join(dataDir, 'postmaster.pid'), { force: true });
  return null;
}

export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
