import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunView } from '@/lib/schemas/view';
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

async function patchOf(run: RunView): Promise<string> {
  const patch = await product.bakeoff.runs.patch({ runId: run.id, against: 'base' });
  return patch.ok ? patch.value : patch.error.message;
}

describe('graph', () => {
  it('starts tasks from the merged results of those before, and judges the combination', async () => {
    const view = await product.run(
      file(
        [
          { id: 'left', script: 'echo left >> a.txt; echo I did left' },
          { id: 'right', script: 'echo right >> b.txt' },
          {
            id: 'join',
            dependsOn: ['left', 'right'],
            task: 'Join. {{ tasks.left.output }}',
            script:
              'grep -q left a.txt && grep -q right b.txt && grep -q "I did left" "$PROMPT" && echo joined > c.txt',
          },
          { id: 'alone', script: 'echo alone > d.txt' },
        ],
        {
          strategy: 'graph',
          test: 'grep -q left a.txt && grep -q right b.txt && grep -q joined c.txt && [ -e d.txt ]',
        },
      ),
    );
    expect(statuses(view)).toEqual({
      left: 'passed',
      right: 'passed',
      join: 'passed',
      alone: 'passed',
      combined: 'passed',
    });
    expect(view.winnerRunId).toBe(runOf(view, 'combined').id);
    expect(view.verdict).toBe('4 of 4 results were combined, and the combination passed its gates.');
    expect(runOf(view, 'join').diffStats).toMatchObject({ filesChanged: 1 });
    expect(runOf(view, 'combined').diffStats).toMatchObject({ filesChanged: 4 });
    expect(runOf(view, 'combined').gates).toHaveLength(1);
    expect(runOf(view, 'left').gates).toHaveLength(0);
  });

  it('skips only what depends on a failure, says because of whom, and combines the rest', async () => {
    const view = await product.run(
      file(
        [
          { id: 'bad', script: 'exit 4' },
          { id: 'behind', dependsOn: ['bad'], script: 'echo no > n.txt' },
          { id: 'good', script: 'echo yes > y.txt' },
        ],
        { strategy: 'graph', test: '[ -e y.txt ]' },
      ),
    );
    expect(statuses(view)).toEqual({ bad: 'failed', behind: 'skipped', good: 'passed', combined: 'passed' });
    expect(view.verdict).toContain('Left out: A (bad), B (behind).');
  });

  it('stops just the task whose parents conflict, names the files, and goes on from there', async () => {
    const view = await product.run(
      file(
        [
          { id: 'one', script: 'echo one > a.txt' },
          { id: 'two', script: 'echo two > a.txt' },
          { id: 'both', dependsOn: ['one', 'two'], script: 'grep -q "<<<<<<<" a.txt && echo one and two > a.txt' },
          { id: 'other', script: 'echo o > o.txt' },
        ],
        { strategy: 'graph' },
      ),
    );
    expect(runOf(view, 'both')).toMatchObject({ status: 'failed', error: { type: 'parents_conflict' } });
    expect(runOf(view, 'both').error?.message).toContain('a.txt');
    expect(runOf(view, 'other').status).toBe('passed');
    expect(runOf(view, 'combined').error?.type).toBe('parents_conflict');

    const resolved = await product.bakeoff.runs.resolve({ runId: runOf(view, 'both').id, agent: null });
    expect(resolved.ok).toBe(true);
    const after = await product.settled(view.id);
    expect(statuses(after)).toMatchObject({ both: 'passed', combined: 'passed' });
    expect(await patchOf(runOf(after, 'combined'))).toContain('+one and two');
  });

  it('goes on from a commit that a person gives', async () => {
    const view = await product.run(
      file(
        [
          { id: 'one', script: 'echo one > a.txt' },
          { id: 'two', script: 'echo two > a.txt' },
        ],
        { strategy: 'graph', test: 'grep -q three a.txt' },
      ),
    );
    const combined = runOf(view, 'combined');
    expect(combined.error?.type).toBe('parents_conflict');
    const before = await repository.git('rev-parse', 'HEAD');
    await repository.write({ 'a.txt': 'three\n' });
    const sha = await repository.commit('both by hand');
    await repository.git('reset', '--hard', '--quiet', before.trim());
    expect((await product.bakeoff.runs.continueFrom({ runId: combined.id, ref: sha })).ok).toBe(true);
    const after = await product.settled(view.id);
    expect(runOf(after, 'combined')).toMatchObject({ status: 'passed', success: true });
    expect(after.winnerRunId).toBe(runOf(after, 'combined').id);
  });

  it('runs what a condition asks for, and goes on behind what was not needed', async () => {
    const view = await product.run(
      file(
        [
          { id: 'check-a', reportOnly: true, script: 'echo A is COMPLIANT' },
          { id: 'check-b', reportOnly: true, script: 'echo B is BROKEN' },
          {
            id: 'mend-a',
            dependsOn: ['check-a'],
            when: 'tasks["check-a"].output.contains("BROKEN")',
            script: 'echo x > a.txt',
          },
          {
            id: 'mend-b',
            dependsOn: ['check-b'],
            when: 'tasks["check-b"].output.contains("BROKEN")',
            script: 'echo x > b.txt',
          },
          { id: 'note', dependsOn: ['mend-a', 'mend-b'], script: 'grep -q x b.txt && echo n > n.txt' },
        ],
        { strategy: 'graph', test: '[ -e n.txt ]' },
      ),
    );
    expect(statuses(view)).toEqual({
      'check-a': 'passed',
      'check-b': 'passed',
      'mend-a': 'skipped',
      'mend-b': 'passed',
      note: 'passed',
      combined: 'passed',
    });
    expect(view.verdict).not.toContain('Left out');
  });

  it('checks an integration contract on the provider and shows it to both sides', async () => {
    const schema = { type: 'object', required: ['token'], properties: { token: { type: 'string' } } };
    const contract = (name: string, provider: string) => ({
      name,
      provider,
      consumers: ['ui'],
      specification: 'POST /login gives { token }',
      check: 'test -e api.txt',
      produces: { path: 'sample.json', schema },
    });
    const view = await product.run(
      file(
        [
          {
            id: 'api',
            script: 'grep -q "You provide" "$PROMPT"; echo 1 > api.txt; echo \'{"token":"t"}\' > sample.json',
          },
          { id: 'broken', script: 'echo 1 > api.txt; echo \'{"token":7}\' > sample.json' },
          { id: 'ui', script: 'grep -q "POST /login gives { token }" "$PROMPT" && echo u > ui.txt' },
        ],
        { strategy: 'graph', integrationContracts: [contract('auth', 'api'), contract('bad', 'broken')] },
      ),
    );
    expect(statuses(view)).toMatchObject({ api: 'passed', broken: 'failed', ui: 'passed' });
    expect(runOf(view, 'api').gates.map((gate) => gate.name)).toEqual(['contract auth', 'contract auth: sample.json']);
    expect(runOf(view, 'broken').error?.message).toContain('contract bad: sample.json');
  });
});
