/** Every template, from its file to its end, with the demo agents. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { createTestProduct, type TestProduct } from '@/lib/testing/product';

const DIR = path.join(import.meta.dirname, '../examples');

let product: TestProduct;

beforeAll(async () => {
  process.env.BAKEOFF_DEMO_SPEED = '100';
  product = await createTestProduct();
  // The demo agent runs from one file, as it does for people.
  await product.startWorker({ built: true });
}, 300_000);

afterAll(async () => {
  delete process.env.BAKEOFF_DEMO_SPEED;
  await product.cleanup();
});

async function runTemplate(name: string): Promise<ExperimentView> {
  const template = await product.bakeoff.templates.get(name);
  if (!template) throw new Error(`no template ${name}`);
  const view = await product.run(template.text);
  expect(view.status).toBe('done');
  return view;
}

function runOf(view: ExperimentView, key: string): RunView {
  const run = view.runs.find((candidate) => candidate.variant.key === key && !candidate.superseded);
  if (!run) throw new Error(`no run of ${key}`);
  return run;
}

const statuses = (view: ExperimentView): Record<string, string> =>
  Object.fromEntries(view.runs.map((run) => [run.variant.key, run.status]));
const winnerOf = (view: ExperimentView): string | undefined =>
  view.runs.find((run) => run.id === view.winnerRunId)?.variant.key;

/** As it was sent to the agent. */
async function promptOf(run: RunView): Promise<string> {
  const events = await product.bakeoff.runs.events({ runId: run.id, after: 0, limit: 1000 });
  return events.flatMap(({ event }) => (event.type === 'prompt' ? [event.text] : [])).join('\n');
}

const checks: Record<string, (view: ExperimentView) => Promise<void> | void> = {
  demo: (view) => {
    expect(statuses(view)).toEqual({ sweep: 'passed', map: 'passed', quick: 'failed' });
    expect(winnerOf(view)).toBe('sweep');
  },
  'n-version': (view) => {
    expect(statuses(view)).toEqual({ sweep: 'passed', map: 'passed', quick: 'failed' });
    expect(winnerOf(view)).toBe('sweep');
    expect(view.base.gates[0]).toMatchObject({ status: 'failed' });
  },
  'bug-race': (view) => {
    const passed = view.runs.filter((run) => run.status === 'passed');
    expect(passed.length).toBeGreaterThan(0);
    expect(['sweep', 'map']).toContain(winnerOf(view));
    expect(runOf(view, 'quick').status).not.toBe('passed');
  },
  'refactoring-compare': (view) => {
    expect(statuses(view)).toEqual({ imperative: 'passed', modules: 'passed', minimal: 'failed' });
    const lines = (key: string) => runOf(view, key).metrics.find((metric) => metric.name === 'lines')?.value ?? 0;
    expect(lines('modules')).toBeGreaterThan(lines('imperative'));
    expect(winnerOf(view)).toBe('imperative');
  },
  'before-after': (view) => {
    const value = (metrics: RunView['metrics'], name: string) =>
      metrics.find((one) => one.name === name)?.value ?? null;
    expect(value(view.base.metrics, 'red-tests')).toBe(2);
    expect(value(runOf(view, 'improve').metrics, 'red-tests')).toBe(0);
    expect(value(runOf(view, 'improve').metrics, 'time')).toBeLessThan(value(view.base.metrics, 'time') ?? 0);
  },
  'fallback-cascade': (view) => {
    expect(statuses(view)).toEqual({ cheap: 'failed', careful: 'passed', thorough: 'skipped' });
    expect(winnerOf(view)).toBe('careful');
  },
  'debug-then-fix': (view) => {
    expect(statuses(view)).toEqual({ debug: 'passed', fix: 'passed', combined: 'passed' });
    expect(runOf(view, 'debug').summary).toMatch(/^2 of 9 tests fail: BROKEN\./);
    expect(winnerOf(view)).toBe('combined');
  },
  'validate-then-regenerate': (view) => {
    expect(runOf(view, 'validate').summary).toContain('BROKEN');
    expect(statuses(view)).toEqual({
      generate: 'passed',
      validate: 'passed',
      regenerate: 'passed',
      review: 'passed',
      combined: 'passed',
    });
    expect(runOf(view, 'combined').tests).toMatchObject({ failed: 0 });
  },
  'expert-panel': (view) => {
    expect(new Set(Object.values(statuses(view)))).toEqual(new Set(['passed']));
    expect(runOf(view, 'performance').summary).toContain('Recommendation: Quick rewrite');
    expect(runOf(view, 'performance-again').summary).toContain('I take back "Quick rewrite"');
    expect(runOf(view, 'summary').summary).toContain('Recommendation: Sort once, then sweep');
  },
  relay: async (view) => {
    expect(statuses(view)).toEqual({ look: 'passed', first: 'passed', second: 'failed', third: 'skipped' });
    expect(winnerOf(view)).toBe('first');
    expect(await promptOf(runOf(view, 'first'))).toContain('2 of 9 tests fail: BROKEN.');
  },
  'research-then-build': async (view) => {
    expect(new Set(Object.values(statuses(view)))).toEqual(new Set(['passed']));
    const prompt = await promptOf(runOf(view, 'map'));
    expect(prompt).toContain('2 of 9 tests fail: BROKEN.');
    expect(prompt).toContain('Recommendation: Quick rewrite');
    expect(winnerOf(view)).toBe('sweep');
  },
  'provider-and-consumer': async (view) => {
    expect(statuses(view)).toEqual({ rooms: 'passed', printer: 'passed', combined: 'passed' });
    expect(await promptOf(runOf(view, 'printer'))).toContain('src/rooms.mjs exports overlapsByRoom');
    expect(winnerOf(view)).toBe('combined');
  },
  'staged-feature': async (view) => {
    expect(view.stages.map(({ status }) => status)).toEqual(['decided', 'decided', 'decided']);
    expect(statuses(view)).toMatchObject({ cli: 'passed', rooms: 'passed', 'input-check': 'passed', short: 'passed' });
    const patch = await product.bakeoff.runs.patch({ runId: runOf(view, 'features-combined').id, against: 'base' });
    for (const file of ['cli.mjs', 'src/rooms.mjs', 'src/check-bookings.mjs']) {
      expect(patch.ok ? patch.value : '').toContain(`+++ b/${file}`);
    }
    expect(winnerOf(view)).toBe('short');
  },
  'api-load-test': (view) => {
    expect(statuses(view)).toEqual({ cache: 'passed', rooms: 'passed', lean: 'failed' });
    const p95 = (metrics: RunView['metrics']) => metrics.find((metric) => metric.name === 'p95')?.value ?? 0;
    expect(p95(runOf(view, 'cache').metrics)).toBeLessThan(p95(view.base.metrics));
    expect(['cache', 'rooms']).toContain(winnerOf(view));
  },
};

describe('the templates', () => {
  it.each(Object.entries(checks))(
    '%s runs to its end and comes to what it promises',
    { timeout: 240_000 },
    async (name, check) => {
      const view = await runTemplate(name);
      expect(view.verdict).not.toBe('');
      await check(view);
    },
  );

  it('are all tried here, except those that need an account', async () => {
    const files = (await readdir(DIR))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => path.basename(file, '.yaml'));
    expect(files.filter((name) => !(name in checks))).toEqual(['real-agents']);
    expect(await readFile(path.join(DIR, 'real-agents.yaml'), 'utf8')).toContain('claude');
  });
});

describe('one’s own templates', () => {
  it('are saved, listed, run and deleted; names are not taken twice, patterns stay', async () => {
    const { templates } = product.bakeoff;
    const text =
      'project: builtin:demo\ntask: Make all tests pass.\nvariants: [{ id: a, agent: demo }]\ntest: node --test\n';
    const saved = await templates.save({ title: 'My way', description: 'For demos.', text });
    expect(saved).toMatchObject({ ok: true, value: { name: 'my-way', title: 'My way', origin: 'own' } });
    expect(await templates.save({ title: 'my way!', description: '', text })).toMatchObject({
      ok: false,
      error: { type: 'name_taken' },
    });
    expect(await templates.save({ title: 'Demo', description: '', text })).toMatchObject({
      ok: false,
      error: { type: 'name_taken' },
    });
    expect(await templates.save({ title: 'Broken', description: '', text: 'task: x' })).toMatchObject({
      ok: false,
      error: { type: 'invalid' },
    });
    const view = await runTemplate('my-way');
    expect(view.runs[0]).toMatchObject({ status: 'passed' });
    expect(await templates.remove('demo')).toMatchObject({ ok: false, error: { type: 'built_in' } });
    expect(await templates.remove('my-way')).toEqual({ ok: true, value: null });
    expect(await templates.get('my-way')).toBeNull();
  });
});
