import { makeRepository } from './repository.mjs';
import { toRow } from './report.mjs';

const VARIANTS = 10;

export async function tenInParallel({ product, runs = 3 }) {
  const project = await makeRepository({ files: 50 });
  const file = {
    name: 'ten',
    project,
    task: 'Sleep.',
    test: 'true',
    strategy: 'parallel',
    limits: { maxParallel: VARIANTS },
    variants: Array.from({ length: VARIANTS }, (_, index) => ({ id: `v${index}`, agent: 'sleeper' })),
    agents: { sleeper: { command: ['sh', '-c', 'sleep 10; echo done > done.txt'], output: 'text' } },
  };
  const times = [];
  for (let index = 0; index < runs; index += 1) {
    const startedAt = performance.now();
    const view = await product.run(file);
    times.push((performance.now() - startedAt) / 1000);
    const passed = view.runs.filter((run) => run.status === 'passed').length;
    if (passed !== VARIANTS) throw new Error(`Only ${passed} of ${VARIANTS} runs passed.`);
  }
  return [
    toRow({ what: '10 variants that sleep 10 s', unit: 's', bar: '< 13 s', limits: { max: 13 }, samples: times }),
  ];
}
