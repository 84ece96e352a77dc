import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';
import { createTestProduct, type TestProduct } from '@/lib/testing/product';
import { waitUntil } from '@/lib/testing/wait';
import { readField } from '@/lib/schemas/experiment-file/draft';

const TIMEOUT_MS = 240_000;

let product: TestProduct;
let repository: TempRepository;

beforeAll(async () => {
  product = await createTestProduct();
  repository = await createTempRepository({
    'ideas.mjs': `let text = '';
for await (const piece of process.stdin) text += piece;
const { task, count, variants, base, project } = JSON.parse(text);
if (task !== 'Work.' || variants.length !== 1 || !/^[0-9a-f]{40}$/.test(base.sha) || !project.name) process.exit(9);
console.error('thinking');
console.log(JSON.stringify(Array.from({ length: count }, (_, i) => ({ id: 'idea-' + i, approach: 'Idea ' + i }))));
`,
  });
  await product.startWorker();
}, TIMEOUT_MS);
afterAll(async () => {
  await product.cleanup();
  await repository.cleanup();
}, TIMEOUT_MS);

function file(generate: object): string {
  return `task: Work. # as it is
project: ${JSON.stringify(repository.dir)}
generate: ${JSON.stringify(generate)}
variants:
  - { id: mine, agent: shell }
agents:
  shell: { command: [sh, -c, "true"], output: text }
`;
}

describe('an experiment whose command writes its variants', () => {
  it(
    'runs them beside its own, and keeps them in its file',
    async () => {
      const view = await product.run(file({ run: 'node ideas.mjs', count: 2 }));
      expect(view).toMatchObject({ status: 'done', error: null });
      expect(view.runs.map((run) => `${run.variant.key} ${run.variant.approach ?? '-'} ${run.status}`)).toEqual([
        'mine - passed',
        'idea-0 Idea 0 passed',
        'idea-1 Idea 1 passed',
      ]);
      expect(view.source).toContain('task: Work. # as it is');
      expect(readField(view.source, ['generate'])).toBeUndefined();
      expect(readField(view.source, ['variants', 2])).toEqual({ id: 'idea-1', approach: 'Idea 1', agent: 'shell' });
      expect(await product.deps.sandboxes.list()).not.toContain(`${view.id}-generate`);
    },
    TIMEOUT_MS,
  );

  it.each([
    ['prints no JSON', 'echo here you are', 'can not be used'],
    ['fails', 'echo no idea; exit 4', /exit code 4\.\nno idea/],
    ['takes too long', 'sleep 300', 'The command took too long.'],
    ['prints variants that can not be run', `echo '[{"id": "mine", "agent": "nobody"}]'`, /already taken/],
    ['names an agent that is not there', `echo '[{"id": "x", "agent": "nobody"}]'`, '"nobody" is not an agent'],
  ])(
    'ends with the reason where it %s, and starts nothing',
    async (_, run, words) => {
      const view = await product.run(file({ run, timeout: '5s' }));
      expect(view).toMatchObject({ status: 'failed', runs: [], variants: [] });
      expect(view.error?.message).toMatch(words);
    },
    TIMEOUT_MS,
  );

  it(
    'can be stopped while it writes, and then stays so',
    async () => {
      const id = await product.launch(file({ run: 'sleep 300' }));
      await waitUntil(async () => (await product.deps.sandboxes.list()).includes(`${id}-generate`), 'the command');
      expect((await product.bakeoff.experiments.remove(id)).ok).toBe(false);
      expect((await product.bakeoff.experiments.cancel(id)).ok).toBe(true);
      expect(await product.settled(id)).toMatchObject({ status: 'cancelled', runs: [] });
      const isGone = async (): Promise<boolean> => !(await product.deps.sandboxes.list()).includes(`${id}-generate`);
      await waitUntil(isGone, 'the end of the command');
    },
    TIMEOUT_MS,
  );
});
