import { createHash, randomBytes } from 'node:crypto';
import { access, chown, mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBubblewrapProvider } from '@/lib/adapters/sandbox/bubblewrap/bubblewrap-provider';
import { NO_LIMITS, testSandbox, type TestSandbox } from '@/lib/adapters/sandbox/bubblewrap/test-sandbox';

const probe = await createBubblewrapProvider({ paths: { sandboxes: '/nowhere' } }).probe();
const skip = !probe.ok && process.env.CI !== 'true';
const MB = 1024 * 1024;

let box: TestSandbox;
beforeEach(async () => {
  box = await testSandbox('limits');
});
afterEach(async () => {
  await box.end();
  expect(await box.provider.leftovers()).toEqual([]);
});

const node = (script: string): string => `exec ${process.execPath} -e '${script}'`;
const EAT = node('const all=[];for(;;){all.push(Buffer.alloc(8e6,1))}');
const DISK_FILL = 'i=0; while :; do head -c 1000000 /dev/zero > f$i || sleep 0.1; i=$((i+1)); done';

describe.skipIf(skip || probe.limits.memory !== 'enforced')('limits that the kernel holds', () => {
  it('ends what takes too much memory, and says so', async () => {
    const done = await box.run(EAT, { limits: { ...NO_LIMITS, memoryBytes: 128 * MB } });
    expect(done).toMatchObject({ limit: 'out_of_memory', startError: null });
    expect(done.exitCode).not.toBe(0);
  });
  it('counts what lies in shared memory', async () => {
    const limits = { ...NO_LIMITS, memoryBytes: 64 * MB };
    const done = await box.run('head -c 200000000 /dev/zero > /dev/shm/x', { limits });
    expect(done.exitCode).not.toBe(0);
  });
  it('holds a fork bomb, and another sandbox goes on', async () => {
    const other = await testSandbox('healthy');
    try {
      // One that goes on when it is refused: a shell would give up.
      const fork = 'setInterval(()=>{require("child_process").spawn("sleep",["1000"]).on("error",()=>0)},2)';
      const bomb = await box.start(['sh', '-c', node(fork)], {
        limits: { ...NO_LIMITS, pids: 64, cpus: 0.5 },
      });
      await vi.waitFor(async () => expect((await bomb.sample())?.pids).toBeGreaterThan(40), { timeout: 30_000 });
      expect((await bomb.sample())?.pids).toBeLessThanOrEqual(64);
      expect((await other.run('echo fine; ls /usr/bin | wc -l')).stdout).toMatch(/^fine\n\d+\n$/);
      await bomb.kill();
    } finally {
      await other.end();
    }
  });
  it('tells a command that failed for want of processes from one that coped', async () => {
    const limits = { ...NO_LIMITS, pids: 20 };
    const many = 'for i in $(seq 40); do sleep 5 & done';
    expect(await box.run(`${many}; exit 1`, { limits })).toMatchObject({ limit: 'pids_limit' });
    const script =
      'const{spawn}=require("child_process");for(let i=0;i<40;i++)spawn("sleep",["5"]).on("error",()=>0);process.exit(0)';
    expect(await box.run(node(script), { limits: { ...NO_LIMITS, pids: 30 } })).toMatchObject({
      limit: null,
      exitCode: 0,
    });
  });
  it('gives no more CPU than asked for', async () => {
    const child = await box.start(['sh', '-c', 'while :; do :; done & while :; do :; done'], {
      limits: { ...NO_LIMITS, cpus: 0.25 },
    });
    const started = performance.now();
    await vi.waitFor(async () => expect((await child.sample())?.cpuMs).toBeGreaterThan(250), {
      timeout: 10_000,
      interval: 20,
    });
    expect(performance.now() - started).toBeGreaterThan(600);
    await child.kill();
  });
});

describe.skipIf(skip)('limits that are watched', () => {
  it('ends what fills the disk', async () => {
    const limits = { ...NO_LIMITS, diskBytes: 20 * MB };
    expect(await box.run(DISK_FILL, { limits })).toMatchObject({ limit: 'disk_limit' });
  });
  it('ends what fills the disk with files that have no name any more', async () => {
    const limits = { ...NO_LIMITS, diskBytes: 20 * MB };
    const script =
      'for f in 3 4 5 6; do eval "exec $f>/tmp/x; rm /tmp/x; head -c 10000000 /dev/zero >&$f"; done; sleep 1000';
    expect(await box.run(script, { limits })).toMatchObject({ limit: 'disk_limit' });
  });
  it('ends what hides it deeper than a path may be long', async () => {
    const limits = { ...NO_LIMITS, diskBytes: 20 * MB };
    const script =
      'import os\nfor i in range(60):\n  os.mkdir("d"*200); os.chdir("d"*200)\nfor i in range(30):\n  open("f%d"%i,"wb").write(b"x"*1000000)\nimport time; time.sleep(1000)';
    expect(await box.run(`python3 -c '${script}'`, { limits })).toMatchObject({ limit: 'disk_limit' });
  });
  it('lets no single file grow beyond it, not even for a moment or with holes', async () => {
    const limits = { ...NO_LIMITS, diskBytes: 5 * MB };
    expect((await box.run('head -c 8000000 /dev/zero > f; stat -c %s f', { limits })).stdout).toBe('5242880\n');
    expect((await box.run('truncate -s 1T f', { limits })).exitCode).not.toBe(0);
  });
  it('watches memory and processes where there is no control group', async () => {
    const plan = { limitsBy: 'rlimit' as const };
    expect(await box.run(EAT, { plan, limits: { ...NO_LIMITS, memoryBytes: 256 * MB } })).toMatchObject({
      limit: 'out_of_memory',
    });
    const many = 'for i in $(seq 40); do sleep 1000 & done; wait';
    const done = await box.run(many, { plan, limits: { ...NO_LIMITS, pids: 20 } });
    expect(done.limit === 'pids_limit' || done.stderr.includes('fork')).toBe(true);
  });
});

describe.skipIf(skip)('a command', () => {
  it('gets and gives five megabytes unchanged', async () => {
    const data = randomBytes(5 * MB);
    const child = await box.start(['cat']);
    child.streams!.stdin.end(data);
    const hash = createHash('sha256');
    for await (const chunk of child.streams!.stdout) hash.update(chunk as Buffer);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(data).digest('hex'));
    expect(await child.exited).toMatchObject({ exitCode: 0 });
  });
  it.each(['the kernel', 'signals'])('stands still while it is paused by %s', async (by) => {
    const plan = by === 'signals' ? { limitsBy: 'rlimit' as const } : {};
    const child = await box.start(['sh', '-c', 'while :; do echo x >> count; sleep 0.01; done'], { plan });
    const size = async (): Promise<number> => (await stat(path.join(box.ref.workspace, 'count'))).size;
    await vi.waitFor(async () => expect(await size()).toBeGreaterThan(4));
    expect(await child.pause()).toBe(true);
    const before = await size();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await size()).toBe(before);
    expect(await child.resume()).toBe(true);
    await vi.waitFor(async () => expect(await size()).toBeGreaterThan(before));
    await child.kill();
  });
  it('has its use counted: processor, memory, processes, disk', async () => {
    const child = await box.start([
      'sh',
      '-c',
      'head -c 3000000 /dev/zero > f; i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; sleep 1000',
    ]);
    await vi.waitFor(async () => expect((await child.sample())?.diskBytes).toBeGreaterThanOrEqual(3_000_000), {
      timeout: 5000,
    });
    await vi.waitFor(async () => expect((await child.sample())?.cpuMs).toBeGreaterThan(20), { timeout: 5000 });
    expect(await child.sample()).toMatchObject({ sentBytes: 0, receivedBytes: 0 });
    expect((await child.sample())?.memoryBytes).toBeGreaterThan(100_000);
    await child.kill();
    expect((await child.sample())?.cpuMs).toBeGreaterThan(20);
  });
  it('writes over a frozen folder without changing it', async () => {
    const layers = path.join(box.ref.runDir, 'layers');
    const overlay = {
      lower: path.join(layers, 'low'),
      upper: path.join(layers, 'up'),
      work: path.join(layers, 'work'),
      target: '/workspace/deps',
    };
    for (const folder of [overlay.lower, overlay.upper, overlay.work, path.join(box.ref.workspace, 'deps')])
      await mkdir(folder);
    const owner = box.provider.owner();
    await writeFile(path.join(overlay.lower, 'a'), 'base');
    if (owner) for (const folder of [overlay.upper, overlay.lower]) await chown(folder, owner.uid, owner.gid);
    const plan = { overlays: [overlay] };
    expect((await box.run('cat deps/a; echo mine > deps/b; rm deps/a; ls deps', { plan })).stdout).toBe('baseb\n');
    await access(path.join(overlay.lower, 'a'));
    expect((await box.run('cat deps/b', { plan })).stdout).toBe('mine\n');
  });
  it('is there well before a person notices', async () => {
    const times: number[] = [];
    for (let i = 0; i < 20; i += 1) {
      const plan = await box.plan();
      const started = performance.now();
      const child = await box.start(['echo', 'up'], { plan });
      await new Promise((resolve) => child.streams!.stdout.once('data', resolve));
      times.push(performance.now() - started);
      await child.kill();
    }
    const p50 = times.toSorted((a, b) => a - b)[10] ?? Infinity;
    process.stdout.write(`bubblewrap: start p50 ${p50.toFixed(0)} ms\n`);
    expect(p50).toBeLessThan(250);
  });
});
