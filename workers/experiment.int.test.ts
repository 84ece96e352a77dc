import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';
import { createTestProduct, type TestProduct } from '@/lib/testing/product';
import { waitUntil } from '@/lib/testing/wait';
import type { ExperimentView, RunView } from '@/lib/schemas/view';

let product: TestProduct;
let repository: TempRepository;

beforeAll(async () => {
  product = await createTestProduct();
  repository = await createTempRepository({
    'sum.js': 'module.exports = (a, b) => a - b;\n',
    'sum.test.js':
      "const { test } = require('node:test');\nconst assert = require('node:assert');\ntest('adds', () => assert.strictEqual(require('./sum')(2, 2), 4));\n",
    '.gitignore': '.env\n',
  });
  await product.startWorker();
});

afterAll(async () => {
  await product.cleanup();
  await repository.cleanup();
});

const FIX = `printf 'module.exports = (a, b) => a + b;\\n' > sum.js`;

/** Each variant is a shell script: `sh -c SCRIPT`. */
function file(variants: Record<string, string>, rest: Record<string, unknown> = {}): string {
  const names = Object.keys(variants);
  return JSON.stringify({
    name: 'sum',
    project: repository.dir,
    task: 'Make sum add.',
    test: 'node --test',
    variants: names.map((id) => ({ id, agent: id })),
    agents: Object.fromEntries(names.map((id) => [id, { command: ['sh', '-c', variants[id]], output: 'text' }])),
    ...rest,
  });
}

function runOf(view: ExperimentView, key: string): RunView {
  const run = view.runs.find((candidate) => candidate.variant.key === key && !candidate.superseded);
  if (!run) throw new Error(`no run of ${key}`);
  return run;
}

describe('an experiment', () => {
  it('runs its variants, judges them by the gate and proposes the smaller of the green ones', async () => {
    const view = await product.run(
      file({
        right: `${FIX}; echo done`,
        large: `${FIX}; seq 1 50 > notes.txt`,
        wrong: 'echo // >> sum.js',
      }),
    );
    expect(view.status).toBe('done');
    expect(runOf(view, 'right')).toMatchObject({ status: 'passed', success: true, tests: { passed: 1, failed: 0 } });
    expect(runOf(view, 'wrong')).toMatchObject({ status: 'failed', success: false, error: { type: 'gate_failed' } });
    expect(view.winnerRunId).toBe(runOf(view, 'right').id);
    expect(view.verdict).toContain('least changes');
    expect(view.base.gates[0]).toMatchObject({ status: 'failed' });
    expect(runOf(view, 'right').diffStats).toEqual({ filesChanged: 1, linesAdded: 1, linesRemoved: 1 });
  });

  it('writes nothing into the repository before the merge, merges, and takes it back to the byte', async () => {
    const before = await repository.git('rev-parse', 'main');
    const view = await product.run(file({ right: FIX }));
    expect(await repository.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
    const merged = await product.bakeoff.merges.merge({
      runId: runOf(view, 'right').id,
      target: null,
      method: 'squash',
    });
    if (!merged.ok) throw new Error(merged.error.message);
    expect(await readFile(`${repository.dir}/sum.js`, 'utf8')).toContain('a + b');
    const message = await repository.git('log', '-1', '--format=%B');
    expect(message).toContain(`Bakeoff-Experiment: ${view.id}`);
    expect(message).toContain('Bakeoff-Variant: right');
    const undone = await product.bakeoff.merges.undo(merged.value.id);
    expect(undone).toMatchObject({ ok: true, value: { status: 'undone' } });
    expect(await repository.git('rev-parse', 'main')).toBe(before);
    expect(await repository.git('status', '--porcelain')).toBe('');
  });

  it('keeps what a run changed when its agent fails, and lets the others go on', async () => {
    const view = await product.run(file({ broken: 'echo half > half.txt; echo boom >&2; exit 3', right: FIX }));
    const broken = runOf(view, 'broken');
    expect(broken).toMatchObject({ status: 'failed', exitCode: 3, diffStats: { filesChanged: 1 } });
    expect(broken.error?.message).toContain('boom');
    expect(runOf(view, 'right').status).toBe('passed');
  });

  it('ends the losers of a competition, even one that ignores SIGTERM', async () => {
    const view = await product.run(
      file({ quick: FIX, stubborn: "trap '' TERM INT; while :; do sleep 0.1; done" }, { strategy: 'competitive' }),
    );
    expect(view.winnerRunId).toBe(runOf(view, 'quick').id);
    const loser = runOf(view, 'stubborn');
    expect(loser.status).toBe('cancelled');
    expect(loser.error?.message).toContain('passed first');
    expect(await product.deps.sandboxes.sweep(loser.id)).toBe(0);
    const gap = Date.parse(loser.timestamps.stopped!) - Date.parse(runOf(view, 'quick').timestamps.gatesEnded!);
    expect(gap).toBeLessThan(10_000);
  });

  it('stops an agent that runs too long or says nothing', async () => {
    const view = await product.run(
      file(
        { slow: 'while :; do echo tick; sleep 0.1; done', silent: 'sleep 600' },
        { limits: { timeout: '3s', idle: '1s' } },
      ),
    );
    expect(runOf(view, 'slow')).toMatchObject({ status: 'timed_out', error: { type: 'timed_out' } });
    expect(runOf(view, 'silent')).toMatchObject({ status: 'timed_out', error: { type: 'idle' } });
  });

  it('stops everything that a person stops, and retries one run', async () => {
    const id = await product.launch(file({ a: 'sleep 600', b: 'sleep 600' }, { limits: { maxParallel: 1 } }));
    await waitUntil(async () => {
      const view = await product.bakeoff.experiments.get(id);
      return view !== null && runOf(view, 'a').status === 'running';
    }, 'the first run');
    const waiting = await product.bakeoff.experiments.get(id);
    expect(runOf(waiting!, 'b')).toMatchObject({ status: 'queued', queuePosition: 1 });
    await product.bakeoff.experiments.cancel(id);
    const view = await product.settled(id);
    expect(view.status).toBe('cancelled');
    expect(view.runs.map((run) => run.status)).toEqual(['cancelled', 'cancelled']);
    const retried = await product.bakeoff.runs.retry(runOf(view, 'a').id);
    if (!retried.ok) throw new Error(retried.error.message);
    await waitUntil(
      async () => (await product.bakeoff.runs.get(retried.value.runId))?.status === 'running',
      'the retry',
    );
    await product.bakeoff.runs.cancel(retried.value.runId);
    await product.settled(id);
  });

  it('gives a follow-up the result of the run it follows', async () => {
    const view = await product.run(file({ right: `test -f one || { touch one; ${FIX}; exit 0; }; touch two` }));
    const followed = await product.bakeoff.runs.followUp({
      runId: runOf(view, 'right').id,
      text: 'Add a second file.',
    });
    if (!followed.ok) throw new Error(followed.error.message);
    const after = await product.settled(view.id);
    const run = runOf(after, 'right');
    expect(run).toMatchObject({ id: followed.value.runId, status: 'passed', message: 'Add a second file.' });
    expect(run.startSha).toBe(runOf(view, 'right').resultSha);
    const diff = await product.bakeoff.runs.diff({ runId: run.id, against: 'base' });
    expect(diff.ok && diff.value.files.map((entry) => entry.path)).toEqual(['one', 'sum.js', 'two']);
  });

  it('measures before and after, and says what it could not read', async () => {
    const metrics = [
      { name: 'size', run: 'wc -c < sum.js', unit: 'B', better: 'lower' },
      { name: 'none', run: 'echo nothing', better: 'lower' },
    ];
    const view = await product.run(
      file({ right: FIX }, { test: undefined, contract: { gates: [{ name: 'tests', run: 'node --test' }], metrics } }),
    );
    expect(view.base.metrics[0]).toMatchObject({ name: 'size', evidence: 'measured' });
    const [size, none] = runOf(view, 'right').metrics;
    expect(size?.value).toBeGreaterThan(20);
    expect(none).toMatchObject({ value: null, evidence: 'unknown', error: 'The output holds no number.' });
  });

  it('leaves the winner open where nothing judges', async () => {
    const view = await product.run(file({ a: FIX }, { test: undefined }));
    expect(view).toMatchObject({ status: 'done', winnerRunId: null });
    expect(runOf(view, 'a')).toMatchObject({ status: 'passed', success: null });
  });

  it('waits for a person where the rule says so, and records the choice', async () => {
    const view = await product.run(file({ a: FIX, b: FIX }, { select: { by: 'person' } }));
    expect(view.status).toBe('needs_person');
    const runId = runOf(view, 'b').id;
    await product.bakeoff.experiments.chooseWinner({ experimentId: view.id, runId, reason: 'Reads better' });
    const after = await product.bakeoff.experiments.get(view.id);
    expect(after).toMatchObject({ status: 'done', winnerRunId: runId });
    expect(after?.verdict).toContain('Reads better');
  });

  it('keeps what a person chose when another run is retried, and decides anew when that run is replaced', async () => {
    const view = await product.run(file({ small: FIX, large: `${FIX}; seq 1 9 > more.txt` }));
    const [small, large] = [runOf(view, 'small').id, runOf(view, 'large').id];
    await product.bakeoff.experiments.chooseWinner({ experimentId: view.id, runId: large, reason: 'More' });
    await product.bakeoff.runs.retry(small);
    const after = await product.settled(view.id);
    expect(after).toMatchObject({ winnerRunId: large, verdict: 'B (large) was chosen by a person: More' });
    await product.bakeoff.runs.retry(large);
    const again = await product.settled(view.id);
    expect(again.winnerRunId).toBe(runOf(again, 'small').id);
  });

  it('stops measuring the base when the experiment is stopped, and keeps no half of it', async () => {
    const gate = 'sleep 300';
    const id = await product.launch(
      file({ a: 'sleep 300' }, { test: undefined, contract: { gates: [{ name: 'g', run: gate }] } }),
    );
    const base = async () => (await product.bakeoff.experiments.get(id))?.base;
    await waitUntil(async () => (await product.deps.sandboxes.list()).includes(`${id}-base`), 'the base');
    await product.bakeoff.experiments.cancel(id);
    await product.settled(id);
    await waitUntil(async () => (await base())?.status === 'failed', 'the end of the base');
    expect(await product.deps.sandboxes.list()).not.toContain(`${id}-base`);
  });

  it('keeps results and checkouts from other users of the machine', async () => {
    for (const name of ['hubs', 'clones', 'sandboxes', 'adapters']) {
      expect((await stat(path.join(product.home, name))).mode & 0o777).toBe(0o700);
    }
  });

  it('names every problem of a file that cannot run', async () => {
    const text = file({ a: FIX }, { base: 'nowhere', strategy: 'competitive', test: undefined });
    const problems = await product.bakeoff.experiments.validate({ text, workingDir: null });
    expect(new Set(problems.map((problem) => problem.path[0]))).toEqual(new Set(['base', 'strategy']));
    const broken = JSON.stringify({
      task: 'x',
      project: repository.dir,
      variants: [{ id: 'a', agent: 'nobody', repeats: 0 }],
    });
    const all = await product.bakeoff.experiments.validate({ text: broken, workingDir: null });
    expect(all.map((problem) => problem.path[2])).toEqual(expect.arrayContaining(['agent', 'repeats']));
  });
});

describe('a worker that is killed', () => {
  it('is replaced by one that adopts the agent, with no event lost or stored twice', async () => {
    const crashing = await createTestProduct();
    try {
      const worker = await crashing.startWorker();
      const script = `i=0; while [ $i -lt 40 ]; do echo "line $i"; i=$((i+1)); sleep 0.1; done; ${FIX}`;
      const id = await crashing.launch(file({ steady: script }));
      const current = async (): Promise<RunView> => runOf((await crashing.bakeoff.experiments.get(id))!, 'steady');
      // The live column shows what was said last, and each line only for a moment.
      await waitUntil(async () => /line \d/.test((await current()).lastOutput ?? ''), 'the first lines');
      worker.kill('SIGKILL');
      await crashing.startWorker();
      const view = await crashing.settled(id);
      const run = runOf(view, 'steady');
      expect(run).toMatchObject({ status: 'passed', success: true });
      const events = await crashing.bakeoff.runs.events({ runId: run.id, after: 0, limit: 2000 });
      expect(events.map((entry) => entry.seq)).toEqual(events.map((_, index) => index + 1));
      const text = events
        .map(({ event }) => ('text' in event && event.type !== 'prompt' && event.type !== 'step' ? event.text : ''))
        .join('');
      const lines = text.split('\n').filter((line) => line.startsWith('line '));
      expect(lines).toEqual(Array.from({ length: 40 }, (_, index) => `line ${index}`));
    } finally {
      await crashing.cleanup();
    }
  });
});
