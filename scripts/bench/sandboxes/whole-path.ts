import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { bundleCommand } from '@/lib/core/bundle-command';
import { createSandboxBench, type SandboxBench } from '@/lib/testing/sandbox-bench';
import { allAtOnce, type Measured } from '@/scripts/bench/sandboxes/row';

const VARIANTS = 8;
const PROVIDERS = [
  { name: 'bubblewrap', seconds: 1.5 },
  { name: 'docker', seconds: 5 },
] as const;

const TEST = "import { test } from 'node:test';\ntest('is there', () => {});\n";

/** From eight agents' starts to eight results that were judged in fresh sandboxes. */
export async function wholePath(runs: number): Promise<Measured[]> {
  const rows: Measured[] = [];
  for (const { name, seconds } of PROVIDERS) {
    const bench = await createSandboxBench(name, existsSync('/dev/shm') ? { folder: '/dev/shm' } : {});
    if (!bench) continue;
    try {
      const sha = await commitTest(bench);
      const rounds: Round[] = [];
      // The first one freezes the base.
      for (let round = -1; round < runs; round += 1) {
        const made = await oneRound({ bench, sha, round });
        if (round >= 0) rounds.push(made);
      }
      const what = `${VARIANTS} variants from start to judged result: ${name}`;
      const samples = rounds.map((made) => made.seconds);
      rows.push({ what, unit: 's', bar: `p50 < ${seconds} s`, limits: { p50: seconds }, samples, details: rounds });
    } finally {
      await bench.cleanup();
    }
  }
  return rows;
}

async function commitTest(bench: SandboxBench): Promise<string> {
  const { project: repoPath, hub } = bench;
  const git = async (...args: string[]): Promise<void> => {
    const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@localhost'];
    await promisify(execFile)('git', ['-C', repoPath, ...identity, ...args]);
  };
  await writeFile(path.join(repoPath, 'a.test.mjs'), TEST);
  await git('add', '-A');
  await git('commit', '-qm', 'test');
  const imported = await bench.git.importCommit({ hub, repoPath, ref: null });
  if (!imported.ok) throw new Error(imported.error.message);
  return imported.value.sha;
}

type Step = 'create' | 'agent' | 'bundle' | 'import' | 'capture' | 'fresh' | 'test';
type Round = { seconds: number } & Record<Step, number>;

/** Milliseconds of each step: the mean of the variants, all of which are in it at a time. */
async function oneRound(input: { bench: SandboxBench; sha: string; round: number }): Promise<Round> {
  const { bench, sha, round } = input;
  const { ms, all } = await allAtOnce(VARIANTS, (index) => onePath({ bench, sha, name: `${round + 1}-${index}` }));
  for (const { ids } of all) for (const id of ids) await bench.sandboxes.destroy(id);
  const mean = (step: Step): number => Math.round(all.reduce((sum, { steps }) => sum + steps[step], 0) / all.length);
  const steps = ['create', 'agent', 'bundle', 'import', 'capture', 'fresh', 'test'] as const;
  return {
    seconds: ms / 1000,
    ...(Object.fromEntries(steps.map((step) => [step, mean(step)])) as Record<Step, number>),
  };
}

type Path = { bench: SandboxBench; sha: string; name: string };

async function onePath({ bench, sha, name }: Path): Promise<{ ids: string[]; steps: Record<Step, number> }> {
  const { git, hub } = bench;
  const steps: Record<Step, number> = { create: 0, agent: 0, bundle: 0, import: 0, capture: 0, fresh: 0, test: 0 };
  const timed = async <T>(step: Step, work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const value = await work();
    steps[step] = performance.now() - startedAt;
    return value;
  };
  const ref = await timed('create', () => bench.create({ sha }));
  const run = async (step: Step, at: typeof ref, command: string): Promise<void> => {
    const done = await timed(step, () => bench.exec(at, command));
    if (done.exitCode !== 0) throw new Error(`${step} ended with ${done.exitCode}:\n${done.output}`);
  };
  await run('agent', ref, `echo ${name} > made.txt && git add made.txt && git commit -qm ${name}`);
  await run('bundle', ref, `${bundleCommand(sha)} > "$TMPDIR/out.bundle"`);
  const bundle = path.join(ref.runDir, 'tmp/out.bundle');
  const agentRef = `refs/bakeoff-agent/e/v/${name}`;
  const kept = await timed('import', () => git.exportCommits({ hub, bundle, baseSha: sha, ref: agentRef }));
  if (!kept.ok || kept.value.commits !== 1) throw new Error(`The bundle was not taken: ${JSON.stringify(kept)}`);
  const scratch = path.join(ref.runDir, 'scratch');
  await mkdir(scratch, { recursive: true });
  const result = await timed('capture', () =>
    git.capture({
      hub,
      dir: ref.workspace,
      startSha: sha,
      ref: `refs/bakeoff/e/v/${name}`,
      message: 'Result\n',
      exclude: [],
      scratch,
    }),
  );
  const fresh = await timed('fresh', () => bench.create({ sha: result.sha, fromSha: sha }));
  await run('test', fresh, `test "$(cat made.txt)" = ${name} && node --test a.test.mjs`);
  return { ids: [ref.id, fresh.id], steps };
}
