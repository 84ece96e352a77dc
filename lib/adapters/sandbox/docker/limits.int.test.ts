import { spawn } from 'node:child_process';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { childEnv } from '@/lib/adapters/process/child-env';
import { startEngine, type TestEngine } from '@/lib/testing/engine';
import { engineSandbox, NO_LIMITS, runToEnd, type EngineSandbox } from '@/lib/testing/engine-sandbox';
import type { DockerPlan } from '@/lib/schemas/launch-plan';
import { openEngine } from './engine';
import { startInDocker } from './start';

const MIB = 1024 * 1024;
/** Starts more than it may, and fails when it is told to. */
const FORK = `
  const { spawn } = require('child_process');
  for (let i = 0; i < 60; i++) spawn('sleep', ['60'], { stdio: 'ignore' }).on('error', () => undefined);
  process.stdin.resume().on('end', () => process.exit(9));`;

describe.each(['docker', 'podman'] as const)('what a container of %s may', (kind) => {
  let engine: TestEngine | null;
  let box: EngineSandbox;

  beforeAll(async () => {
    engine = await startEngine(kind);
  }, 240_000);
  beforeEach(async (test) => {
    if (!engine) test.skip();
    else box = await engineSandbox(engine, `l-${kind}`);
  });
  afterEach(async () => {
    if (engine) expect(await box.end()).toEqual([]);
  });

  it('says what it holds', async () => {
    const probe = await box.provider.probe();
    expect(probe).toMatchObject({ ok: true, isolated: true, network: true, pause: true, remedy: null });
    expect(probe.version).toMatch(kind === 'docker' ? /^Docker \d/ : /^podman \d/);
    expect(probe.limits).toEqual({ cpus: 'enforced', memory: 'enforced', pids: 'enforced', disk: 'watched' });
  });

  it('is ended beyond its memory, and says so', async () => {
    const limits = { ...NO_LIMITS, memoryBytes: 96 * MIB };
    const eat = `node -e 'const a=[]; for(;;) a.push(Buffer.alloc(8e6,1))'`;
    expect(await box.run(eat, { limits })).toMatchObject({ limit: 'out_of_memory' });
    expect(await box.run('exit 3', { limits })).toMatchObject({ exitCode: 3, limit: null });
  });

  it('has no more processes than its limit, and no more time than its share', async () => {
    const limits = { ...NO_LIMITS, pids: 40, cpus: 0.5 };
    const child = await box.start(['node', '-e', FORK], { limits });
    await vi.waitFor(async () => expect((await child.sample())?.pids).toBe(40), 20_000);
    child.streams!.stdin.end();
    expect(await child.exited).toMatchObject({ exitCode: 9, limit: 'pids_limit' });
    const busy = await box.run(
      `node -e 'const t=Date.now(); while(Date.now()-t<1000); console.log(process.cpuUsage().user/1e3)'`,
      { limits },
    );
    expect(Number(busy.stdout)).toBeLessThan(800);
  });

  it('is ended when it fills the disk', async () => {
    const limits = { ...NO_LIMITS, diskBytes: 32 * MIB };
    const fill = 'i=0; while :; do dd if=/dev/zero of=f$i bs=1M count=8 2>/dev/null; i=$((i+1)); sleep 0.2; done';
    expect(await box.run(fill, { limits })).toMatchObject({ limit: 'disk_limit' });
    const big = await box.run('dd if=/dev/zero of=/tmp/one bs=1M count=64; echo $?', { limits });
    expect(big.stdout).not.toBe('0\n');
  });

  it('sees and changes nothing but its own', async () => {
    await mkdir(path.join(box.ref.runDir, 'secret'));
    await writeFile(path.join(box.ref.runDir, 'secret/file'), 'secret');
    const done = await box.run(
      [
        'id -u; id -un; echo $HOME; grep -E "^(CapEff|CapBnd|NoNewPrivs)" /proc/self/status | tr -s "\\t " " "',
        'touch /usr/x 2>/dev/null || echo usr-ro; touch /run/bakeoff/x 2>/dev/null || echo io-ro',
        'touch /workspace/w /home/agent/h /tmp/t && echo rw; cat /proc/net/dev | grep -c :',
        `cat ${box.ref.runDir}/secret/file 2>/dev/null || echo hidden; ls -d /var/run/docker.sock 2>/dev/null || echo no-socket`,
        'ulimit -c; ls /proc | grep -cE "^[0-9]+$"; env | grep BAKEOFF',
      ].join('; '),
    );
    const [uid, name, home, ...rest] = done.stdout.trim().split('\n');
    expect({ uid, name, home }).toEqual({ uid: '61000', name: 'agent', home: '/home/agent' });
    expect(rest.slice(0, 3)).toEqual([
      expect.stringMatching(/CapEff: 0+$/),
      expect.stringMatching(/CapBnd: 0+$/),
      'NoNewPrivs: 1',
    ]);
    expect(rest.slice(3, 10)).toEqual(['usr-ro', 'io-ro', 'rw', '1', 'hidden', 'no-socket', '0']);
    expect(Number(rest[10])).toBeLessThan(10);
    expect(rest[11]).toBe(`BAKEOFF_RUN_ID=l-${kind}`);
    expect(await readFile(path.join(box.ref.workspace, 'w'), 'utf8')).toBe('');
  });

  it('reaches what the policy allows through the gateway, and nothing of the host', async () => {
    const server = createServer((_from, to) => to.end('hello from outside'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    try {
      const upstreams = [{ name: 'model', url: `http://127.0.0.1:${port}`, headers: {} }];
      const network = { policy: { mode: 'agents-only' as const, allow: [] }, upstreams };
      const ask = (url: string): string =>
        `fetch('${url}').then(r=>r.text()).then(t=>console.log(t),e=>console.log('refused '+e.cause.code))`;
      const child = await box.start(
        ['node', '-e', `${ask('http://127.0.0.1:3128/model/model/x')}.then(()=>${ask(`http://127.0.0.1:${port}`)})`],
        { network },
      );
      expect(await runToEnd(child)).toMatchObject({
        exitCode: 0,
        stdout: 'hello from outside\nrefused ECONNREFUSED\n',
      });
    } finally {
      server.close();
    }
  });

  it('works copy-on-write over a folder that never changes', async () => {
    const at = (name: string): string => path.join(box.ref.runDir, 'layers', name);
    for (const name of ['lower', 'upper', 'work']) await mkdir(at(name), { mode: 0o777 });
    await writeFile(path.join(at('lower'), 'base'), 'base');
    const owner = box.provider.owner();
    if (owner) await chown(at('upper'), owner.uid, owner.gid);
    const target = '/workspace/node_modules';
    const plan = {
      ...(await box.plan()),
      overlays: [{ lower: at('lower'), upper: at('upper'), work: at('work'), target }],
    };
    const argv = ['sh', '-c', 'cat base; echo new > added; ls'];
    const child = await startInDocker(plan, { argv, cwd: target, env: {} }, {});
    const { docker } = openEngine(engine!.socket);
    expect((await docker.listVolumes({ filters: { label: [`bakeoff.sandbox=${box.ref.id}`] } })).Volumes).toHaveLength(
      1,
    );
    expect(await runToEnd(child)).toMatchObject({ stdout: 'baseadded\nbase\n', exitCode: 0 });
    expect(await readFile(path.join(at('upper'), 'added'), 'utf8')).toBe('new\n');
  });

  it('is found and ended after its starter was killed', async () => {
    const other = await box.start(['sleep', '300']);
    await startAndKillStarter(await box.plan());
    expect(await box.provider.leftovers()).toEqual([box.ref.id]);
    expect(await box.provider.sweep('another')).toBe(0);
    const running = async (): Promise<number> => {
      const filters = { label: [`bakeoff.sandbox=${box.ref.id}`] };
      return (await openEngine(engine!.socket).docker.listContainers({ filters })).length;
    };
    expect(await running()).toBe(2);
    // The next plan ends the one that nobody waits for, and leaves the other.
    await box.plan();
    expect(await running()).toBe(1);
    await startAndKillStarter(await box.plan());
    expect(await box.provider.sweep(box.ref.id)).toBe(2);
    expect(await box.provider.sweep(box.ref.id)).toBe(0);
    expect(await box.provider.leftovers()).toEqual([]);
    expect((await other.exited).exitCode).not.toBe(0);
  });
});

/** Another process of the product starts a container, and is killed at once. */
async function startAndKillStarter(plan: DockerPlan): Promise<void> {
  const file = path.join(process.cwd(), `.cache/starter-${process.pid}.ts`);
  await mkdir(path.dirname(file), { recursive: true });
  const command = { argv: ['sleep', '300'], cwd: '/workspace', env: {} };
  await writeFile(
    file,
    `import { startInDocker } from '${process.cwd()}/lib/adapters/sandbox/docker/start';
     await startInDocker(${JSON.stringify(plan)}, ${JSON.stringify(command)}, {});
     console.log('started');
     setInterval(() => {}, 1000);`,
  );
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    env: childEnv({ PATH: process.env.PATH ?? '' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  child.kill('SIGKILL');
  await ended;
  await rm(file);
}
