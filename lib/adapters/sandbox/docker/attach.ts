import type Docker from 'dockerode';
import { once } from 'node:events';
import { PassThrough, type Duplex, type Readable, type Writable } from 'node:stream';

const HEADER_BYTES = 8;
const STDERR = 2;
/** Output waits in memory up to this much; beyond it the container waits. */
const BUFFER_BYTES = 1024 * 1024;

export type Attached = {
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
  /** Resolves when all output has come. */
  drained: Promise<void>;
  close: () => void;
};

/** Takes a created container's streams. */
export async function attach(docker: Docker, id: string): Promise<Attached> {
  // Two connections: what is written to a container that has ended breaks one, with the output that is still in it.
  const [socket, stdin] = await Promise.all([
    dialAttach(docker, id, { stdout: true, stderr: true }),
    dialAttach(docker, id, { stdin: true }),
  ]);
  const stdout = new PassThrough({ highWaterMark: BUFFER_BYTES });
  const stderr = new PassThrough({ highWaterMark: BUFFER_BYTES });
  // Its end is told by the engine; a connection that breaks ends the output and no more.
  socket.on('error', () => undefined);
  stdin.on('error', () => undefined);
  stdin.resume();
  const drained = demultiplex(socket, { stdout, stderr })
    .catch(() => undefined)
    .finally(() => {
      stdout.end();
      stderr.end();
    });
  const close = (): void => {
    socket.destroy();
    stdin.destroy();
  };
  return { stdin, stdout, stderr, drained, close };
}

/**
 * The library sends the options as a body, which podman hands to the container as its first input. An empty body of a
 * known length reaches neither engine's containers.
 */
function dialAttach(docker: Docker, id: string, streams: Record<string, boolean>): Promise<Duplex> {
  const request = {
    path: `/containers/${id}/attach?`,
    method: 'POST',
    isStream: true,
    hijack: true,
    openStdin: true,
    file: Buffer.alloc(0),
    headers: { 'Content-Type': 'text/plain' },
    statusCodes: { 101: true, 200: true, 404: 'no such container', 500: 'server error' },
    options: { stream: true, ...streams },
  };
  return new Promise((resolve, reject) => {
    (docker.modem as Modem).dial(request, (error, socket) => {
      if (error) reject(error);
      else resolve(socket as Duplex);
    });
  });
}

type Modem = { dial: (request: object, done: (error: Error | null, result: unknown) => void) => void };

/** Frames of both streams: kind, three zero bytes, length, data. */
export async function demultiplex(
  source: AsyncIterable<Buffer>,
  to: { stdout: Writable; stderr: Writable },
): Promise<void> {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerLength = 0;
  let left = 0;
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length;) {
      if (left === 0) {
        const taken = chunk.copy(header, headerLength, at, at + HEADER_BYTES - headerLength);
        at += taken;
        headerLength += taken;
        if (headerLength < HEADER_BYTES) break;
        left = header.readUInt32BE(4);
        headerLength = 0;
        continue;
      }
      const data = chunk.subarray(at, at + left);
      at += data.length;
      left -= data.length;
      await push(header[0] === STDERR ? to.stderr : to.stdout, data);
    }
  }
}

async function push(target: Writable, data: Buffer): Promise<void> {
  if (target.destroyed || target.write(data)) return;
  await Promise.race([once(target, 'drain'), once(target, 'close')]);
}
