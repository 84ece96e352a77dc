import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from './product.mjs';
import { makeRepository } from './repository.mjs';
import { toRow } from './report.mjs';

/** From the use case that the button calls until the agent's own process is there; both clocks are this host's. */
export async function launchToAgent({ product, runs = 25 }) {
  const project = await makeRepository({ files: 5000 });
  const stamp = path.join(await makeFolder(), 'started');
  const file = {
    name: 'launch',
    project,
    task: 'Say when you started.',
    test: 'true',
    variants: [{ id: 'one', agent: 'stamp' }],
    agents: { stamp: { command: ['sh', '-c', `date +%s%N > ${stamp}`], output: 'text' } },
  };
  const once = async () => {
    await rm(stamp, { force: true });
    const pressedAt = performance.timeOrigin + performance.now();
    const id = await product.launch(file);
    const launchedAt = performance.timeOrigin + performance.now();
    const view = await product.settled(id);
    const startedAt = Number(await readFile(stamp, 'utf8')) / 1e6;
    const { preparing, agentStarted } = view.runs[0].timestamps;
    return {
      total: startedAt - pressedAt,
      launched: launchedAt - pressedAt,
      preparing: Date.parse(preparing) - pressedAt,
      spawning: Date.parse(agentStarted) - pressedAt,
    };
  };
  // The first ones import the project and fill caches.
  for (let index = 0; index < 3; index += 1) await once();
  const times = [];
  for (let index = 0; index < runs; index += 1) times.push(await once());
  return [
    toRow({
      what: 'launch to agent process, 5,000 files',
      bar: 'p50 < 450, p95 < 1000 ms',
      limits: { p50: 450, p95: 1000 },
      samples: times.map((time) => time.total),
      details: times,
    }),
  ];
}
