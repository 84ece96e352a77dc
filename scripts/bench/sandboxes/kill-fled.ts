import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSandboxBench, type SandboxBench } from '@/lib/testing/sandbox-bench';
import { waitUntil } from '@/lib/testing/wait';
import type { Measured } from '@/scripts/bench/sandboxes/row';

const PROVIDERS = ['process', 'bubblewrap', 'docker'] as const;
const LOOK_MS = 10;
const GIVE_UP_MS = 10_000;

/** A time to sleep that nobody else sleeps, so that its processes are found whatever they made of themselves. */
let mark = 4_000_000 + (process.pid % 1_000_000);

/** From the kill of a run until none of its processes is left, those included that got away from it. */
export async function killFled(runs: number): Promise<Measured[]> {
  const rows: Measured[] = [];
  for (const name of PROVIDERS) {
    const bench = await createSandboxBench(name, existsSync('/dev/shm') ? { folder: '/dev/shm' } : {});
    if (!bench) continue;
    try {
      const samples: number[] = [];
      for (let round = 0; round < runs; round += 1) samples.push(await killOnce(bench));
      const what = `kill of a run with daemons that fled: ${name}`;
      rows.push({ what, unit: 'ms', bar: '< 1000 ms', limits: { max: 1000 }, samples });
    } finally {
      await bench.cleanup();
    }
  }
  return rows;
}

async function killOnce(bench: SandboxBench): Promise<number> {
  mark += 1;
  const nap = `sleep ${mark}`;
  const script = [
    `setsid ${nap} &`,
    // Twice, so that its parent is gone, and deaf to everything polite.
    `setsid sh -c "trap '' TERM HUP INT; (trap '' TERM; ${nap}; ${nap}) & exit 0" &`,
    `env -i setsid ${nap} &`,
    `echo up; while :; do ${nap}; done`,
  ].join('\n');
  const ref = await bench.create();
  const run = await bench.run(ref, script);
  await waitUntil(async () => (await alive(nap)).length >= 4, 'all of its processes');
  const startedAt = performance.now();
  await run.send({ type: 'cancel' });
  let left = await alive(nap);
  while (left.length > 0 && performance.now() - startedAt < GIVE_UP_MS) {
    await sleep(LOOK_MS);
    left = await alive(nap);
  }
  const ms = performance.now() - startedAt;
  for (const pid of left) process.kill(pid, 'SIGKILL');
  await run.exit();
  await bench.sandboxes.destroy(ref.id);
  return ms;
}

/** Running programs of this name, also in other pid namespaces: the host sees them all. */
async function alive(command: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      // A program that has ended has no command line any more, also before somebody takes notice of its end.
      const line = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
      return line.replaceAll('\0', ' ').trim().endsWith(command) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}
