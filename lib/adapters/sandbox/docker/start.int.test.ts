import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startEngine, type TestEngine } from '@/lib/testing/engine';
import { engineSandbox, runToEnd, type EngineSandbox } from '@/lib/testing/engine-sandbox';
import { openEngine } from './engine';

describe.each(['docker', 'podman'] as const)('a container of %s', (kind) => {
  let engine: TestEngine | null;
  let box: EngineSandbox;

  beforeAll(async () => {
    engine = await startEngine(kind);
  }, 240_000);
  beforeEach(async (test) => {
    if (!engine) test.skip();
    else box = await engineSandbox(engine, `t-${kind}`);
  });
  afterEach(async () => {
    if (engine) expect(await box.end()).toEqual([]);
  });

  it('keeps the streams apart and gives the exit code', async () => {
    const done = await box.run('echo out; echo err >&2; pwd; exit 7');
    expect(done).toMatchObject({ exitCode: 7, stdout: 'out\n/workspace\n', stderr: 'err\n', startError: null });
  });

  it('loses no output when it is taken down right at its end', async () => {
    const results = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const child = await box.start(['sh', '-c', 'seq 1 20000; exit 3']);
        const said = text(child.streams!.stdout);
        const { exitCode } = await child.exited;
        await child.kill();
        return { exitCode, last: (await said).slice(-7) };
      }),
    );
    expect(results).toEqual(results.map(() => ({ exitCode: 3, last: '\n20000\n' })));
  });

  it('loses no output when it ended before its input was written', async () => {
    const child = await box.start(['echo', 'out']);
    // Nothing is read while this thread stands still, as it does on a busy host.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
    child.streams!.stdin.end('nobody reads this');
    expect(await runToEnd(child)).toMatchObject({ stdout: 'out\n', exitCode: 0 });
  });

  it('passes five megabytes through unchanged', async () => {
    const data = randomBytes(5 * 1024 * 1024);
    const child = await box.start(['cat']);
    child.streams!.stdin.end(data);
    const hash = createHash('sha256');
    for await (const chunk of child.streams!.stdout) hash.update(chunk as Buffer);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(data).digest('hex'));
    expect((await child.exited).exitCode).toBe(0);
  });

  it('hands over input that comes after the start, and its end', async () => {
    const child = await box.start(['sh', '-c', 'read line; echo "got $line"; cat; exit 3']);
    const said = text(child.streams!.stdout);
    child.streams!.stdin.write('first\n');
    child.streams!.stdin.write('second\n');
    child.streams!.stdin.end();
    expect(await said).toBe('got first\nsecond\n');
    expect((await child.exited).exitCode).toBe(3);
  });

  // podman takes the name, and starts its usual one.
  it.runIf(kind === 'podman')('starts in no weaker runtime than it was told', async () => {
    await expect(box.plan({ runtime: 'runsc' })).rejects.toThrow(/podman ignores/);
  });

  it.runIf(kind === 'docker')('runs in another runtime when told to', async (test) => {
    const unknown = await box.start(['true'], { runtime: 'no-such-runtime' });
    expect((await unknown.exited).startError).toContain('no-such-runtime');
    const info = (await openEngine(engine!.socket).docker.info()) as { Runtimes?: Record<string, unknown> };
    if (!info.Runtimes?.runsc) test.skip('gVisor (runsc) is not there');
    const done = await box.run('dmesg; echo hi > /workspace/f; cat /workspace/f; id -u', { runtime: 'runsc' });
    expect(done).toMatchObject({ exitCode: 0, startError: null });
    expect(done.stdout).toMatch(/Starting gVisor[^]*\nhi\n61000\n$/);
  });

  it('says why it could not start', async () => {
    const missing = await box.start(['sh', '-c', 'true'], { image: 'localhost/no-such-image:1' });
    expect((await missing.exited).startError).toMatch(/no-such-image/);
    expect(missing.streams).toBeNull();
    const program = await runToEnd(await box.start(['/no/such/program']));
    expect(program.exitCode).toBeGreaterThan(0);
    expect(program.stderr).toMatch(/no such file/i);
  });

  it('ends at a signal, and is paused', async () => {
    const child = await box.start(['node', '-e', 'let n=0; setInterval(() => console.log(n++), 20)']);
    let seen = '';
    child.streams!.stdout.on('data', (data: Buffer) => (seen += String(data)));
    await vi.waitFor(() => expect(seen).toContain('3\n'), 10_000);
    expect(await child.pause()).toBe(true);
    const sample = await child.sample();
    expect(sample?.memoryBytes).toBeGreaterThan(1e6);
    const at = seen.length;
    // Time for what was under way to arrive, and for ten more lines, were it not paused.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const paused = seen.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(seen.length).toBe(paused);
    expect(at).toBeLessThanOrEqual(paused);
    expect(await child.resume()).toBe(true);
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(paused));
    child.terminate();
    expect((await child.exited).exitCode).toBe(143);
    expect(await child.pause()).toBe(false);
  });

  it('is gone with all that fled from it, also while it is paused', async () => {
    const marker = `sleep 98${kind === 'docker' ? 1 : 2}`;
    const child = await box.start(['sh', '-c', `setsid ${marker} & (setsid env -i ${marker} &) ; ${marker}`]);
    const listed = async (): Promise<number> => (await processes()).filter((line) => line === marker).length;
    await vi.waitFor(async () => expect(await listed()).toBe(3), 5000);
    await child.pause();
    const startedAt = Date.now();
    await child.kill();
    expect(Date.now() - startedAt).toBeLessThan(2000);
    expect(await listed()).toBe(0);
    expect((await child.exited).exitCode).not.toBe(0);
    await child.kill();
  });
});

async function processes(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.map((line) => line.replaceAll('\0', ' ').trim());
}
