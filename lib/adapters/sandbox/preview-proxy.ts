import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';
import { answerWith, refuse } from '@/lib/adapters/sandbox/gateway/forward';

export type PreviewProxy = { url: string; close: () => Promise<void> };

export type PreviewProxyInput = {
  /** First part of its host name: lower-case letters, digits, `-`. */
  label: string;
  /** A connection to the server inside. */
  connect: () => Promise<Duplex>;
  /** Port that the server inside believes it has. */
  port: number;
};

/** What a browser must never hand to a server that an agent wrote. */
const OWN_COOKIE = /^\s*bakeoff/i;

/**
 * Serves what listens in a sandbox on a free port of the host's loopback, under a host name of its own
 * (`LABEL.localhost`): browsers share cookies between the ports of a host, but not between hosts.
 */
export async function startPreviewProxy(input: PreviewProxyInput): Promise<PreviewProxy> {
  const server = createServer({ requestTimeout: 0 });
  const sockets = new Set<Duplex>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await listen(server);
  const host = `${input.label}.localhost:${port}`;
  server.on('request', (from, to) => {
    // A page of another name that resolves to this computer must not read it.
    if (from.headers.host !== host) {
      to.writeHead(421).end('This preview has another name.\n');
      return;
    }
    to.on('error', () => to.destroy());
    passOn(input, from, to);
  });
  server.on('upgrade', (from, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (from.headers.host === host) upgrade(input, { from, socket, head });
    else socket.destroy();
  });
  server.on('clientError', (_cause, socket) => socket.destroy());
  return {
    url: `http://${host}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** What answers was written by an agent: nothing that it says may throw here. */
function passOn(input: PreviewProxyInput, from: IncomingMessage, to: ServerResponse): void {
  try {
    const onward = httpRequest(onwardOptions(input, from));
    onward.once('response', (answer) => answerWith(to, answer));
    onward.on('error', () => refuse(to, 502, 'The preview does not answer.'));
    onward.on('upgrade', (_answer, socket) => socket.destroy());
    to.once('close', () => onward.destroy());
    from.on('error', () => onward.destroy());
    from.pipe(onward);
  } catch {
    refuse(to, 400, 'The request could not be passed on.');
  }
}

function onwardOptions(input: PreviewProxyInput, from: IncomingMessage): Parameters<typeof httpRequest>[1] & object {
  return {
    method: from.method,
    path: from.url,
    headers: onwardHeaders(input, from),
    createConnection: (_options, done) => {
      void connectFor(input, done);
      return undefined;
    },
  };
}

async function connectFor(
  input: PreviewProxyInput,
  done: (cause: Error | null, socket: Duplex) => void,
): Promise<void> {
  // The library reads the socket only where there is no error.
  const none = new Duplex();
  try {
    done(null, await input.connect());
  } catch (cause) {
    done(cause instanceof Error ? cause : new Error(String(cause)), none);
  }
}

function onwardHeaders(input: PreviewProxyInput, from: IncomingMessage): Record<string, string | string[]> {
  const { cookie, ...headers } = from.headers;
  const kept = (cookie ?? '').split(';').filter((part) => part.trim() !== '' && !OWN_COOKIE.test(part));
  const known = Object.entries(headers).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined);
  return {
    ...Object.fromEntries(known),
    ...(kept.length > 0 ? { cookie: kept.join(';').trim() } : {}),
    // Development servers refuse names that they do not know.
    host: `localhost:${input.port}`,
  };
}

type Upgrade = { from: IncomingMessage; socket: Duplex; head: Buffer };

function upgrade(input: PreviewProxyInput, { from, socket, head }: Upgrade): void {
  const onward = httpRequest(onwardOptions(input, from));
  onward.on('error', () => socket.destroy());
  onward.once('response', () => {
    onward.destroy();
    socket.destroy();
  });
  onward.once('upgrade', (answer, inside, first) => {
    inside.on('error', () => inside.destroy());
    const lines = answer.rawHeaders.flatMap((name, at, all) => (at % 2 === 0 ? [`${name}: ${all[at + 1] ?? ''}`] : []));
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
    if (first.length > 0) socket.write(first);
    if (head.length > 0) inside.write(head);
    socket.pipe(inside).pipe(socket);
    socket.once('close', () => inside.destroy());
    inside.once('close', () => socket.destroy());
  });
  onward.end();
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
