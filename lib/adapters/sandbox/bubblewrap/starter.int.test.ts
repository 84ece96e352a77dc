import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmod, chown, copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createBubblewrapProvider } from '@/lib/adapters/sandbox/bubblewrap/bubblewrap-provider';
import { testSandbox } from '@/lib/adapters/sandbox/bubblewrap/test-sandbox';
import { bridgeFile } from '@/lib/adapters/sandbox/gateway/bridge-file';
import { findTagged } from '@/lib/adapters/process/process-table';
import type { SandboxProbe } from '@/lib/core/sandbox';
import { RUN_TAG } from '@/lib/schemas/runner';

const probe = await createBubblewrapProvider({ paths: { sandboxes: '/nowhere' } }).probe();
const skip = !probe.ok && process.env.CI !== 'true';
const isRoot = process.getuid?.() === 0;
const PERSON = 61_234;

let folder: string;
let driver: string;
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp('/tmp/bakeoff-driver-');
  await chmod(folder, 0o755);
  driver = path.join(folder, 'driver.mjs');
  const entry = fileURLToPath(new URL('test-driver.ts', import.meta.url));
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  await build({
    entryPoints: [entry],
    outfile: driver,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner,
    logLevel: 'silent',
  });
  await copyFile(bridgeFile(), path.join(folder, 'bridge.cjs'));
  await mkdir(path.join(folder, 'person'));
  if (isRoot) await chown(path.join(folder, 'person'), PERSON, PERSON);
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

type Driven = { exitCode: number | null; limit: string | null; stdout: string; stderr: string; leftovers: string[] };

/** As a person who is not root, with nothing but a folder of their own. */
async function driveAsPerson(command: string, options: object = {}): Promise<{ probe: SandboxProbe; done: Driven }> {
  const drop = ['setpriv', `--reuid=${PERSON}`, `--regid=${PERSON}`, '--clear-groups', '--'];
  const call = [driver, path.join(folder, 'person'), command, JSON.stringify(options)];
  const [program = '', ...args]: string[] = [...(isRoot ? drop : []), process.execPath, ...call];
  const { stdout } = await promisify(execFile)(program, args, { cwd: folder });
  const [first = '', second = ''] = stdout.split('\n');
  return { probe: (JSON.parse(first) as { probe: SandboxProbe }).probe, done: JSON.parse(second) as Driven };
}

describe.skipIf(skip)('started by a person who is not root', () => {
  it('isolates alike', async () => {
    const script = [
      'id -u; id -un; cat ~/x /root/x 2>/dev/null; echo a > /workspace/a && echo b > ~/b && echo c > /tmp/c && echo written',
      'echo y 2>/dev/null > /x; echo y 2>/dev/null > /usr/x; echo 1 2>/dev/null > /proc/sys/kernel/panic; unshare -U true; mount -t tmpfs none /tmp',
      "grep -hE '^(Cap(Eff|Bnd)|NoNewPrivs|Seccomp:)' /proc/self/status; ls /proc | grep -c '^[0-9]'; ls -d /sys /home/*",
    ].join('\n');
    const { probe: seen, done } = await driveAsPerson(script);
    expect(seen).toMatchObject({ ok: true, isolated: true });
    expect(done.stdout).toMatch(
      /^1000\nagent\nwritten\nCapEff:\s0{16}\nCapBnd:\s0{16}\nNoNewPrivs:\s1\nSeccomp:\s2\n\d\n\/home\/agent\n$/,
    );
    expect(done.leftovers).toEqual([]);
    expect(await readdir(path.join(folder, 'person'))).toEqual([]);
  });
  it('limits processes by the kernel even without a control group, counting only those inside', async () => {
    const limits = { cpus: null, memoryBytes: null, pids: 20, diskBytes: null };
    for (let i = 0; i < 30; i += 1) {
      children.push(spawn('sleep', ['1000'], { stdio: 'ignore', ...(isRoot ? { uid: PERSON, gid: PERSON } : {}) }));
    }
    const { probe: seen, done } = await driveAsPerson('for i in $(seq 60); do sleep 5 & done; jobs | wc -l', {
      limits,
    });
    expect(seen.limits.pids).toBe('enforced');
    expect(done.stderr).toMatch(/fork|Resource/);
    expect((await driveAsPerson('sleep 0.1 & wait; echo some run', { limits })).done.stdout).toBe('some run\n');
  });
  it('ends what fills the disk, and writes over a frozen folder in a namespace of its own', async () => {
    const limits = { cpus: null, memoryBytes: null, pids: null, diskBytes: 5_000_000 };
    const fill = 'i=0; while :; do head -c 500000 /dev/zero > f$i; i=$((i+1)); done';
    expect((await driveAsPerson(fill, { limits })).done.limit).toBe('disk_limit');
    const write = 'cat deps/base; rm deps/base; echo mine > deps/new; ls deps';
    expect((await driveAsPerson(write, { overlay: true })).done.stdout).toBe('basenew\n');
  });
});

describe.skipIf(skip)('when its starter is killed', () => {
  it('ends with it, and what is left on the host is found and removed', async () => {
    const child = spawn(process.execPath, [driver, folder, 'setsid sleep 1000 & sleep 1001', '{}'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const lines = createInterface({ input: child.stdout });
    const [first] = (await once(lines, 'line')) as [string];
    const { runDir } = JSON.parse(first) as { runDir: string };
    const tagged = (): ReturnType<typeof findTagged> => findTagged({ name: RUN_TAG, value: 'driven' });
    await vi.waitFor(async () => expect((await tagged()).length).toBeGreaterThanOrEqual(5), { timeout: 5000 });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await vi.waitFor(async () => expect(await tagged()).toEqual([]), { timeout: 1000 });
    const provider = createBubblewrapProvider({ paths: { sandboxes: path.dirname(runDir) } });
    expect(await provider.leftovers()).toEqual(probe.limits.memory === 'enforced' ? ['driven'] : []);
    const elsewhere = createBubblewrapProvider({ paths: { sandboxes: '/another/data/folder' } });
    expect(await elsewhere.leftovers()).toEqual([]);
    await provider.release('driven');
    await provider.release('driven');
    expect(await provider.leftovers()).toEqual([]);
  });
});

describe.skipIf(skip)('with a gateway', () => {
  let server: Server;
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('reaches a model through it, with a key that it never sees, and nothing that is not allowed', async () => {
    server = createServer((request, response) => response.end(`key=${String(request.headers['x-api-key'])}`));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const box = await testSandbox('gated');
    try {
      await copyFile(bridgeFile(), path.join(box.ref.runDir, 'io', 'bridge.cjs'));
      const upstreams = [{ name: 'm', url: `http://127.0.0.1:${port}`, headers: { 'x-api-key': 'REAL' } }];
      const network = { policy: { mode: 'agents-only' as const, allow: [] }, upstreams };
      const get = 'curl -sS -o - -w " %{http_code}\\n" --max-time 5';
      const script = `env | grep -c REAL; ${get} --noproxy "*" http://127.0.0.1:3128/model/m/v1; ${get} http://example.com/`;
      const done = await box.run(script, { network });
      expect(done.stdout).toMatch(/^0\nkey=REAL 200\n[^]* 403\n$/);
      const child = await box.start(['sleep', '1000'], { network });
      await vi.waitFor(async () => expect((await child.sample())?.pids).toBeGreaterThan(2));
      await child.kill();
      const both = await Promise.all([box.run('exit 4', { network }), box.run('exit 5', { network })]);
      expect(both.map((each) => each.exitCode)).toEqual([4, 5]);
    } finally {
      await box.end();
    }
  });
});
