import { createServer, ServerResponse, type IncomingMessage } from 'node:http';
import { rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { blockedSentence } from '@/lib/core/network-policy';
import { formatHostPort, parseHostPort, type HostPort } from '@/lib/core/network-policy-host';
import { checkTarget, connectChecked, pinnedLookup, systemResolve, type Resolve } from './checked-connect';
import { createExposePool } from './expose-pool';
import { forward, IDLE_MS, refuse } from './forward';
import { listenOnSocket } from './gateway-socket';
import { joinStreams } from './join-streams';
import { modelTarget } from './model-target';
import type { StartHooks } from '@/lib/adapters/sandbox/sandbox-process';
import type { GatewayPlan } from '@/lib/schemas/launch-plan';

const MAX_CONNECTIONS = 256;
const MAX_HEADER_BYTES = 64 * 1024;
const MAX_BLOCKED_TOLD = 500;

export type Gateway = {
  close: () => Promise<void>;
  /** As seen from the sandbox, since the start. */
  bytes: () => { sent: number; received: number };
  /** A connection to the exposed port inside; rejects where nothing opens one. */
  connectInside: () => Promise<Duplex>;
};

/** The one way out of a sandbox: a proxy on a unix socket that reaches what the plan allows, and nothing else. */
export async function startGateway(
  plan: GatewayPlan,
  hooks: StartHooks,
  seams: { resolve?: Resolve } = {},
): Promise<Gateway> {
  const { pool, server, bytes } = new GatewayServer(plan, hooks, seams.resolve ?? systemResolve);
  await listenOnSocket(server, plan.socket);
  // After the start, an error of the listening socket has nobody to tell.
  server.on('error', () => undefined);
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    pool.close();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of bytes.open) socket.destroy();
    });
    await rm(plan.socket, { force: true });
  };
  return {
    close: () => (closing ??= close()),
    bytes: () => bytes.total(),
    connectInside: () => pool.take(),
  };
}

class GatewayServer {
  readonly pool = createExposePool();
  readonly bytes = new ByteCount();
  readonly server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: 0, keepAliveTimeout: 60_000 });
  private readonly told = new Set<string>();
  private readonly plan: GatewayPlan;
  private readonly hooks: StartHooks;
  private readonly resolve: Resolve;

  constructor(plan: GatewayPlan, hooks: StartHooks, resolve: Resolve) {
    this.plan = plan;
    this.hooks = hooks;
    this.resolve = resolve;
    this.server.maxConnections = MAX_CONNECTIONS;
    this.server.on('connection', (socket) => this.bytes.watch(socket));
    this.server.on('request', (from, to) => void this.answer(from, to).catch(() => to.destroy()));
    this.server.on('connect', (from, socket, head) => {
      void this.tunnel(from, socket, head).catch(() => socket.destroy());
    });
    this.server.on('upgrade', (from, socket, head) => this.upgrade(from, socket, head));
    this.server.on('clientError', (_cause, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
      else socket.destroy();
    });
  }

  private async answer(from: IncomingMessage, to: ServerResponse): Promise<void> {
    to.on('error', () => to.destroy());
    const url = from.url ?? '';
    if (url.startsWith('/model/')) {
      const target = modelTarget(this.plan.upstreams, url);
      return target.type === 'ok' ? forward(from, to, target.to) : refuse(to, target.status, target.sentence);
    }
    const match = /^http:\/\/([^/?#\\]+)(.*)$/i.exec(url);
    if (!match) return refuse(to, 404, 'This is the gateway of a Bakeoff sandbox. Use it as a proxy.');
    const [, authority = '', rest = ''] = match;
    const asked = parseHostPort(authority, 80);
    if (asked === null) return refuse(to, 403, this.unreadable(authority, 80));
    const checked = await checkTarget(this.plan.policy, asked, this.resolve);
    if (checked.type === 'blocked') return refuse(to, 403, this.block(checked.target, checked.reason));
    if (checked.type === 'unresolved') return refuse(to, 502, `${asked.host} has no address.`);
    const { host, port } = checked.target;
    const path = rest.startsWith('/') ? rest : `/${rest}`;
    const lookup = pinnedLookup(checked.addresses);
    const header = port === 80 ? formatHostPort({ host, port }).replace(/:80$/, '') : formatHostPort({ host, port });
    const options = { host, port, path, lookup, setHost: false, autoSelectFamily: true };
    forward(from, to, { protocol: 'http:', options, hostHeader: header, headers: null });
  }

  private async tunnel(from: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    const asked = parseHostPort(from.url ?? '', null);
    if (asked === null) return endWith(socket, '403 Forbidden', this.unreadable(from.url ?? '', 443));
    const checked = await checkTarget(this.plan.policy, asked, this.resolve);
    if (checked.type === 'blocked') {
      return endWith(socket, '403 Forbidden', this.block(checked.target, checked.reason));
    }
    if (checked.type === 'unresolved') return endWith(socket, '502 Bad Gateway', `${asked.host} has no address.`);
    const outside = await connectChecked(checked).catch(() => null);
    if (outside === null) return endWith(socket, '502 Bad Gateway', `${formatHostPort(asked)} did not answer.`);
    if (socket.destroyed) return void outside.destroy();
    this.bytes.keep(outside);
    outside.setTimeout(IDLE_MS, () => outside.destroy());
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) outside.write(head);
    joinStreams(socket, outside);
  }

  /** Only the bridge's own upgrade is one; of others the plain request is answered, as servers may. */
  private upgrade(from: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (from.url === '/bakeoff/expose' && from.headers.upgrade === 'bakeoff-expose') {
      if (this.plan.expose !== undefined && head.length === 0) return this.pool.park(socket);
      return endWith(socket, '404 Not Found', 'This sandbox exposes no port.');
    }
    const hasBody = (from.headers['content-length'] ?? from.headers['transfer-encoding']) !== undefined;
    if (hasBody || from.method !== 'GET')
      return endWith(socket, '501 Not Implemented', 'No upgrades of such requests.');
    const to = new ServerResponse(from);
    to.shouldKeepAlive = false;
    to.assignSocket(socket as Socket);
    to.once('finish', () => socket.end());
    void this.answer(from, to).catch(() => socket.destroy());
  }

  private unreadable(text: string, port: number): string {
    // Shown to people: a client can write anything here.
    const host = text.replaceAll(/[^\w.:[\]-]/g, '?').slice(0, 100);
    return this.block({ host, port }, 'invalid');
  }

  private block(target: HostPort, reason: Parameters<typeof blockedSentence>[1]): string {
    const name = formatHostPort(target);
    if (!this.told.has(name) && this.told.size < MAX_BLOCKED_TOLD) {
      this.told.add(name);
      try {
        this.hooks.onBlocked?.(target);
      } catch {
        // Whoever listens must not be able to bring the gateway down.
      }
    }
    return blockedSentence(target, reason);
  }
}

class ByteCount {
  readonly open = new Set<Duplex>();
  private readonly clients = new Set<Socket>();
  private closed = { sent: 0, received: 0 };

  watch(socket: Socket): void {
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    this.keep(socket);
    this.clients.add(socket);
    socket.once('close', () => {
      this.clients.delete(socket);
      this.closed = { sent: this.closed.sent + socket.bytesRead, received: this.closed.received + socket.bytesWritten };
    });
  }

  /** Taken down with the gateway. */
  keep(socket: Duplex): void {
    this.open.add(socket);
    socket.once('close', () => this.open.delete(socket));
  }

  total(): { sent: number; received: number } {
    const open = [...this.clients];
    return {
      sent: open.reduce((sum, socket) => sum + socket.bytesRead, this.closed.sent),
      received: open.reduce((sum, socket) => sum + socket.bytesWritten, this.closed.received),
    };
  }
}

function endWith(socket: Duplex, status: string, sentence: string): void {
  const body = `${sentence}\n`;
  const headers = `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}`;
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\nConnection: close\r\n\r\n${body}`);
}
