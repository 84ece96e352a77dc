import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';
import { createTestProduct, type TestProduct } from '@/lib/testing/product';
import { waitUntil } from '@/lib/testing/wait';

let product: TestProduct;
let repository: TempRepository;

beforeAll(async () => {
  product = await createTestProduct();
  repository = await createTempRepository({ 'a.txt': 'a\n' });
});
afterAll(async () => {
  await product.cleanup();
  await repository.cleanup();
});

function file(script: string): string {
  return JSON.stringify({
    project: repository.dir,
    task: 'Work.',
    variants: [{ id: 'one', agent: 'one' }],
    agents: { one: { command: ['sh', '-c', script], output: 'text' } },
  });
}

async function runOf(experimentId: string) {
  const view = await product.bakeoff.experiments.get(experimentId);
  const run = view?.runs[0];
  if (!run) throw new Error('no run');
  return run;
}

it('ends a run whose checkout is gone, and starts no second agent for it', async () => {
  const worker = await product.startWorker();
  const id = await product.launch(file('sleep 300'));
  await waitUntil(async () => (await runOf(id)).status === 'running', 'the agent');
  const { id: runId } = await runOf(id);
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  await product.deps.sandboxes.destroy(runId);
  await rm(product.deps.paths.sandbox(runId), { recursive: true, force: true });
  await product.startWorker();
  await product.settled(id);
  expect(await runOf(id)).toMatchObject({ status: 'failed', error: { type: 'system' } });
  expect(await product.deps.sandboxes.open(runId)).toBeNull();
});

it('decides what follows from a run that ended just before its worker died', async () => {
  await product.startWorker();
  const { id } = await product.run(file('true'));
  const { prisma } = product.deps.db;
  // What a crash between the two leaves: the run is over, the experiment knows nothing of it.
  await prisma.experiment.update({ where: { id }, data: { status: 'running', endedAt: null } });
  const runId = (await runOf(id)).id;
  await prisma.$transaction((tx) => product.deps.queue.send(tx, { type: 'run', runId }));
  const view = await product.settled(id);
  expect(view.status).toBe('done');
});
