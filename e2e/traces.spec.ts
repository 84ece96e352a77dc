/** What is left of an experiment to read and to send on: traces, the archive of them, the report. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { createTempRepository, type TempRepository } from '../lib/testing/temp-repository';
import { expect, runBakeoff, test } from './fixtures';
import { strip } from './support/experiment';
import { launch } from './support/launch';

const MARKUP = '<img src=x onerror=alert(1)>';

const experiment = (dir: string): string => `
project: ${dir}
name: traced ${MARKUP}
task: Write a file. ${MARKUP}
variants:
  - { id: good, agent: writer }
  - { id: bad, agent: breaker }
agents:
  writer: { command: [sh, -c, 'echo "${MARKUP}" > "<b>.md"; for i in 1 2 3; do echo "line $i" >> README.md; done; echo "I wrote ${MARKUP}"'] }
  breaker: { command: [sh, -c, 'rm README.md; echo oops >&2'] }
contract:
  gates: [{ name: readme, run: 'cat README.md' }]
  metrics: [{ name: words, run: cat README.md | wc -w, unit: words, better: higher }]
`;

const made = { repository: null as TempRepository | null, id: '', runId: '', dir: '' };

test.beforeAll(async () => {
  made.dir = await mkdtemp(path.join(tmpdir(), 'bakeoff-traces-'));
  made.repository = await createTempRepository({ 'README.md': '# Sample\n' });
  made.id = await launch(runBakeoff, experiment(made.repository.dir));
  await expect(async () => {
    const { stdout } = await runBakeoff('show', made.id, '--json');
    const view = JSON.parse(stdout) as { status: string; runs: { id: string; variant: { key: string } }[] };
    expect(view.status).toBe('done');
    made.runId = view.runs.find((run) => run.variant.key === 'good')?.id ?? '';
  }).toPass({ timeout: 45_000 });
});

test.afterAll(async () => {
  await made.repository?.cleanup();
  await rm(made.dir, { recursive: true, force: true });
});

test('the traces of an experiment: each run on one axis, opened to a waterfall, its JSON, all as one archive', async ({
  page,
}) => {
  await page.goto(`/experiments/${made.id}`);
  await strip(page).getByRole('link', { name: 'Traces', exact: true }).click();
  await expect(page).toHaveURL(/tab=traces/);
  const good = page.getByRole('main').getByRole('button', { name: /good/, expanded: false });
  await good.click();
  const waterfall = page.getByRole('list', { name: 'Waterfall' });
  for (const word of ['Wait', 'Set-up', 'Agent', 'Capture', 'Gates', 'readme', 'Measure']) {
    await expect(waterfall.getByText(word, { exact: true })).toBeVisible();
  }
  await page.getByRole('button', { name: 'Show JSON' }).click();
  await expect(page.getByRole('region', { name: 'Trace as JSON' })).toContainText(`"correlationId": "${made.id}"`);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download all' }).click(),
  ]);
  const file = path.join(made.dir, download.suggestedFilename());
  await download.saveAs(file);
  await promisify(execFile)('tar', ['-xzf', file, '-C', made.dir]);
  const folder = path.join(made.dir, `${made.id}-traces`);
  expect((await readdir(folder)).toSorted()).toEqual(['bad.json', 'good.json', 'index.json']);
  const index = JSON.parse(await readFile(path.join(folder, 'index.json'), 'utf8')) as { winner: { variant: string } };
  expect(index.winner.variant).toBe('good');
});

test('a run shows its own waterfall and gives its trace as a file', async ({ page }) => {
  await page.goto(`/experiments/${made.id}/runs/${made.runId}`);
  await expect(page.getByRole('list', { name: 'Waterfall' }).getByText('Agent', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Show JSON' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download trace' }).click(),
  ]);
  const trace = JSON.parse(await readFile(await download.path(), 'utf8')) as { runId: string; prompt: string };
  expect(trace.runId).toBe(made.runId);
  expect(trace.prompt).toContain('Write a file.');
});

test('the report opens from a file, asks for nothing, runs nothing, and axe finds nothing', async ({
  browser,
  page,
}) => {
  await page.goto(`/experiments/${made.id}`);
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^Report/ }).click(),
  ]);
  const file = path.join(made.dir, 'report.html');
  await download.saveAs(file);

  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ colorScheme, offline: true, storageState: undefined });
    const report = await context.newPage();
    const asked: string[] = [];
    const problems: string[] = [];
    report.on('request', (request) => asked.push(request.url()));
    report.on('dialog', (dialog) => problems.push(dialog.message()));
    report.on('console', (message) => problems.push(message.text()));
    report.on('pageerror', (error) => problems.push(error.message));
    await report.goto(`file://${file}`);
    await expect(report.getByRole('heading', { level: 1 })).toContainText(`traced ${MARKUP}`);
    await expect(report.getByText('Winner: good')).toBeVisible();
    await expect(report.getByText('<b>.md')).toBeVisible();
    await expect(report.locator('.d2h-ins').filter({ hasText: MARKUP }).first()).toBeVisible();
    await expect(report.locator('img, script, iframe, b')).toHaveCount(0);
    const { violations } = await new AxeBuilder({ page: report }).setLegacyMode().analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
    expect(found, colorScheme).toEqual([]);
    await report.setViewportSize({ width: 390, height: 844 });
    const overflow = await report.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    expect(asked).toEqual([`file://${file}`]);
    expect(problems).toEqual([]);
    await context.close();
  }
});

test('bakeoff export writes the report, the summary, the results and the traces', async () => {
  const out = path.join(made.dir, 'export');
  const { code, stdout } = await runBakeoff('export', made.id, '--out', out, '--json');
  expect(code).toBe(0);
  const { files } = JSON.parse(stdout) as { files: string[] };
  expect(files.toSorted()).toEqual([
    'experiment.json',
    'report.html',
    'summary.md',
    'traces/bad.json',
    'traces/good.json',
    'traces/index.json',
    'variants/bad.json',
    'variants/good.json',
  ]);
  const good = JSON.parse(await readFile(path.join(out, 'variants/good.json'), 'utf8')) as Record<string, unknown>;
  expect(good).toMatchObject({ agent_id: 'good', success: true, exit_code: 0, diff_stats: { files_changed: 2 } });
  expect(await readFile(path.join(out, 'summary.md'), 'utf8')).toContain('**Verdict:**');
});
