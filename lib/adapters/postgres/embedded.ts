import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { findBinaries, unprivilegedUser, type RunAs } from '@/lib/adapters/postgres/binaries';
import { findFreePort, findPostmaster, isAlive, isPortFree, readPostmaster } from '@/lib/adapters/postgres/postmaster';

const run = promisify(execFile);
const USER = 'bakeoff';
const DATABASE = 'bakeoff';
const START_TIMEOUT_MS = 60_000;

export type EmbeddedPostgres = {
  url: string;
  pid: number;
  /** True where the server was already up: whoever started it stops it. */
  adopted: boolean;
  stop: () => Promise<void>;
};

/**
 * Starts (or adopts) the PostgreSQL of a data folder. Several processes may call it at once; a server that survived
 * the kill of its starter is adopted. Throws with a remedy where the platform or the folder does not allow it.
 */
export async function ensurePostgres(home: string, flags: string[] = []): Promise<EmbeddedPostgres> {
  await mkdir(home, { recursive: true });
  return withLaunchLock(path.join(home, 'launch.lock'), () => launch(home, flags));
}

async function launch(home: string, flags: string[]): Promise<EmbeddedPostgres> {
  const user = await unprivilegedUser();
  const binaries = await findBinaries(home, user);
  const dataDir = path.join(home, 'data');
  const password = await readOrCreatePassword(path.join(home, 'password'));
  await initialise({ home, dataDir, initdb: binaries.initdb, password, user });

  const running = await findPostmaster(dataDir);
  const server = running ?? (await startServer({ home, dataDir, postgres: binaries.postgres, user, flags }));
  const url = (database: string): string => `postgresql://${USER}:${password}@127.0.0.1:${server.port}/${database}`;
  await createDatabase(url('postgres'), DATABASE);
  return {
    url: url(DATABASE),
    pid: server.pid,
    adopted: running !== null,
    stop: () => stopServer(server.pid),
  };
}

async function readOrCreatePassword(file: string): Promise<string> {
  const known = await readFile(file, 'utf8').catch(() => null);
  if (known) return known.trim();
  const password = randomBytes(24).toString('hex');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

type Initialise = { home: string; dataDir: string; initdb: string; password: string; user: RunAs };

/** Initialises into a temporary folder and renames it: a kill in the middle leaves no half cluster. */
async function initialise({ home, dataDir, initdb, password, user }: Initialise): Promise<void> {
  const done = await readFile(path.join(dataDir, 'PG_VERSION')).catch(() => null);
  if (done) return;
  const temporary = `${dataDir}.init`;
  const passwordFile = path.join(home, 'password.init');
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if ('uid' in user) {
    await chown(temporary, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  const args = ['-D', temporary, '-U', USER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'];
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  try {
    await run(initdb, [...args, ...locale], { ...user, cwd: '/' });
  } catch (cause) {
    throw new Error(`The database could not be initialised in ${home}.`, { cause });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(temporary, dataDir);
}

type Start = { home: string; dataDir: string; postgres: string; user: RunAs; flags: string[] };

async function startServer({ home, dataDir, postgres, user, flags }: Start): Promise<{ pid: number; port: number }> {
  const portFile = path.join(home, 'port');
  // Keep the port where it is free: clients that outlived a crash reconnect to the same address.
  const last = Number(await readFile(portFile, 'utf8').catch(() => '0'));
  const port = last > 0 && (await isPortFree(last)) ? last : await findFreePort();
  await writeFile(portFile, String(port));
  const log = await open(path.join(home, 'postgres.log'), 'a');
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'];
  const args = ['-D', dataDir, '-p', String(port), ...settings.flatMap((s) => ['-c', s]), ...flags];
  const child = spawn(postgres, args, { ...user, cwd: '/', detached: true, stdio: ['ignore', log.fd, log.fd] });
  const ended: string[] = [];
  child.once('error', (cause) => ended.push(cause.message));
  child.once('exit', (code) => ended.push(`exit ${code}`));
  child.unref();
  await log.close();

  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (ended[0]) throw new Error(`The database did not start (${ended[0]}). See ${home}/postgres.log.`);
    const found = await readPostmaster(dataDir);
    if (found && found.pid === child.pid && found.status === 'ready') return { pid: found.pid, port };
    if (Date.now() > deadline) throw new Error(`The database did not start in time. See ${home}/postgres.log.`);
    await sleep(10);
  }
}

async function createDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/** Fast shutdown (SIGINT): open transactions are rolled back, nothing committed is lost. */
async function stopServer(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  for (let i = 0; i < 150 && isAlive(pid); i++) await sleep(20);
  if (isAlive(pid)) process.kill(pid, 'SIGQUIT');
}

async function withLaunchLock<T>(file: string, action: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
      const owner = Number(await readFile(file, 'utf8').catch(() => '0'));
      if (owner && !isAlive(owner)) await rm(file, { force: true });
      else await sleep(50);
    }
  }
  try {
    return await action();
  } finally {
    await rm(file, { force: true });
  }
}
