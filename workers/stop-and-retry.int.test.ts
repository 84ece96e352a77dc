import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunView } from '@/lib/schemas/view';
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

function file(scripts: Record<string, string>, rest: Record<string, unknown> = {}): string {
  const names = Object.keys(scripts);
  return JSON.stringify({
    project: repository.dir,
    task: 'Work.',
    test: 'test -f done.txt',
    variants: names.map((id) => ({ id, agent: id })),
    agents: Object.fromEntries(names.map((id) => [id, { command: ['sh', '-c', scripts[id]], output: 'text' }])),
    ...rest,
  });
}

async function current(experimentId: string, key: string): Promise<RunView | undefined> {
  const view = await product.bakeoff.experiments.get(experimentId);
  return view?.runs.find((run) => !run.superseded && run.variant.key === key);
}

it('stops the agent of a run that no worker has taken over yet', async () => {
  const worker = await product.startWorker();
  const id = await product.launch(file({ slow: 'sleep 300' }));
  await waitUntil(
    async () =>
      (await current(id, 'slow'))?.timestamps.agentStarted != null || (await current(id, 'slow'))?.status === 'running',
    'the agent',
  );
  const runId = (await current(id, 'slow'))!.id;
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  // As the take-over leaves it for a moment, or for longer where all places are taken.
  await product.deps.db.prisma.run.update({ where: { id: runId }, data: { workerId: null } });
  await product.bakeoff.runs.cancel(runId);
  const other = await product.startWorker();
  await product.deps.db.prisma.$transaction((tx) => product.deps.queue.send(tx, { type: 'run', runId }));
  await product.settled(id);
  expect(await current(id, 'slow')).toMatchObject({ status: 'cancelled' });
  expect(await product.deps.sandboxes.sweep(runId)).toBe(0);
  other.kill('SIGKILL');
  await once(other, 'exit');
});

it('makes one new run of two retries at the same time', async () => {
  await product.startWorker();
  const view = await product.run(file({ red: 'true' }));
  const runId = view.runs[0]!.id;
  const results = await Promise.all([product.bakeoff.runs.retry(runId), product.bakeoff.runs.retry(runId)]);
  expect(results.filter((result) => result.ok)).toHaveLength(1);
  expect(results.find((result) => !result.ok)).toMatchObject({ error: { type: 'superseded' } });
  const after = await product.settled(view.id);
  expect(after.runs).toHaveLength(2);
});

it('runs again what lost a competition when a person asks for it', async () => {
  const view = await product.run(file({ quick: 'touch done.txt', red: 'true' }, { strategy: 'competitive' }));
  const red = view.runs.find((run) => run.variant.key === 'red')!;
  const retried = await product.bakeoff.runs.retry(red.id);
  expect(retried.ok).toBe(true);
  await product.settled(view.id);
  expect(await current(view.id, 'red')).toMatchObject({ status: 'failed', error: { type: 'gate_failed' } });
});
