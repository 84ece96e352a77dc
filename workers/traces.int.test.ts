import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traceIndexSchema, traceSchema, type Trace, type TraceIndex } from '@/lib/schemas/trace';
import { createTestProduct, type TestProduct } from '@/lib/testing/product';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';
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

const DEMO = JSON.stringify({
  project: 'builtin:demo',
  task: 'Make all tests pass.',
  variants: [
    { id: 'sweep', agent: 'demo', approach: 'Sort once, then sweep' },
    { id: 'index', agent: 'demo', approach: 'Index with a map' },
  ],
  contract: {
    gates: [{ name: 'tests', run: 'node --test' }],
    metrics: [{ name: 'time', run: 'node bench.mjs', read: { json: '.ms' }, unit: 'ms', better: 'lower' }],
  },
});

function sleeper(script: string, more: object = {}): string {
  return JSON.stringify({
    project: repository.dir,
    task: 'Work.',
    variants: [{ id: 'one', agent: 'one' }],
    agents: { one: { command: ['sh', '-c', script], output: 'text' } },
    ...more,
  });
}

function folder(experimentId: string): string {
  return path.join(product.home, 'traces', experimentId);
}

/** Every file of an experiment, each a whole one. */
async function readAll(experimentId: string): Promise<{ index: TraceIndex | null; traces: Map<string, Trace> }> {
  const names = await readdir(folder(experimentId)).catch(() => []);
  const traces = new Map<string, Trace>();
  let index: TraceIndex | null = null;
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    const value: unknown = JSON.parse(await readFile(path.join(folder(experimentId), name), 'utf8'));
    if (name === 'index.json') index = traceIndexSchema.parse(value);
    else traces.set(name, traceSchema.parse(value));
  }
  return { index, traces };
}

function withoutTime<T extends { writtenAt: string }>(value: T): T {
  return { ...value, writtenAt: '' };
}

describe('traces on the disk', { timeout: 120_000 }, () => {
  it('are whole at every moment of a run, and at its end say what the rows say', async () => {
    await product.startWorker({ built: true });
    const id = await product.launch(DEMO);
    const seen = new Set<string>();
    // Read as often as it goes: a file that is not whole fails here.
    await waitUntil(async () => {
      const { index, traces } = await readAll(id);
      for (const trace of traces.values()) seen.add(trace.status);
      return index?.status === 'done';
    }, 'the end of the experiment');
    const view = await product.settled(id);
    expect(view.runs.map((run) => run.error)).toEqual([null, null]);
    expect([...seen]).toEqual(expect.arrayContaining(['preparing', 'running', 'judging']));
    const { index, traces } = await readAll(id);
    expect([...traces.keys()].toSorted()).toEqual(['index@1.json', 'sweep.json']);
    expect(index).toMatchObject({
      correlationId: id,
      task: 'Make all tests pass.',
      summary: { runs: 2, statuses: { passed: 2 } },
      winner: { runId: view.winnerRunId },
      verdict: view.verdict,
    });
    expect(index?.variants.map((variant) => variant['approach'])).toEqual([
      'Sort once, then sweep',
      'Index with a map',
    ]);
    expect(index?.runs.map((run) => run.file)).toEqual(['sweep.json', 'index@1.json']);
    for (const run of view.runs) {
      const file = index?.runs.find((each) => each.runId === run.id)?.file ?? '';
      const read = await product.bakeoff.traces.get(run.id);
      if (!read) throw new Error('no trace');
      expect(withoutTime(traces.get(file)!)).toEqual(withoutTime(read));
    }
    const sweep = traces.get('sweep.json')!;
    expect(sweep.prompt).toContain('Sort once, then sweep');
    expect(sweep.tools.total).toBeGreaterThan(0);
    expect(sweep.timing.spans.map((span) => span.kind)).toEqual(
      expect.arrayContaining(['wait', 'setup', 'agent', 'capture', 'gates', 'gate', 'measure']),
    );
    expect(sweep.timing.spans.every((span) => span.end !== null && (span.ms ?? -1) >= 0)).toBe(true);
    expect(sweep.evidence.gates).toHaveLength(1);
    expect(sweep.evidence.metrics[0]).toMatchObject({ name: 'time', evidence: 'measured' });
    expect((await stat(path.join(folder(id), 'sweep.json'))).mode & 0o777).toBe(0o600);

    const usage = await product.bakeoff.data.usage();
    expect(usage.parts.find((part) => part.name === 'traces')?.bytes).toBeGreaterThan(0);
    expect(await product.bakeoff.experiments.remove(id)).toMatchObject({ ok: true });
    expect(await readdir(folder(id)).catch(() => 'gone')).toBe('gone');
  });

  it('stay readable when the worker is killed in the middle, and are finished by the next one', async () => {
    const worker = await product.startWorker({ built: true });
    const id = await product.launch(sleeper('echo working; sleep 300'));
    const read = async (): Promise<Trace | undefined> => (await readAll(id)).traces.get('one.json');
    await waitUntil(async () => (await read())?.prompt !== null && (await read())?.status === 'running', 'the prompt');
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    const left = await read();
    expect(left).toMatchObject({ status: 'running', timing: { ended: null }, output: null, error: null });
    expect(left?.prompt).toContain('Work.');
    await product.startWorker({ built: true });
    await product.bakeoff.experiments.cancel(id);
    await product.settled(id);
    await waitUntil(async () => (await readAll(id)).index?.status === 'cancelled', 'the last index');
    const end = await read();
    expect(end).toMatchObject({ status: 'cancelled', runId: left?.runId, error: { type: 'cancelled' } });
    expect(end?.prompt).toBe(left?.prompt);
  });

  it('keep that of a run which another one replaced, and tell of runs that nobody started', async () => {
    await product.startWorker({ built: true });
    const id = await product.launch(
      sleeper('echo hello; exit 3', {
        variants: [
          { id: 'one', agent: 'one', repeats: 2 },
          { id: 'one-2', agent: 'one' },
        ],
        limits: { maxParallel: 1, failFast: true },
      }),
    );
    const first = await product.settled(id);
    await waitUntil(async () => (await readAll(id)).index?.status === first.status, 'the last index');
    const before = await readAll(id);
    expect([...before.traces.keys()].toSorted()).toEqual(['one-2.json', 'one.json', 'one@2.json']);
    const statuses = [...before.traces.values()].map((trace) => trace.status).toSorted();
    expect(statuses.filter((status) => status === 'failed')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'cancelled' || status === 'skipped')).toHaveLength(2);

    const failed = first.runs.find((run) => run.status === 'failed');
    if (!failed) throw new Error('no run failed');
    const retried = await product.bakeoff.runs.retry(failed.id);
    expect(retried.ok).toBe(true);
    await product.settled(id);
    const file = before.index?.runs.find((run) => run.runId === failed.id)?.file ?? '';
    const past = file.replace('.json', `@${failed.id}.json`);
    await waitUntil(async () => (await readAll(id)).index?.runs.some((run) => run.file === past) ?? false, 'the index');
    const after = await readAll(id);
    expect(after.traces.get(past)).toMatchObject({ runId: failed.id, status: 'failed' });
    expect(after.traces.get(file)?.runId).not.toBe(failed.id);
    const listed = after.index?.runs.map((run) => run.file).toSorted();
    expect(listed).toEqual([...after.traces.keys()].toSorted());
  });

  it('of an experiment that was deleted elsewhere go with what is cleaned', async () => {
    await waitUntil(async () => (await product.deps.sandboxes.list()).length === 0, 'the end of the other tests');
    await product.deps.traces.write('gone', 'one.json', '{}');
    const dry = await product.bakeoff.data.clean({ dryRun: true, olderThanMs: 0 });
    expect(dry.removed.map((each) => each.what)).toContain('traces of a deleted experiment');
    expect(await product.deps.traces.list()).toContain('gone');
    await product.bakeoff.data.clean({ dryRun: false, olderThanMs: 0 });
    expect(await product.deps.traces.list()).not.toContain('gone');
  });
});
