/** What can be wrong before anything starts, as sentences with a remedy. */
import { chmod, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { UserError } from '@/lib/errors';

export async function checkWritable(home: string): Promise<void> {
  const probe = path.join(home, `.write-test-${process.pid}`);
  try {
    await mkdir(home, { recursive: true });
    await writeFile(probe, '');
    await rm(probe, { force: true });
    await letDatabaseIn(home);
  } catch (cause) {
    throw new UserError({
      code: 'home_not_writable',
      message: `The data folder ${home} can't be written (${(cause as NodeJS.ErrnoException).code}).`,
      remedy: 'Give another one with --home DIR or BAKEOFF_HOME, or change its owner.',
      cause,
    });
  }
}

/** Started as root, the embedded database runs as another user, who must be able to pass through the folder. */
async function letDatabaseIn(home: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const mode = (await stat(home)).mode & 0o777;
  if ((mode & 0o001) === 0) await chmod(home, mode | 0o111);
}

export async function checkPort(port: number, host: string): Promise<void> {
  const code = await listenError(port, host);
  if (code === null) return;
  const remedy = 'Give another one with --port or BAKEOFF_PORT.';
  const message =
    code === 'EADDRINUSE'
      ? `Port ${port} is used by another program.`
      : `Bakeoff can't listen on ${host}:${port} (${code}).`;
  throw new UserError({ code: 'port_unavailable', message, remedy });
}

function listenError(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
