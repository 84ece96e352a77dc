import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { runOf, scriptExperiment, statuses } from '@/lib/testing/script-experiment';
import { createTestProduct, type TestProduct } from '@/lib/testing/product';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';

let product: TestProduct;
let repository: TempRepository;

beforeAll(async () => {
  product = await createTestProduct();
  repository = await createTempRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  await product.startWorker();
});

afterAll(async () => {
  await product.cleanup();
  await repository.cleanup();
});

const file = (...args: Parameters<typeof scriptExperiment> extends [string, ...infer R] ? R : never): string =>
  scriptExperiment(repository.dir, ...args);

const started = (view: ExperimentView, key: string): number =>
  Date.parse(runOf(view, key).timestamps.agentStarted ?? '');
const ended = (view: ExperimentView, key: string): number => Date.parse(runOf(view, key).timestamps.stopped ?? '');

async function patchOf(run: RunView): Promise<string> {
  const patch = await product.bakeoff.runs.patch({ runId: run.id, against: 'base' });
  return patch.ok ? patch.value : patch.error.message;
}

describe('sequential', () => {
  it('keeps the order and passes on what was answered', async () => {
    const view = await product.run(
      file(
        [
          { id: 'first', script: 'echo the answer is 42' },
          { id: 'second', script: 'grep -q "the answer is 42" "$PROMPT" && echo heard > c.txt' },
          { id: 'third', script: 'grep -q "the answer is 42" "$PROMPT" && exit 3; echo not told' },
        ],
        { strategy: { type: 'sequential', passOutput: true } },
      ),
    );
    expect(statuses(view)).toEqual({ first: 'passed', second: 'passed', third: 'passed' });
    expect(started(view, 'second')).toBeGreaterThanOrEqual(ended(view, 'first'));
    expect(started(view, 'third')).toBeGreaterThanOrEqual(ended(view, 'second'));
    expect(await patchOf(runOf(view, 'second'))).toContain('+heard');
  });

  it('stops at a failure, where it should, and goes on when that one is retried', async () => {
    const flag = `${repository.dir}-flag`;
    const view = await product.run(
      file(
        [
          { id: 'first', script: `[ -e ${flag} ]` },
          { id: 'second', script: 'echo b > b2.txt' },
        ],
        { strategy: { type: 'sequential', stopOnFailure: true }, sandbox: { provider: 'process' } },
      ),
    );
    expect(statuses(view)).toEqual({ first: 'failed', second: 'skipped' });
    expect(view.runs.find((run) => run.variant.key === 'second')?.error ?? null).toBeNull();
  });
});

describe('fallback', () => {
  it('tries in order until one passes, and keeps the failure', async () => {
    const view = await product.run(
      file(
        [
          { id: 'broken', script: 'echo x > a.txt' },
          { id: 'good', script: 'echo fixed > a.txt' },
          { id: 'spare', script: 'echo fixed > a.txt' },
        ],
        { strategy: 'fallback', test: 'grep -q fixed a.txt' },
      ),
    );
    expect(statuses(view)).toEqual({ broken: 'failed', good: 'passed', spare: 'skipped' });
    expect(view.winnerRunId).toBe(runOf(view, 'good').id);
    expect(runOf(view, 'broken').error?.type).toBe('gate_failed');
  });
});

describe('batched', () => {
  it('waits for a whole batch, and passes all its answers on', async () => {
    const view = await product.run(
      file(
        [
          { id: 'one', script: 'echo from one' },
          { id: 'two', script: 'sleep 0.5; echo from two' },
          { id: 'three', script: 'grep -q "from one" "$PROMPT" && grep -q "from two" "$PROMPT"' },
        ],
        { strategy: { type: 'batched', size: 2, passOutput: true } },
      ),
    );
    expect(statuses(view)).toEqual({ one: 'passed', two: 'passed', three: 'passed' });
    expect(started(view, 'three')).toBeGreaterThanOrEqual(ended(view, 'two'));
  });
});

describe('stages', () => {
  it('run unattended, each from the winner of the one before', async () => {
    const view = await product.run(
      file(
        [
          { id: 'small', script: 'echo s >> a.txt' },
          { id: 'large', script: 'seq 1 30 >> a.txt' },
        ],
        {
          test: 'true',
          stages: [
            {
              name: 'limits',
              variants: [
                { id: 'x', script: 'grep -q s a.txt && echo x > x.txt' },
                { id: 'y', script: 'echo y > y.txt' },
              ],
              combine: true,
            },
            {
              name: 'last',
              from: 'limits.merged',
              variants: [{ id: 'z', script: '[ -e x.txt ] && [ -e y.txt ] && echo z > z.txt' }],
            },
          ],
        },
      ),
    );
    expect(view.status).toBe('done');
    expect(view.stages.map(({ name, status }) => [name, status])).toEqual([
      ['main', 'decided'],
      ['limits', 'decided'],
      ['last', 'decided'],
    ]);
    expect(view.stages[0]?.winnerRunId).toBe(runOf(view, 'small').id);
    expect(runOf(view, 'x').startSha).toBe(runOf(view, 'small').resultSha);
    expect(runOf(view, 'x').diffStats).toMatchObject({ filesChanged: 1, linesAdded: 1 });
    expect(view.winnerRunId).toBe(runOf(view, 'z').id);
    expect((await patchOf(runOf(view, 'z'))).match(/^\+[a-z]$/gm)).toEqual(['+s', '+x', '+y', '+z']);
  });

  it('wait for a person to pick, then go on', async () => {
    const view = await product.run(
      file(
        [
          { id: 'p', script: 'echo p > p.txt' },
          { id: 'q', script: 'echo q > q.txt' },
        ],
        {
          select: { by: 'person' },
          stages: [{ name: 'next', variants: [{ id: 'r', script: '[ -e q.txt ] && echo r > r.txt' }] }],
        },
      ),
    );
    expect(view.status).toBe('needs_person');
    expect(view.stages.map(({ status }) => status)).toEqual(['needs_person', 'waiting']);
    const runId = runOf(view, 'q').id;
    await product.bakeoff.experiments.chooseWinner({ experimentId: view.id, runId, reason: 'q is nicer' });
    const after = await product.settled(view.id);
    expect(after.status).toBe('done');
    expect(statuses(after)).toMatchObject({ r: 'passed' });
  });

  it('name only agents that are known', async () => {
    const text = stringify({
      project: repository.dir,
      task: 'x',
      variants: [{ id: 'a', agent: 'demo' }],
      stages: [{ name: 'next', variants: [{ id: 'b', agent: 'nobody' }] }],
      summarize: { agent: 'no-one' },
    });
    const problems = await product.bakeoff.experiments.validate({ text, workingDir: null });
    expect(problems.map((problem) => problem.path.join('.'))).toEqual(['stages.0.variants.0.agent', 'summarize.agent']);
  });

  it('are skipped where nothing won, and say so', async () => {
    const view = await product.run(
      file([{ id: 'no', script: 'exit 1' }], {
        stages: [{ name: 'next', variants: [{ id: 'later', script: 'true' }] }],
      }),
    );
    expect(statuses(view)).toEqual({ no: 'failed', later: 'skipped' });
    expect(view.verdict).toBe('Stage next: Stage main has no winner to go on from.');
  });
});

describe('reports', () => {
  it('are answers without a diff, and an agent sums them up', async () => {
    const view = await product.run(
      file(
        [
          { id: 'expert', reportOnly: true, script: 'echo I say yes' },
          { id: 'sceptic', reportOnly: true, script: 'echo I say no' },
        ],
        {
          summarize: { agent: 'summer' },
          agents: {
            summer: {
              command: [
                'sh',
                '-c',
                'grep -q "I say yes" "$1" && grep -q "I say no" "$1" && echo they disagree',
                'sh',
                '{promptFile}',
              ],
              output: 'text',
            },
          },
          test: 'false',
        },
      ),
    );
    expect(statuses(view)).toEqual({ expert: 'passed', sceptic: 'passed', summary: 'passed' });
    expect(runOf(view, 'summary').summary).toContain('they disagree');
    expect(runOf(view, 'expert').gates).toEqual([]);
    expect(view.winnerRunId).toBeNull();
    expect(view.verdict).toContain('3 of 3 reports are in.');
  });
});

describe('retries', () => {
  it('try again after a rate limit, with the earlier try kept, and never after a red test', async () => {
    const flag = `${repository.dir}-limited`;
    const view = await product.run(
      file(
        [
          {
            id: 'limited',
            script: `if [ -e ${flag} ]; then echo ok > a.txt; else touch ${flag}; echo "Error: 429 Too Many Requests: rate limit" >&2; exit 1; fi`,
          },
          { id: 'red', script: 'echo red > a.txt' },
        ],
        { limits: { retries: { max: 2, backoff: '1s' } }, test: 'grep -q ok a.txt', sandbox: { provider: 'process' } },
      ),
    );
    const tries = view.runs.filter((run) => run.variant.key === 'limited');
    expect(tries.map((run) => [run.status, run.attempt, run.superseded])).toEqual([
      ['passed', 1, false],
      ['failed', 0, true],
    ]);
    expect(view.runs.filter((run) => run.variant.key === 'red')).toHaveLength(1);
  });
});
