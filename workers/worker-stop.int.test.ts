import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findTagged } from '@/lib/adapters/process/process-table';
import { RUN_TAG } from '@/lib/schemas/runner';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';
import { createTestProduct, type TestProduct } from '@/lib/testing/product';
import { waitUntil } from '@/lib/testing/wait';
import { cancelEverything } from '@/workers/supervisor/cancel-everything';

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

function file(test: string, rest: Record<string, unknown> = {}): string {
  return JSON.stringify({
    project: repository.dir,
    task: 'Work.',
    test,
    variants: [{ id: 'one', agent: 'one' }],
    agents: { one: { command: ['true'], output: 'text' } },
    ...rest,
  });
}

async function processesOf(id: string): Promise<number> {
  return (await findTagged({ name: RUN_TAG, value: id })).length;
}

it('leaves no command of the contract behind when its worker is stopped', async () => {
  const worker = await product.startWorker();
  const id = await product.launch(file('sleep 300'));
  const runId = (await product.bakeoff.experiments.get(id))?.runs[0]?.id ?? '';
  await waitUntil(async () => (await processesOf(`${id}-base`)) > 0, 'the gate on the base');
  await waitUntil(async () => (await processesOf(`${runId}-judge`)) > 0, 'the gate on the run');
  worker.kill('SIGTERM');
  await once(worker, 'exit');
  expect(await processesOf(`${id}-base`)).toBe(0);
  expect(await processesOf(`${runId}-judge`)).toBe(0);
  // Nobody judged it: being stopped is no verdict.
  expect((await product.bakeoff.experiments.get(id))?.runs[0]).toMatchObject({ status: 'judging', success: null });
  await product.bakeoff.experiments.cancel(id);
});

it('leaves the choice to the person when everything is stopped', async () => {
  await product.startWorker();
  const view = await product.run(file('true', { select: { by: 'person' } }));
  expect(view.status).toBe('needs_person');
  await cancelEverything(product.bakeoff, 1000);
  expect((await product.bakeoff.experiments.get(view.id))?.status).toBe('needs_person');
});
