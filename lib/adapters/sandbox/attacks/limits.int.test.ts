/** Bombs: each is ended by the limit it runs into, beside a neighbour that goes on undisturbed. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findTagged } from '@/lib/adapters/process/process-table';
import type { PlanRequest, SandboxCommandResult, SandboxRef } from '@/lib/core/ports';
import type { LimitHit } from '@/lib/core/sandbox';
import { RUN_TAG, RUNNER_FILES } from '@/lib/schemas/runner';
import { createSandboxBench, type SandboxBench } from '@/lib/testing/sandbox-bench';

const MB = 1024 * 1024;
const NONE: PlanRequest['limits'] = { cpus: null, memoryBytes: null, pids: null, diskBytes: null };
/** Two cores, other tests beside it, and a bomb that is allowed one core. */
const MOST_TIMES_SLOWER = 3;
/** A step's share of noise on a busy machine. */
const GRACE_MS = 60;

type Bomb = { name: string; script: string; limits: Partial<PlanRequest['limits']>; limit: LimitHit };
/** Each stops by itself well after its limit: a limit that is broken must fail the test and not the machine. */
const BOMBS: Bomb[] = [
  {
    name: 'forks without end',
    // It stays full for a while before it gives up: an engine is looked at once a second.
    script: `node -e 'const{spawn}=require("child_process");let end,n=0;setInterval(()=>{if(n++>30)process.exit(1);for(let i=0;i<20;i++)spawn("sh",["-c","sleep 30 & sleep 30"]).on("error",()=>end??=setTimeout(()=>process.exit(1),2500))},150)'`,
    limits: { pids: 60, cpus: 1 },
    limit: 'pids_limit',
  },
  {
    name: 'fills the memory',
    script: `node -e 'const a=[];while(a.length<120)a.push(Buffer.alloc(8e6,1));process.exit(1)'`,
    limits: { memoryBytes: 128 * MB },
    limit: 'out_of_memory',
  },
  {
    name: 'fills the memory through shared memory',
    script:
      'head -c 400000000 /dev/zero > /dev/shm/x & head -c 400000000 /dev/zero | tail -c 400000000 > /dev/null; wait; exit 1',
    limits: { memoryBytes: 96 * MB },
    limit: 'out_of_memory',
  },
  {
    name: 'fills the disk',
    script:
      'i=0; while [ $i -lt 400 ]; do head -c 1000000 /dev/zero > f$i || sleep 0.1; i=$((i+1)); done; sleep 10; exit 1',
    limits: { diskBytes: 24 * MB, cpus: 1 },
    limit: 'disk_limit',
  },
  {
    name: 'fills the folder for temporary files',
    script:
      'i=0; while [ $i -lt 400 ]; do head -c 1000000 /dev/zero > /tmp/f$i || sleep 0.1; i=$((i+1)); done; sleep 10; exit 1',
    limits: { diskBytes: 24 * MB, cpus: 1 },
    limit: 'disk_limit',
  },
  {
    name: 'makes files without end that hold nothing',
    script: `node -e 'const fs=require("fs");let n=0;setInterval(()=>{if(n<40000)for(let i=0;i<300;i++)fs.closeSync(fs.openSync("e"+n++,"w"))},10)'`,
    limits: { diskBytes: 24 * MB, cpus: 1 },
    limit: 'disk_limit',
  },
];

/** Steady work: a small job for the processor, its duration printed, until it has done enough of it. */
const STEADY = (steps: number): string =>
  `node -e 'let n=0,d=[];const step=()=>{const t=performance.now();let s=0;for(let i=0;i<4e6;i++)s+=i%7;require("fs").writeFileSync("count",String(++n));` +
  `d.push(performance.now()-t);if(n<${steps})setTimeout(step,20);else{d.sort((a,b)=>a-b);console.log(d[d.length>>1])}};step()'`;

describe.each(['bubblewrap', 'docker'] as const)('%s', (name) => {
  let bench: SandboxBench | null = null;
  let alone: number;
  beforeAll(async () => {
    bench = await createSandboxBench(name);
    if (bench) alone = median(await bench.exec(await bench.create(), STEADY(20)));
  }, 120_000);
  beforeEach((test) => {
    if (!bench) test.skip(`${name} is not available here`);
  });
  afterAll(async () => bench?.cleanup());

  const nothingIsLeft = async (there: SandboxBench, id: string): Promise<void> => {
    await there.sandboxes.destroy(id);
    expect(await findTagged({ name: RUN_TAG, value: id })).toEqual([]);
    expect(await there.sandboxes.list()).not.toContain(id);
    expect(await readdir(there.paths.sandboxes)).not.toContain(id);
    expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(`/${id}/`);
  };

  it.each(BOMBS)(
    '$name: it is ended for that, and its neighbour is not disturbed',
    async ({ script, limits, limit }) => {
      if (!bench) return;
      const [bomber, healthy] = await Promise.all([bench.create(), bench.create()]);
      const work = bench.exec(healthy, STEADY(60));
      const bomb = await bench.exec(bomber, script, { plan: { limits: { ...NONE, ...limits } } });
      const done = await work;
      expect(bomb).toMatchObject({ limit, timedOut: false });
      expect(done).toMatchObject({ exitCode: 0, limit: null });
      expect(await readFile(`${healthy.workspace}/count`, 'utf8')).toBe('60');
      expect(median(done)).toBeLessThan(alone * MOST_TIMES_SLOWER + GRACE_MS);
      await nothingIsLeft(bench, bomber.id);
      await nothingIsLeft(bench, healthy.id);
    },
  );

  it('lets no single file grow beyond the limit, not even one of holes', async () => {
    if (!bench) return;
    const ref = await bench.create();
    const script = `node -e 'require("fs").truncateSync(require("fs").openSync("f","w"), 2**40)'; stat -c %s f`;
    const bounded = await bench.exec(ref, script, { plan: { limits: { ...NONE, diskBytes: 10 * MB } } });
    expect(Number(bounded.stdout)).toBeLessThanOrEqual(10 * MB);
    expect((await bench.exec(ref, script)).stdout).toBe(`${2 ** 40}\n`);
    await nothingIsLeft(bench, ref.id);
  });

  it('keeps the middle of a flood of output out of its own memory', async () => {
    if (!bench) return;
    const flood = name === 'docker' ? 150 : 300;
    const ref: SandboxRef = await bench.create();
    const before = process.memoryUsage().rss;
    const done = await bench.exec(ref, `head -c ${flood}000000 /dev/zero | tr "\\0" x; echo; echo end`, {
      timeoutMs: 60_000,
    });
    expect(done).toMatchObject({ exitCode: 0, timedOut: false });
    expect(done.stdout.length).toBeLessThan(500_000);
    expect(done.stdout.endsWith('end\n')).toBe(true);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * MB);
  });

  it('writes no more than it may of an agent that talks without end', async () => {
    if (!bench) return;
    const ref = await bench.create();
    const script =
      'i=0; while [ $i -lt 60 ]; do head -c 3000000 /dev/zero | tr "\\0" x; echo; i=$((i+1)); done; echo end';
    const exit = await (await bench.run(ref, script)).exit();
    expect(exit.outcome).toBe('completed');
    const events = await stat(`${ref.runDir}/${RUNNER_FILES.events}`).catch(() => null);
    expect(events?.size ?? 0).toBeGreaterThan(1000);
    expect(events?.size ?? 0).toBeLessThan(80 * MB);
    await bench.sandboxes.destroy(ref.id);
  });

  it('outlives an agent that ends its parent, the first process and all it can see', async () => {
    if (!bench) return;
    const ref = await bench.create();
    const all = 'for p in /proc/[0-9]*; do p=${p#/proc/}; [ $p = $$ ] || kill -9 $p; done';
    // Where it sees more than a sandbox holds, it must not end anything at all.
    const guard = '[ $(ls -d /proc/[0-9]* | wc -l) -lt 12 ] || exit 9';
    const exit = await (await bench.run(ref, `${guard}; trap "" TERM; kill -9 $PPID 1; ${all}; echo survived`)).exit();
    expect(exit).toMatchObject({ outcome: 'completed', summary: 'survived' });
    await nothingIsLeft(bench, ref.id);
  });
});

/** Without a namespace of its own, the agent's parent is the runner: what the test above would be without its defence. */
it('does not outlive it where nothing isolates', async () => {
  const bench = await createSandboxBench('process');
  if (!bench) throw new Error('Processes can be started everywhere.');
  const ref = await bench.create();
  const run = await bench.run(ref, 'echo up; kill -9 $PPID; sleep 30');
  await expect.poll(() => bench.sandboxes.isRunnerAlive(ref), { timeout: 20_000 }).toBe(false);
  expect(JSON.stringify((await run.events()).lines)).not.toContain('"completed"');
  await bench.cleanup();
});

function median(done: SandboxCommandResult): number {
  const value = Number(done.stdout);
  if (!(value > 0)) throw new Error(`It did not do its work: ${done.output.slice(-500)}`);
  return value;
}
