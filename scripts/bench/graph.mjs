import { makeRepository } from './repository.mjs';
import { toRow } from './report.mjs';

const CHAIN = 12;
const TASKS = 100;
const AT_ONCE = 20;

/** Each task says when its own first process started; the one before it had ended when its row says so. */
export async function handOver({ product, runs = 3 }) {
  const project = await makeRepository({ files: 50 });
  const variants = Array.from({ length: CHAIN }, (_, index) => ({
    id: `t${index}`,
    agent: 'stamp',
    ...(index === 0 ? {} : { dependsOn: [`t${index - 1}`] }),
  }));
  const file = {
    name: 'chain',
    project,
    task: 'Say when you started.',
    strategy: 'graph',
    variants,
    agents: { stamp: { command: ['bash', '--norc', '-c', 'echo "${EPOCHREALTIME:-$(date +%s.%N)}"'], output: 'text' } },
  };
  const samples = [];
  for (let index = 0; index < runs; index += 1) {
    const view = await product.run(file);
    const chain = variants.map(({ id }) => passedRun(view, id));
    for (const [place, run] of chain.entries()) {
      const before = chain[place - 1];
      if (!before) continue;
      const startedAt = Number(run.summary.trim().replace(',', '.')) * 1000;
      samples.push(startedAt - Date.parse(before.timestamps.agentEnded));
    }
  }
  return [toRow({ what: "a task's end to its dependant's agent", bar: 'p50 < 500 ms', limits: { p50: 500 }, samples })];
}

export async function hundredTasks({ product, runs = 3 }) {
  const project = await makeRepository({ files: 50 });
  const file = {
    name: 'hundred',
    project,
    task: 'Nothing.',
    strategy: 'graph',
    limits: { maxParallel: AT_ONCE },
    variants: Array.from({ length: TASKS }, (_, index) => ({ id: `t${index}`, agent: 'nothing' })),
    agents: { nothing: { command: ['true'], output: 'text' } },
  };
  const samples = [];
  for (let index = 0; index < runs; index += 1) {
    const startedAt = performance.now();
    const view = await product.run(file);
    samples.push((performance.now() - startedAt) / 1000);
    for (const { id } of file.variants) passedRun(view, id);
  }
  const what = `${TASKS} tasks that do nothing, ${AT_ONCE} at once`;
  return [toRow({ what, unit: 's', bar: '< 40 s', limits: { max: 40 }, samples })];
}

function passedRun(view, key) {
  const run = view.runs.find((each) => each.variant.key === key);
  if (run?.status !== 'passed') throw new Error(`${key} ended as ${run?.status}. ${run?.error?.message ?? ''}`);
  return run;
}
