import { createHash, randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Kernels take 104 (macOS) to 108 bytes. */
const MAX_SOCKET_BYTES = 100;

/** Where the gateway of a sandbox listens: the same path for the same id, short enough for every kernel. */
export function socketPathFor(id: string, runtimeDir: string = tmpdir()): string {
  const user = process.getuid?.() ?? 0;
  const name = `${createHash('sha256').update(id).digest('hex').slice(0, 12)}.sock`;
  const wanted = path.join(runtimeDir, `bakeoff-${user}`, name);
  return Buffer.byteLength(wanted) <= MAX_SOCKET_BYTES ? wanted : path.join('/tmp', `bakeoff-${user}`, name);
}

/** One of its own for each command of a sandbox: two may run at a time. In the sandbox's folder it goes with it, also after a crash. */
export function newSocketPath(runDir: string): string {
  const socket = path.join(runDir, `gateway-${randomBytes(4).toString('hex')}.sock`);
  return Buffer.byteLength(socket) <= MAX_SOCKET_BYTES ? socket : socketPathFor(socket);
}

/** Listens on a unix socket that whoever is shown it may connect to. A socket that a crash left behind is replaced. */
export async function listenOnSocket(server: Server, socket: string): Promise<void> {
  await ensurePrivateFolder(path.dirname(socket));
  const old = await lstat(socket).catch(() => null);
  if (old !== null && !old.isSocket()) throw new Error(`${socket} is not a socket, so it is not replaced.`);
  await rm(socket, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // The sandboxed user connects through a bind mount; on the host the folder keeps others out.
  await chmod(socket, 0o666);
}

/**
 * Root's folder can be passed through, since what root starts as another user binds the socket from there; its names
 * can't be listed and don't tell themselves.
 */
async function ensurePrivateFolder(dir: string): Promise<void> {
  const user = process.getuid?.();
  const mode = user === 0 ? 0o711 : 0o700;
  await mkdir(dir, { mode, recursive: true });
  const found = await lstat(dir);
  const isOurs = found.isDirectory() && (user === undefined || found.uid === user) && (found.mode & 0o022) === 0;
  if (isOurs) return;
  throw new Error(`${dir} was made by somebody else or others can write to it. Remove it, then try again.`);
}
