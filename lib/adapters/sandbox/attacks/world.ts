/** For the attack suite: a host full of things that no sandbox may reach, each holding the same secret. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { openSync, closeSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { childEnv } from '@/lib/adapters/process/child-env';
import { startGateway } from '@/lib/adapters/sandbox/gateway/gateway';
import { socketPathFor } from '@/lib/adapters/sandbox/gateway/gateway-socket';
import type { SandboxRef } from '@/lib/core/ports';
import { INSIDE } from '@/lib/schemas/launch-plan';
import { createSandboxBench, type BenchName, type SandboxBench } from '@/lib/testing/sandbox-bench';
import { waitUntil } from '@/lib/testing/wait';

const run = promisify(execFile);
/** What a script prints that got further than it may. */
export const PWNED = 'PWNED';

export type World = {
  bench: SandboxBench;
  /** Where the attacks run. */
  ref: SandboxRef;
  neighbour: SandboxRef;
  secret: string;
  /** A folder of the person's: `.ssh/id`, `agent.sock`, `docker.sock`. */
  person: string;
  /** A program that is shown inside, read-only. */
  tool: string;
  /** The product's own folder of a sandbox, as the attacker would name it. */
  io: string;
  port: number;
  nameServerPort: number;
  addresses: string[];
  abstractName: string;
  /** A gateway of somebody else's. */
  gatewaySocket: string;
  /** The id of a blob that another variant made. */
  secretBlob: string;
  /** A file in the host's shared memory, and the key of a segment of it. */
  shared: { file: string; segment: string | null };
  victim: number;
  /** True where the script got what it wanted. Throws where it did not run to its end. */
  attack: (script: string) => Promise<boolean>;
  end: () => Promise<void>;
};

/** Null where the provider is not to be had here. */
export async function makeWorld(name: BenchName): Promise<World | null> {
  // An overlay keeps off two of the attacks by itself, and the control has to be without any defence.
  const bench = await createSandboxBench(name, name === 'process' ? { kinds: ['clone'] } : {});
  if (!bench) return null;
  const secret = `secret-${randomBytes(8).toString('hex')}`;
  const person = path.join(bench.root, 'person');
  const shared = path.join('/dev/shm', `bakeoff-attack-${randomBytes(4).toString('hex')}`);
  const files = await writeSecrets({ bench, person, secret, shared });
  const [ref, neighbour] = await Promise.all([bench.create(), bench.create()]);
  await writeFile(path.join(neighbour.workspace, 'secret.txt'), secret);
  const setuid = bench.provider === 'process' ? ref.workspace : path.join(ref.runDir, 'home');
  await plantSetuid(setuid, secret);
  await openToAll(ref, files.tool);
  const net = await listen({ person, secret });
  const upstreams = [{ name: 'm', url: `http://127.0.0.1:${net.port}`, headers: {} }];
  const gatewaySocket = socketPathFor(`${bench.root} neighbour`);
  const gateway = await startGateway({ socket: gatewaySocket, policy: { mode: 'none', allow: [] }, upstreams }, {});
  const victim = await startVictim(person, secret);
  const segment = await makeSegment();
  const mounts = [{ source: files.tool, target: files.tool, mode: 'ro' as const }];
  return {
    bench,
    ref,
    neighbour,
    secret,
    person,
    gatewaySocket,
    ...files,
    ...net.facts,
    io: bench.provider === 'process' ? path.join(ref.runDir, 'io') : INSIDE.io,
    shared: { file: shared, segment },
    victim: victim.pid ?? 0,
    attack: async (script) => {
      const { stdout, stderr } = await bench.exec(ref, `{ ${script}\n}; echo; echo RAN`, { plan: { mounts } });
      if (!stdout.endsWith('\nRAN\n')) throw new Error(`The attack did not run to its end: ${stderr.slice(-300)}`);
      return stdout.includes(secret) || stdout.includes(PWNED);
    },
    end: async () => {
      victim.kill('SIGKILL');
      if (segment !== null) await run('ipcrm', ['-M', segment]);
      await gateway.close();
      net.close();
      await rm(shared, { force: true });
      await bench.cleanup();
    },
  };
}

type Places = { bench: SandboxBench; person: string; secret: string; shared: string };

async function writeSecrets({ bench, person, secret, shared }: Places): Promise<{ tool: string; secretBlob: string }> {
  const tool = path.join(bench.root, 'tool');
  for (const dir of [path.join(person, '.ssh'), tool]) await mkdir(dir, { recursive: true });
  await writeFile(path.join(person, '.ssh/id'), secret, { mode: 0o600 });
  await writeFile(path.join(person, 'secret.txt'), secret);
  await writeFile(path.join(tool, 'cli'), '#!/bin/sh\n', { mode: 0o777 });
  await writeFile(path.join(bench.paths.home, 'database'), secret);
  await writeFile(shared, secret, { mode: 0o666 });
  // As the result of another variant, by way of the hub.
  const other = await bench.create();
  await writeFile(path.join(other.workspace, 'mine.txt'), secret);
  const { sha } = await bench.git.capture({
    hub: bench.hub,
    dir: other.workspace,
    startSha: bench.sha,
    ref: 'refs/bakeoff/e1/v1/r1',
    message: 'Result',
    exclude: [],
    scratch: path.join(other.runDir, 'scratch'),
  });
  await bench.sandboxes.destroy(other.id);
  const { stdout } = await run('git', ['-C', bench.hub, 'rev-parse', `${sha}:mine.txt`]);
  return { tool, secretBlob: stdout.trim() };
}

/** A program with its owner's rights, and a file that only its owner may read. Only root can plant it. */
async function plantSetuid(dir: string, secret: string): Promise<void> {
  const [program, file] = [path.join(dir, 'rootcat'), path.join(dir, 'rootonly')];
  // Root without its privileges may not enter a folder that is its owner's alone.
  await chmod(dir, 0o755);
  await copyFile('/bin/cat', program);
  await chmod(program, 0o4755);
  await writeFile(file, secret, { mode: 0o600 });
}

/** What is shown read-only could be written but for that: its owner alone must not be what protects it. */
async function openToAll(ref: SandboxRef, tool: string): Promise<void> {
  const io = path.join(ref.runDir, 'io');
  const record = JSON.parse(await readFile(path.join(ref.runDir, 'sandbox.json'), 'utf8')) as { objects: string[] };
  const files = [tool, path.join(tool, 'cli'), io, path.join(io, 'bridge.cjs'), ...record.objects];
  for (const file of files) await chmod(file, 0o777);
}

type Net = {
  port: number;
  facts: Pick<World, 'port' | 'nameServerPort' | 'addresses' | 'abstractName'>;
  close: () => void;
};

async function listen({ person, secret }: { person: string; secret: string }): Promise<Net> {
  const abstractName = `bakeoff-attack-${randomBytes(6).toString('hex')}`;
  const answer = `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${secret.length}\r\n\r\n${secret}`;
  const servers = [0, `\0${abstractName}`, path.join(person, 'agent.sock'), path.join(person, 'docker.sock')].map(
    (at) => {
      const server = createServer((socket) => socket.on('error', () => undefined).end(answer));
      return typeof at === 'number' ? server.listen(at, '0.0.0.0') : server.listen(at);
    },
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  const names = createSocket('udp4', (_message, from) => names.send(secret, from.port, from.address));
  await new Promise<void>((resolve) => names.bind(0, '127.0.0.1', resolve));
  const [{ port }] = servers.map((server) => server.address()) as [AddressInfo];
  const found = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const addresses = found
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  return {
    port,
    facts: { port, nameServerPort: names.address().port, addresses, abstractName },
    close: () => {
      names.close();
      for (const server of servers) server.close();
    },
  };
}

/** A program of the host, like the runner: the secret is in its environment, its arguments, its folder and open in it. */
async function startVictim(person: string, secret: string): Promise<ChildProcess> {
  const file = openSync(path.join(person, 'secret.txt'), 'r');
  const child = spawn('sleep', ['1000'], {
    cwd: person,
    env: childEnv({ PATH: '/usr/bin:/bin', API_KEY: secret }),
    argv0: `sleep-${secret}`,
    stdio: ['ignore', 'ignore', 'ignore', file],
  });
  closeSync(file);
  await waitUntil(() => child.pid !== undefined, 'the victim');
  return child;
}

async function makeSegment(): Promise<string | null> {
  const made = await run('ipcmk', ['-M', '1000']).catch(() => null);
  const id = /\d+/.exec(made?.stdout ?? '')?.[0];
  if (id === undefined) return null;
  const { stdout } = await run('ipcs', ['-m']);
  const line = stdout.split('\n').find((each) => each.split(/\s+/)[1] === id);
  return line?.split(/\s+/)[0] ?? null;
}
