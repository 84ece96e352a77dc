import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';
import { createTestProduct, type TestProduct } from '@/lib/testing/product';
import { waitUntil } from '@/lib/testing/wait';

let product: TestProduct;
let repository: TempRepository;

beforeAll(async () => {
  product = await createTestProduct();
  repository = await createTempRepository({
    'count.mjs': `let text = '';
for await (const piece of process.stdin) text += piece;
const result = JSON.parse(text);
console.log(result.runs.map((run) => run.variant + ':' + run.status).join(' ') + ' of ' + result.status);
`,
  });
});
afterAll(async () => {
  await product.cleanup();
  await repository.cleanup();
});

function file(aggregate: object, script = 'true'): string {
  return JSON.stringify({
    project: repository.dir,
    task: 'Work.',
    variants: ['one', 'two'].map((id) => ({ id, agent: 'shell' })),
    agents: { shell: { command: ['sh', '-c', script], output: 'text' } },
    aggregate,
  });
}

async function aggregated(id: string) {
  await waitUntil(async () => (await product.bakeoff.experiments.get(id))?.aggregate !== null, 'the aggregate');
  return product.bakeoff.experiments.get(id);
}

describe('the aggregate command of an experiment', () => {
  it('gets all results as JSON on the untouched base, and what it prints is kept', async () => {
    await product.startWorker();
    const { id } = await product.run(file({ run: 'node count.mjs' }, 'rm count.mjs'));
    const view = await aggregated(id);
    expect(view?.aggregate).toEqual({ output: 'one:passed two:passed of done', exitCode: 0 });
    expect(await product.deps.sandboxes.list()).not.toContain(`${id}-aggregate`);
  });

  it('says how it failed, and is asked again when a run was tried again', async () => {
    const { id, runs } = await product.run(file({ run: 'echo half; echo broken >&2; exit 3' }));
    const view = await aggregated(id);
    expect(view?.aggregate?.exitCode).toBe(3);
    expect(view?.aggregate?.output).toMatch(/half[^]*The command ended with exit code 3\.$/);
    expect(view?.status).toBe('done');

    const { prisma } = product.deps.db;
    await prisma.experiment.update({ where: { id }, data: { aggregate: { output: 'of before', exitCode: 0 } } });
    expect((await product.bakeoff.runs.retry(runs[0]?.id ?? '')).ok).toBe(true);
    await product.settled(id);
    expect((await aggregated(id))?.aggregate?.exitCode).toBe(3);
  });

  it('ends at its timeout', async () => {
    const { id } = await product.run(file({ run: 'echo begun; sleep 300', timeout: '1s' }));
    const view = await aggregated(id);
    expect(view?.aggregate).toEqual({ output: 'begun\n\nThe command took too long.', exitCode: null });
  });

  it('runs anew after the worker that ran it was killed', async () => {
    const other = await createTestProduct();
    try {
      const worker = await other.startWorker();
      const id = await other.launch(file({ run: 'sleep 300' }));
      await other.settled(id);
      await waitUntil(async () => (await other.deps.sandboxes.list()).includes(`${id}-aggregate`), 'the command');
      worker.kill('SIGKILL');
      await once(worker, 'exit');
      const { prisma } = other.deps.db;
      const row = await prisma.experiment.findUniqueOrThrow({ where: { id }, select: { spec: true } });
      const spec = { ...(row.spec as object), aggregate: { run: 'echo again', timeoutMs: 60_000 } };
      await prisma.experiment.update({ where: { id }, data: { spec } });
      await other.startWorker();
      const isKept = async (): Promise<boolean> => (await other.bakeoff.experiments.get(id))?.aggregate !== null;
      await waitUntil(isKept, 'the aggregate', 120_000);
      expect((await other.bakeoff.experiments.get(id))?.aggregate).toEqual({ output: 'again', exitCode: 0 });
    } finally {
      await other.cleanup();
    }
  }, 240_000);
});
