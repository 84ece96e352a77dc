import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';
import { createTestProduct, type TestProduct } from '@/lib/testing/product';
import { waitUntil } from '@/lib/testing/wait';
import { parseExperimentFile } from '@/lib/schemas/experiment-file';
import type { PlanView } from '@/lib/schemas/plan/view';
import type { PlanInput } from '@/lib/services/bakeoff';

const TIMEOUT_MS = 240_000;

let product: TestProduct;
let repository: TempRepository;

beforeAll(async () => {
  product = await createTestProduct();
  repository = await createTempRepository({ 'a.txt': 'a\n', 'plan.json': '{"of": "the project"}\n' });
}, TIMEOUT_MS);
afterAll(async () => {
  await product.cleanup();
  await repository.cleanup();
});

const plan = JSON.stringify({
  variants: [
    { id: 'map', approach: 'Keep it in a Map.' },
    { id: 'file', approach: 'Keep it in a file.', agent: 'other' },
  ],
});
const graph = JSON.stringify({
  variants: [
    { id: 'api', task: 'Write the API.' },
    { id: 'page', task: 'Write the page.', dependsOn: ['api'] },
  ],
  integrationContracts: [{ name: 'items', provider: 'api', consumers: ['page'], specification: 'A list of items.' }],
});
const answers = (json: string): string => `printf '%s\\n' 'Here is my plan.' '\`\`\`json' '${json}' '\`\`\`'`;

/** The agent is a script that gets its prompt on standard input. */
function input(script: string, change: Partial<PlanInput> = {}): PlanInput {
  const shell = { command: ['sh', '-c', script], output: 'text' };
  const text = JSON.stringify({
    project: repository.dir,
    agents: { planner: shell, other: shell },
    variants: [{ id: 'a', agent: 'other' }],
  });
  return {
    text,
    workingDir: null,
    request: 'Keep the items.',
    kind: 'approaches',
    count: 2,
    agent: 'planner',
    model: null,
    existing: [],
    ...change,
  };
}

async function start(of: TestProduct, planInput: PlanInput): Promise<string> {
  const started = await of.bakeoff.plans.start(planInput);
  if (!started.ok) throw new Error(started.error.problems.map(({ message }) => message).join('\n'));
  return started.value.planId;
}

async function planned(of: TestProduct, id: string): Promise<PlanView> {
  let view: PlanView | null = null;
  await waitUntil(
    async () => {
      view = await of.bakeoff.plans.get(id);
      return view !== null && view.status !== 'working';
    },
    'the plan',
    120_000,
  );
  return view!;
}

describe('a plan by an agent', () => {
  it(
    'is read from its answer, becomes a file, and starts nothing',
    async () => {
      await product.startWorker();
      const id = await start(product, input(`cat > prompt.txt; rm a.txt; ${answers(plan)}`));
      const view = await planned(product, id);
      expect(view).toMatchObject({ status: 'ready', attempts: 1, problems: [], rawText: null });
      const parsed = parseExperimentFile(view.file ?? '');
      expect(parsed.ok && parsed.spec.task).toBe('Keep the items.');
      expect(parsed.ok && parsed.spec.variants).toMatchObject([
        { id: 'map', agent: 'other', approach: 'Keep it in a Map.' },
        { id: 'file', agent: 'other' },
      ]);
      expect(await product.bakeoff.experiments.list()).toEqual([]);
      expect((await product.bakeoff.projects.list())[0]?.experiments).toBe(0);
      expect(await repository.git('status', '--porcelain')).toBe('');

      const experiment = await product.bakeoff.experiments.get(id);
      expect(experiment).toMatchObject({ kind: 'plan', winnerRunId: null });
      expect(experiment?.spec.sandbox.network.mode).toBe('agents-only');
      const sha = experiment?.runs[0]?.resultSha ?? '';
      const hub = product.deps.paths.hub(experiment?.project.id ?? '');
      const prompt = await product.deps.git.readFile({ hub, sha, path: 'prompt.txt', maxBytes: 100_000 });
      expect(prompt).toContain('Keep the items.');
      expect(prompt).toContain('planner, ');
      expect(prompt).toContain('"additionalProperties": false');
    },
    TIMEOUT_MS,
  );

  it(
    'is read from plan.json where the agent wrote it there',
    async () => {
      const id = await start(product, input(`printf '%s' '${graph}' > plan.json; echo Done.`, { kind: 'subtasks' }));
      const view = await planned(product, id);
      expect(view).toMatchObject({ status: 'ready', kind: 'subtasks' });
      const parsed = parseExperimentFile(view.file ?? '');
      expect(parsed.ok && parsed.spec.strategy.type).toBe('graph');
      expect(parsed.ok && parsed.spec.integrationContracts).toMatchObject([{ provider: 'api', consumers: ['page'] }]);
    },
    TIMEOUT_MS,
  );

  it(
    'is asked for again with what is wrong, on the same run',
    async () => {
      const correcting = `if grep -q 'can not be used as it is' ; then ${answers(plan)}; else echo '{"variants": 1}'; fi`;
      const view = await planned(product, await start(product, input(correcting)));
      expect(view).toMatchObject({ status: 'ready', attempts: 2 });
      const experiment = await product.bakeoff.experiments.get(view.id);
      const [last, first] = experiment?.runs ?? [];
      expect(last).toMatchObject({ followsId: first?.id, superseded: false });
      expect(last?.message).toContain('is not a list of variants');
    },
    TIMEOUT_MS,
  );

  it(
    'is shown as it is, with what is wrong, after two more tries',
    async () => {
      const view = await planned(product, await start(product, input('echo I can not plan that.')));
      expect(view).toMatchObject({ status: 'invalid', attempts: 3, file: null, plan: null });
      expect(view.rawText).toContain('I can not plan that.');
      expect(view.problems.join()).toContain('There is no JSON object in the answer');
      expect((await product.bakeoff.experiments.get(view.id))?.runs).toHaveLength(3);
    },
    TIMEOUT_MS,
  );

  it(
    'fails with the reason where its agent fails, and is not asked again',
    async () => {
      const view = await planned(product, await start(product, input('echo no; exit 7')));
      expect(view).toMatchObject({ status: 'failed', attempts: 1 });
      expect(view.problems.join()).not.toBe('');
    },
    TIMEOUT_MS,
  );

  it(
    'is given up when a person stops it',
    async () => {
      const id = await start(product, input('sleep 300'));
      const runOf = async () => (await product.bakeoff.experiments.get(id))?.runs[0];
      await waitUntil(async () => (await runOf())?.status === 'running', 'the agent');
      expect((await product.bakeoff.plans.cancel(id)).ok).toBe(true);
      expect(await planned(product, id)).toMatchObject({ status: 'cancelled', attempts: 1, file: null });
    },
    TIMEOUT_MS,
  );

  it(
    'says in the place of the file what can not be planned with',
    async () => {
      const wrong = await product.bakeoff.plans.start(input('true', { agent: 'nobody' }));
      expect(wrong.ok ? [] : wrong.error.problems).toMatchObject([{ message: expect.stringContaining('"nobody"') }]);
      const text = 'project: /nowhere/at/all\nvariants: []\n';
      const away = await product.bakeoff.plans.start(input('true', { text, agent: 'claude' }));
      expect(away.ok ? [] : away.error.problems).toMatchObject([{ path: ['project'], line: 1 }]);
      const many = await product.bakeoff.plans.start(input('true', { count: 11 }));
      expect(many.ok ? [] : many.error.problems[0]?.message).toContain('from 1 to 10');
    },
    TIMEOUT_MS,
  );

  it(
    'comes to its end although the worker was killed before it was read',
    async () => {
      const other = await createTestProduct();
      try {
        const worker = await other.startWorker();
        const twice = `if grep -q 'can not be used as it is'; then sleep 3; ${answers(plan)}; else echo '{}'; fi`;
        const id = await start(other, input(twice));
        const runsOf = async () => (await other.bakeoff.experiments.get(id))?.runs ?? [];
        await waitUntil(
          async () => (await runsOf()).some((run) => run.followsId && run.status === 'running'),
          'the repair',
        );
        worker.kill('SIGKILL');
        await once(worker, 'exit');
        await other.startWorker();
        const view = await planned(other, id);
        expect(view).toMatchObject({ status: 'ready', attempts: 2 });
        expect(await runsOf()).toHaveLength(2);
      } finally {
        await other.cleanup();
      }
    },
    TIMEOUT_MS,
  );
});
