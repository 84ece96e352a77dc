/** What a person gets of sandboxes, through the whole product: worker, runner, database, bubblewrap. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTagged } from '@/lib/adapters/process/process-table';
import { RUN_TAG } from '@/lib/schemas/runner';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { createTestProduct, type TestProduct } from '@/lib/testing/product';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';
import { waitUntil } from '@/lib/testing/wait';

let product: TestProduct;
let repository: TempRepository;

beforeAll(async () => {
  product = await createTestProduct();
  repository = await createTempRepository({ 'a.txt': 'one\n', '.gitignore': 'deps/\n' });
  await product.startWorker();
});

afterAll(async () => {
  await product.cleanup();
  await repository.cleanup();
});

type Options = { sandbox?: Record<string, unknown>; [key: string]: unknown };

function file(variants: Record<string, string>, { sandbox = {}, ...rest }: Options = {}): string {
  const names = Object.keys(variants);
  return JSON.stringify({
    name: 'sandboxes',
    project: repository.dir,
    task: 'Try the sandbox.',
    variants: names.map((id) => ({ id, agent: id })),
    agents: Object.fromEntries(names.map((id) => [id, { command: ['sh', '-c', variants[id]], output: 'text' }])),
    sandbox: { provider: 'bubblewrap', ...sandbox },
    ...rest,
  });
}

function runOf(view: ExperimentView, key: string): RunView {
  const run = view.runs.find((candidate) => candidate.variant.key === key && !candidate.superseded);
  if (!run) throw new Error(`no run of ${key}`);
  return run;
}

async function stepsOf(runId: string, step: string): Promise<string> {
  const events = await product.bakeoff.runs.events({ runId, after: 0, limit: 2000 });
  return events.map(({ event }) => (event.type === 'step' && event.step === step ? event.text : '')).join('');
}

it('runs the set-up once for all variants, and what one of them writes there stays its own', async () => {
  const setup = 'mkdir deps && date +%N > deps/made && echo "set-up ran"';
  const look = 'cat deps/made; if [ -e mine ]; then echo spoiled; fi';
  const view = await product.run(
    file(
      { a: `${look}; echo changed >> deps/made; touch mine`, b: look, c: look },
      { sandbox: { setup }, limits: { maxParallel: 1 }, test: 'test "$(wc -l < deps/made)" = 1' },
    ),
  );
  const runs = ['a', 'b', 'c'].map((key) => runOf(view, key));
  expect(runs.map((run) => run.status)).toEqual(['passed', 'passed', 'passed']);
  expect(new Set(runs.map((run) => run.summary)).size).toBe(1);
  const said = await Promise.all(runs.map((run) => stepsOf(run.id, 'setup')));
  // The base is measured at the same time, and may have been the one that ran it.
  expect(said.join('').split('set-up ran').length - 1).toBeLessThanOrEqual(1 + runs.length);
  expect((await product.deps.cache.list()).filter((entry) => entry.store === 'prepared')).toHaveLength(1);
  expect(runOf(view, 'a').diffStats).toMatchObject({ filesChanged: 1 });
});

it('fails a run with what a failing set-up printed, and tells the sentence once for each', async () => {
  const view = await product.run(file({ a: 'true', b: 'true' }, { sandbox: { setup: 'echo no such thing; exit 7' } }));
  for (const key of ['a', 'b']) {
    expect(runOf(view, key)).toMatchObject({ status: 'failed', error: { type: 'setup_failed' } });
    expect(runOf(view, key).error?.message).toContain('no such thing');
  }
});

it('shows what the network refused, and lets it through once a person allowed it', async () => {
  const wants = 'curl -sS --max-time 20 http://wanted.invalid/; echo; curl -sS http://wanted.invalid/; exit 0';
  const view = await product.run(file({ a: wants }));
  const run = runOf(view, 'a');
  expect(run.blocked).toEqual([{ host: 'wanted.invalid', port: 80 }]);
  expect(run.summary).toMatch(/wanted\.invalid/);
  expect(await product.bakeoff.projects.allowHost(view.project.id, 'wanted.invalid', true)).toMatchObject({ ok: true });
  expect(await product.bakeoff.projects.allowHost(view.project.id, 'not a host', true)).toMatchObject({ ok: false });
  const again = await product.bakeoff.runs.retry(run.id);
  if (!again.ok) throw new Error(again.error.message);
  const retried = runOf(await product.settled(view.id), 'a');
  expect(retried.blocked).toEqual([]);
  expect(retried.summary).toContain('has no address');
});

it('sets a follow-up up with no more network than the agent had', async () => {
  const setup = 'curl -sS http://elsewhere.invalid/ 2>&1; echo "set-up ran"';
  const view = await product.run(file({ a: 'echo more >> a.txt' }, { sandbox: { setup } }));
  const first = runOf(view, 'a');
  const followed = await product.bakeoff.runs.followUp({ runId: first.id, text: 'And once more.' });
  if (!followed.ok) throw new Error(followed.error.message);
  expect(runOf(await product.settled(view.id), 'a')).toMatchObject({ id: followed.value.runId, status: 'passed' });
  const said = await stepsOf(followed.value.runId, 'setup');
  expect(said).toContain('set-up ran');
  // The person's own set-up of the base got as far as to be told that there is no such name.
  expect(said).not.toContain('has no address');
  expect(said).toMatch(/Could not resolve host|Bakeoff blocked elsewhere.invalid/);
});

it('keeps what an agent committed itself beside its result', async () => {
  const commit = 'echo two >> a.txt; git commit -qam second; echo three > b.txt; git add .; git commit -qm third';
  const run = runOf(await product.run(file({ a: `${commit}; echo left > c.txt` })), 'a');
  expect(await stepsOf(run.id, 'capture')).toContain('2 commits of the agent');
  expect(run.diffStats).toMatchObject({ filesChanged: 3 });
});

it('says which limit ended a run', async () => {
  const greedy = 'node -e "const all = []; for (;;) all.push(Buffer.alloc(8e6, 1))"';
  const run = runOf(await product.run(file({ a: greedy }, { sandbox: { memory: '128m' } })), 'a');
  expect(run).toMatchObject({ status: 'failed', error: { type: 'out_of_memory' } });
  expect(run.peak?.memoryBytes).toBeGreaterThan(50e6);
});

describe('a run that works', () => {
  it('stands still while it is paused, and shows what it uses', async () => {
    const id = await product.launch(file({ a: 'i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo $i; sleep 0.1; done' }));
    const current = async (): Promise<RunView> => runOf((await product.bakeoff.experiments.get(id))!, 'a');
    await waitUntil(async () => (await current()).lastOutput?.includes('2') ?? false, 'its first lines');
    const { id: runId } = await current();
    expect(await product.bakeoff.runs.pause(runId)).toMatchObject({ ok: true });
    await waitUntil(async () => (await current()).paused, 'the pause');
    expect(await product.bakeoff.runs.resume(runId)).toMatchObject({ ok: true });
    await waitUntil(async () => !(await current()).paused, 'its going on');
    const run = runOf(await product.settled(id), 'a');
    expect(run).toMatchObject({ status: 'passed', success: null });
    const points = await product.bakeoff.runs.resources(runId);
    expect(points.length).toBeGreaterThan(0);
    expect(run.peak?.pids).toBeGreaterThan(0);
    expect(await product.bakeoff.runs.pause(runId)).toMatchObject({ ok: false, error: { type: 'not_running' } });
  });
});

describe('a preview', () => {
  const SERVER = `require('http').createServer((q, r) => r.end(require('fs').readFileSync('a.txt') + (q.headers.cookie || 'no cookie'))).listen(process.env.PORT, '127.0.0.1')`;
  function get(url: string, headers: Record<string, string>): Promise<{ status: number | undefined; body: string }> {
    const { port } = new URL(url);
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path: '/', headers }, (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode, body }));
      });
      asked.on('error', reject);
      asked.end();
    });
  }

  it('serves a result under a name of its own, without our cookies, until it is stopped', async () => {
    const preview = { run: `node -e "${SERVER}"`, port: 3456 };
    const view = await product.run(file({ a: 'echo changed > a.txt' }, { sandbox: { preview } }));
    const run = runOf(view, 'a');
    expect(await product.bakeoff.previews.start(run.id)).toMatchObject({ ok: true });
    const current = async () => runOf((await product.bakeoff.experiments.get(view.id))!, 'a').preview;
    await waitUntil(async () => (await current())?.status === 'ready', 'the preview');
    const url = (await current())?.url ?? '';
    expect(url).toMatch(/^http:\/\/preview-[a-z0-9]+\.localhost:\d+\/$/);
    const { host } = new URL(url);
    const answer = await get(url, { host, cookie: 'bakeoff_session=secret; own=1' });
    expect(answer).toEqual({ status: 200, body: 'changed\nown=1' });
    expect((await get(url, { host: 'localhost' })).status).toBe(421);
    expect(await product.bakeoff.previews.stop(run.id)).toMatchObject({ ok: true });
    await waitUntil(async () => (await current())?.status === 'stopped', 'its end');
    await expect(get(url, { host })).rejects.toThrow(/ECONNREFUSED|hang up|ECONNRESET/);
    expect(await findTagged({ name: RUN_TAG, value: `${run.id}-preview` })).toEqual([]);
    await waitUntil(async () => !(await product.deps.sandboxes.list()).includes(`${run.id}-preview`), 'its removal');
  });

  it('says why it did not come up', async () => {
    const preview = { run: 'echo oh no; exit 3', port: 3456 };
    const view = await product.run(file({ a: 'true' }, { sandbox: { preview } }));
    await product.bakeoff.previews.start(runOf(view, 'a').id);
    const current = async () => runOf((await product.bakeoff.experiments.get(view.id))!, 'a').preview;
    await waitUntil(async () => (await current())?.status === 'failed', 'its failure');
    expect(await current()).toMatchObject({ error: expect.stringContaining('exit code 3'), output: 'oh no\n' });
  });
});

it('leaves nothing of a run on the host once it is over', async () => {
  const view = await product.run(file({ a: 'setsid sleep 300 & echo up' }));
  const { id } = runOf(view, 'a');
  await waitUntil(async () => !(await product.deps.sandboxes.list()).includes(id), 'the end of its sandbox');
  expect(await findTagged({ name: RUN_TAG, value: id })).toEqual([]);
  expect(await product.deps.disk.exists(product.deps.paths.sandbox(id))).toBe(false);
});
