import { request } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { readText } from '@/lib/adapters/process/read-text';
import { startPreviewProxy, type PreviewProxy } from '@/lib/adapters/sandbox/preview-proxy';
import type { SandboxProcess } from '@/lib/adapters/sandbox/sandbox-process';
import { startInSandbox } from '@/lib/adapters/sandbox/start';
import type { SandboxRef, ServeRequest } from '@/lib/core/ports';
import { launchPlanSchema } from '@/lib/schemas/launch-plan';

const LOOK_MS = 200;

/**
 * Runs a server in a sandbox until it is stopped or ends by itself, and forwards a port of the host to it once it
 * answers. Resolves with a sentence where it did not come up or broke down.
 */
export async function serveInSandbox(ref: SandboxRef, input: ServeRequest): Promise<{ error: string | null }> {
  const planned = launchPlanSchema.parse(input.plan);
  const onHost = planned.type === 'process';
  const port = onHost ? await freePort() : input.port;
  const gateway = onHost ? null : { ...planned.gateway, expose: port };
  const plan = launchPlanSchema.parse(onHost ? planned : { ...planned, gateway });
  const child = await startInSandbox(plan, {
    argv: ['sh', '-c', input.command],
    cwd: ref.workspaceInside,
    env: { ...input.env, PORT: String(port) },
  });
  const open = (): Promise<Duplex> => (onHost ? connectTo(port) : child.connectInside());
  let proxy: PreviewProxy | null = null;
  try {
    const ended = follow(child, input);
    const stopped = aborted(input.signal);
    const up = await Promise.race([answers(open, input), ended, stopped]);
    if (up !== 'up') return { error: up };
    proxy = await startPreviewProxy({ label: input.label, connect: open, port });
    await input.onReady(proxy.url);
    return { error: await Promise.race([ended, stopped]) };
  } finally {
    await proxy?.close();
    await child.kill();
  }
}

/** Resolves with a sentence when the server ends by itself. */
async function follow(child: SandboxProcess, input: ServeRequest): Promise<string> {
  child.streams?.stdin.end();
  if (child.streams) {
    void readText(child.streams.stdout, input.onOutput);
    void readText(child.streams.stderr, input.onOutput);
  }
  const exit = await child.exited;
  if (exit.startError !== null) return `It could not be started: ${exit.startError}`;
  const how = exit.signal ? `signal ${exit.signal}` : `exit code ${exit.exitCode ?? 'none'}`;
  return `The preview command ended (${how}).`;
}

/** `up` once any HTTP answer came; a server that never gives one is a sentence. */
async function answers(open: () => Promise<Duplex>, input: ServeRequest): Promise<string> {
  const deadline = Date.now() + input.readyWithinMs;
  while (Date.now() < deadline && !input.signal.aborted) {
    if (await answersOnce(open)) return 'up';
    await sleep(LOOK_MS);
  }
  return `Nothing answered on port ${input.port} within ${Math.round(input.readyWithinMs / 1000)} s. See that the command listens on the port in $PORT.`;
}

async function answersOnce(open: () => Promise<Duplex>): Promise<boolean> {
  const socket = await open().catch(() => null);
  if (!socket) return false;
  return new Promise((resolve) => {
    const look = request({ path: '/', headers: { host: 'localhost' }, createConnection: () => socket });
    const done = (value: boolean): void => {
      clearTimeout(timer);
      look.destroy();
      resolve(value);
    };
    const timer = setTimeout(() => done(false), 5000);
    look.once('response', () => done(true));
    look.once('error', () => done(false));
    look.end();
  });
}

function aborted(signal: ServeRequest['signal']): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}

function connectTo(port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
