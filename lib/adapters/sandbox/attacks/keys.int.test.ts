/** The key of a model API that the gateway sets, and what a sandbox may ask the gateway for. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlanRequest, SandboxCommandResult, SandboxRef } from '@/lib/core/ports';
import type { NetworkMode } from '@/lib/core/sandbox';
import { createSandboxBench, type SandboxBench } from '@/lib/testing/sandbox-bench';

const METADATA = [
  '169.254.169.254',
  '169.254.43518',
  '2852039166',
  '0xA9FEA9FE',
  '0251.0376.0251.0376',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[fd00:ec2::254]',
  '169.254.169.254.',
  'metadata.google.internal',
];
const HOST = ['127.0.0.1', '127.1', '2130706433', '0.0.0.0', '[::1]', 'localhost', 'x.localhost', '[::ffff:127.0.0.1]'];

/** In two pieces, so that no program that looks for it holds it itself. */
const half = (): string => randomBytes(8).toString('hex');
const KEY = [half(), half()] as const;

describe.each(['bubblewrap', 'docker'] as const)('%s', (name) => {
  let bench: SandboxBench | null = null;
  let ref: SandboxRef;
  let server: Server;
  let port: number;
  let seen: IncomingMessage['headers'][];
  beforeAll(async () => {
    bench = await createSandboxBench(name);
    if (!bench) return;
    ref = await bench.create();
    server = createServer((from, to) => {
      seen.push(from.headers);
      if (from.url === '/away') to.writeHead(302, { location: 'http://169.254.169.254/latest/' });
      to.end('from the host');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  }, 120_000);
  beforeEach((test) => {
    if (!bench) test.skip(`${name} is not available here`);
    seen = [];
  });
  afterAll(async () => {
    await bench?.cleanup();
    server?.close();
  });

  const network = (mode: NetworkMode, allow: string[] = []): PlanRequest['network'] => ({
    policy: { mode, allow },
    upstreams: [{ name: 'm', url: `http://127.0.0.1:${port}`, headers: { 'x-api-key': KEY.join('') } }],
  });
  const ask = async (script: string, plan: PlanRequest['network'], env = {}): Promise<SandboxCommandResult> => {
    if (!bench) throw new Error('There is no bench.');
    const all = bench.sandboxes.environment(ref, env, []);
    return bench.exec(ref, script, { env: all, plan: { network: plan } });
  };

  /** Everything that the sandbox's user can read: environments, arguments, memory, files. */
  const search = `node -e '
    const fs = require("fs"), path = require("path");
    const key = ["${KEY[0]}", "${KEY[1]}"].map((part) => Buffer.from(part));
    const holds = (data) => { for (let at = data.indexOf(key[0]); at >= 0; at = data.indexOf(key[0], at + 1))
      if (data.subarray(at + key[0].length, at + key[0].length + key[1].length).equals(key[1])) return true; return false; };
    const tell = (where, data) => holds(data) && console.log("FOUND", where);
    const quiet = (act) => { try { return act(); } catch { return undefined; } };
    let memories = 0;
    for (const pid of fs.readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name))) {
      for (const file of ["environ", "cmdline"]) quiet(() => tell(pid + " " + file, fs.readFileSync("/proc/" + pid + "/" + file)));
      if (Number(pid) === process.pid) continue;
      quiet(() => {
        const memory = fs.openSync("/proc/" + pid + "/mem", "r");
        for (const line of fs.readFileSync("/proc/" + pid + "/maps", "utf8").split("\\n")) {
          const [range, rights = ""] = line.split(" "); if (!rights.startsWith("rw")) continue;
          const [from, to] = range.split("-").map((text) => parseInt(text, 16));
          for (let at = from; at < to; at += 4 << 20) quiet(() => {
            const data = Buffer.alloc(Math.min((4 << 20) + 64, to - at)); fs.readSync(memory, data, 0, data.length, at);
            memories++; tell(pid + " memory", data); });
        }
      });
    }
    const walk = (dir) => { for (const entry of quiet(() => fs.readdirSync(dir, { withFileTypes: true })) ?? []) {
      const file = path.join(dir, entry.name);
      if (entry.isDirectory()) walk(file); else if (entry.isFile()) quiet(() => tell(file, fs.readFileSync(file))); } };
    for (const dir of ["/workspace", "/home/agent", "/tmp", "/run", "/var/tmp", "/dev/shm"]) walk(dir);
    console.log(memories > 0 ? "LOOKED" : "SAW NO MEMORY");'`;
  const use = 'node -e \'fetch("http://127.0.0.1:3128/model/m/x").then((a) => a.text()).then(console.log)\'';

  it('uses a key that is in no environment, no argument, no file and no memory inside', async () => {
    const done = await ask(`${use} && ${search}`, network('agents-only'));
    expect(done.stdout).toBe('from the host\nLOOKED\n');
    expect(seen.map((headers) => headers['x-api-key'])).toEqual([KEY.join('')]);
  });
  it('would find it, had it been handed in', async () => {
    const done = await ask(search, network('agents-only'), { API_KEY: KEY.join('') });
    expect(done.stdout).toMatch(/FOUND \d+ environ/);
    expect(done.stdout).toMatch(/FOUND \d+ memory/);
  });
  it('finds it in no folder of the host that outlives the command', async () => {
    const before = await ask(use, network('agents-only'));
    expect(before.exitCode).toBe(0);
    const { stdout } = await ask(search, null);
    expect(stdout).not.toContain('FOUND');
  });

  /** Status of each, asked for as a page and as a tunnel. */
  const statuses = (hosts: string[], at: number): string =>
    `node -e '
      const http = require("http");
      const ask = (host, method) => new Promise((done) => {
        const target = host + ":${at}";
        const path = method === "CONNECT" ? target : "http://" + target + "/latest/meta-data/";
        const from = http.request({ host: "127.0.0.1", port: 3128, method, path, headers: { host: target } });
        for (const event of ["response", "connect"]) from.on(event, (answer) => { done(answer.statusCode); from.destroy(); });
        from.on("error", (cause) => done(cause.code)); from.end(); });
      (async () => { for (const host of ${JSON.stringify(hosts)}) for (const method of ["GET", "CONNECT"])
        console.log(await ask(host, method)); process.exit(); })()'`;
  const answers = async (script: string, plan: PlanRequest['network']): Promise<string[]> =>
    (await ask(script, plan)).stdout.trim().split('\n');

  it('reaches the address of cloud metadata under no name, with the widest policy', async () => {
    const all = await answers(statuses(METADATA, 80), network('full'));
    expect(all).toHaveLength(METADATA.length * 2);
    // A name without an address is a 502; the address itself is never anything but refused.
    for (const [i, status] of all.entries()) {
      expect([METADATA[Math.floor(i / 2)], status]).toEqual([
        METADATA[Math.floor(i / 2)],
        expect.stringMatching(/^(403|502)$/),
      ]);
    }
    expect(all.slice(0, 2)).toEqual(['403', '403']);
  });
  it('reaches no server of the host under any name, with the widest policy', async () => {
    const all = await answers(statuses(HOST, port), network('full'));
    expect(all).toHaveLength(HOST.length * 2);
    for (const status of all) expect(status).toMatch(/^(403|502)$/);
    expect(seen).toEqual([]);
  });
  it('reaches it where a person names it, so that the way itself works', async () => {
    expect(await answers(statuses(['127.0.0.1'], port), network('allow-list', [`127.0.0.1:${port}`]))).toEqual([
      '200',
      '200',
    ]);
    expect(seen).toHaveLength(1);
  });
  it('is led nowhere else by a redirect of a server that it may reach', async () => {
    const script = `node -e '
      const http = require("http");
      const get = (path) => new Promise((done) => http.get({ host: "127.0.0.1", port: 3128, path, headers: { host: "x" } }, done));
      (async () => { const first = await get("http://127.0.0.1:${port}/away");
        console.log(first.statusCode, (await get(first.headers.location)).statusCode); process.exit(); })()'`;
    expect((await ask(script, network('allow-list', [`127.0.0.1:${port}`]))).stdout).toBe('302 403\n');
  });
  it('resolves no name but through the gateway', async () => {
    const script = `node -e 'require("dns").lookup("example.com", (cause) => console.log(cause ? "none" : "RESOLVED"))'`;
    expect((await ask(script, network('full'))).stdout).toBe('none\n');
  });
  it('has no way out at all without a gateway', async () => {
    const script = `node -e 'require("net").connect(3128, "127.0.0.1").on("error", (e) => console.log(e.code)).on("connect", () => { console.log("OPEN"); process.exit(); })'`;
    expect((await ask(script, null)).stdout).toBe('ECONNREFUSED\n');
    expect((await ask(script, network('none'))).stdout).toBe('OPEN\n');
  });
});
