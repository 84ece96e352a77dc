import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';
import { createTestProduct, type TestProduct } from '@/lib/testing/product';

let product: TestProduct;
let repository: TempRepository;

beforeAll(async () => {
  product = await createTestProduct();
  repository = await createTempRepository({ 'a.txt': 'a\n' });
  await product.startWorker();
});
afterAll(async () => {
  await product.cleanup();
  await repository.cleanup();
});

/** `printf` for a shell: a NUL byte between two words. */
const NUL = String.raw`printf 'before\000after\n'`;

it.each([
  { what: 'an agent', agent: NUL, gate: 'true', setup: '' },
  { what: 'a gate', agent: 'echo hi', gate: NUL, setup: '' },
  { what: 'the set-up', agent: 'echo hi', gate: 'true', setup: NUL },
])('takes a NUL byte in the output of $what, which the database could not store', async ({ agent, gate, setup }) => {
  const view = await product.run(
    JSON.stringify({
      project: repository.dir,
      task: 'Print.',
      ...(setup ? { sandbox: { setup } } : {}),
      contract: {
        gates: [{ name: 'own', run: gate }],
        metrics: [{ name: 'm', run: `${NUL}; exit 1`, read: 'duration', unit: 'ms', better: 'lower' }],
      },
      variants: [{ id: 'one', agent: 'one' }],
      agents: { one: { command: ['sh', '-c', agent], output: 'text' } },
    }),
  );
  const run = view.runs[0];
  expect(run).toMatchObject({ status: 'passed', error: null });
  expect(view.base.status).toBe('done');
});

it('takes half of a surrogate pair, which JSON can say and the database cannot', async () => {
  const line = JSON.stringify({
    type: 'assistant',
    message: { id: 'm1', content: [{ type: 'text', text: 'half HALF and text' }] },
  }).replace('HALF', String.raw`\ud83d`);
  const view = await product.run(
    JSON.stringify({
      project: repository.dir,
      task: 'Print.',
      variants: [{ id: 'one', agent: 'one' }],
      agents: { one: { command: ['printf', '%s\n', line], output: 'claude-stream-json' } },
    }),
  );
  expect(view.runs[0]?.error?.type).not.toBe('system');
});
