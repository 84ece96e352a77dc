/** For tests: a gateway on a socket of its own, and a server of the host behind it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { BlockedRequest } from '@/lib/adapters/sandbox/sandbox-process';
import type { GatewayPlan } from '@/lib/schemas/launch-plan';
import type { Resolve } from './checked-connect';
import { startGateway, type Gateway } from './gateway';

export type GatewayFixture = {
  plan: GatewayPlan;
  gateway: Gateway;
  blocked: BlockedRequest[];
  open: () => Promise<Socket>;
  /** Sends bytes as they are, and returns all that comes until the end. */
  raw: (bytes: string | Buffer) => Promise<string>;
};

export async function useGateway(plan: Partial<GatewayPlan>, resolve?: Resolve): Promise<GatewayFixture> {
  const dir = await mkdtemp(path.join(tmpdir(), 'gateway-'));
  const blocked: BlockedRequest[] = [];
  const policy = { mode: 'allow-list' as const, allow: [] };
  const whole: GatewayPlan = { socket: path.join(dir, 's', 'g.sock'), policy, upstreams: [], ...plan };
  const hooks = { onBlocked: (request: BlockedRequest) => void blocked.push(request) };
  const gateway = await startGateway(whole, hooks, resolve ? { resolve } : {});
  onTestFinished(async () => {
    await gateway.close();
    await rm(dir, { recursive: true });
  });
  const open = async (): Promise<Socket> => {
    const socket = connect({ path: whole.socket, allowHalfOpen: true });
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    await new Promise((done) => socket.once('connect', done));
    return socket;
  };
  const raw = async (bytes: string | Buffer): Promise<string> => {
    const socket = await open();
    socket.write(bytes);
    return text(socket).catch(() => '');
  };
  return { plan: whole, gateway, blocked, open, raw };
}

export type HostServer = { port: number; url: string; seen: Seen[]; server: Server };
export type Seen = { method: string; url: string; headers: IncomingMessage['headers']; body: string };

/** A server on the host's loopback that remembers what it was asked. */
export async function useServer(listener?: RequestListener): Promise<HostServer> {
  const seen: Seen[] = [];
  const remember = async (from: IncomingMessage, to: ServerResponse): Promise<void> => {
    seen.push({ method: from.method ?? '', url: from.url ?? '', headers: from.headers, body: await text(from) });
    to.end(`hello from the host: ${from.url}\n`);
  };
  const server = createServer(listener ?? ((from, to) => void remember(from, to)));
  return { ...(await listenOn(server)), seen, server };
}

export async function listenOn(server: Server): Promise<{ port: number; url: string }> {
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  onTestFinished(
    () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}` };
}

/** Names that every test may use: all lead to the host's loopback, whose port the policy has to name as well. */
export const testNames: Resolve = async (host) => {
  if (host === 'metadata.test') return [{ address: '169.254.169.254', family: 4 }];
  return host.endsWith('.test') ? [{ address: '127.0.0.1', family: 4 }] : [];
};
