import { input, passed, run, stage, variant } from '@/lib/core/schedule/fixtures';
import { schedule } from '@/lib/core/schedule/schedule';
import type { Measured } from '@/scripts/bench/sandboxes/row';

const TASKS = 1000;
const EDGES = 5000;
/** How many tasks are over: at the start, in the middle, near the end. */
const PROGRESS = [0, 300, 700];

/** One decision about a large graph, as it comes after each change. */
export function scheduleLargeGraph(runs: number): Promise<Measured[]> {
  const variants = dependencies().map((needs, index) => variant(`t${index}`, { dependsOn: [...needs] }));
  const limits = { maxParallel: 20, failFast: false };
  const samples: number[] = [];
  for (const over of PROGRESS) {
    const states = variants.map(({ key }, index) => run(key, index < over ? passed : {}));
    const state = input([stage(variants, { type: 'graph' })], states, { limits });
    for (let round = 0; round < runs; round++) {
      const startedAt = performance.now();
      schedule(state);
      samples.push(performance.now() - startedAt);
    }
  }
  const what = 'decision about 1,000 tasks with 5,000 dependencies';
  return Promise.resolve([{ what, unit: 'ms', bar: 'p50 < 20 ms', limits: { p50: 20 }, samples }]);
}

/** The same graph each time: every task depends on earlier ones only. */
function dependencies(): Set<string>[] {
  const needs = Array.from({ length: TASKS }, () => new Set<string>());
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  for (let edges = 0; edges < EDGES;) {
    const to = 1 + random(TASKS - 1);
    const from = `t${random(to)}`;
    if (needs[to]?.has(from)) continue;
    needs[to]?.add(from);
    edges++;
  }
  return needs;
}
