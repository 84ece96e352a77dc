/** Every page for every eye and hand: axe in light and dark, no sideways scrolling on a phone, and the keyboard. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { createTempRepository, type TempRepository } from '../lib/testing/temp-repository';
import { expect, runBakeoff, test } from './fixtures';
import { column } from './support/experiment';
import { launch } from './support/launch';
import { launchPipelines, pipelinePlaces } from './support/pipeline-places';

type Place = { name: string; path: () => string; ready: (page: Page) => Promise<void> };

const made = {
  repository: null as TempRepository | null,
  projectId: '',
  experimentId: '',
  secondId: '',
  runId: '',
  failedId: '',
};

const experiment = (dir: string): string => `
project: ${dir}
name: for every eye, and-a-word-that-no-line-of-a-phone-can-hold-because-nobody-put-a-space-into-it-anywhere
task: Write a file.
variants:
  - { id: good, agent: writer }
  - { id: bad, agent: breaker }
agents:
  writer: { command: [sh, -c, 'printf "\\033[32mgreen\\033[0m and \\033[33myellow\\033[0m\\n"; echo "one line more" >> README.md'] }
  breaker: { command: [sh, -c, 'echo on its way; rm README.md; echo oops >&2'] }
contract:
  gates: [{ name: readme, run: cat README.md }]
  metrics: [{ name: words, run: cat README.md | wc -w, unit: words, better: lower }]
`;

const heading = (name: string) => (page: Page) => expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();

const places: Place[] = [
  {
    name: 'home',
    path: () => '/',
    ready: (page) => expect(page.getByRole('link', { name: 'for every eye' }).first()).toBeVisible(),
  },
  {
    name: 'all experiments',
    path: () => '/experiments',
    ready: (page) => expect(page.getByRole('link', { name: 'for every eye' }).first()).toBeVisible(),
  },
  {
    name: 'projects',
    path: () => '/projects',
    ready: (page) => expect(page.getByRole('main').getByRole('listitem').first()).toBeVisible(),
  },
  {
    name: 'project',
    path: () => `/projects/${made.projectId}`,
    ready: (page) => expect(page.getByRole('link', { name: 'for every eye' }).first()).toBeVisible(),
  },
  {
    name: 'form',
    path: () => `/experiments/new?project=${made.projectId}`,
    ready: (page) => expect(page.getByLabel('Task', { exact: true })).toBeVisible(),
  },
  {
    name: 'YAML',
    path: () => `/experiments/new?from=${made.experimentId}&view=yaml`,
    ready: (page) => expect(page.getByLabel('Experiment as YAML')).toBeVisible(),
  },
  {
    name: 'live',
    path: () => `/experiments/${made.experimentId}?tab=live`,
    ready: (page) => expect(column(page, 'good')).toBeVisible(),
  },
  {
    name: 'comparison',
    path: () => `/experiments/${made.experimentId}?tab=compare`,
    ready: (page) =>
      expect(page.getByRole('region', { name: 'README.md', exact: true })).toContainText('one line more'),
  },
  {
    name: 'run',
    path: () => `/experiments/${made.experimentId}/runs/${made.runId}`,
    ready: (page) => expect(page.getByRole('heading', { name: 'Transcript' })).toBeVisible(),
  },
  {
    name: 'agents',
    path: () => '/agents',
    ready: (page) => expect(page.getByRole('main')).toContainText('Claude Code'),
  },
  { name: 'templates', path: () => '/templates', ready: heading('Templates') },
  {
    name: 'form from a template',
    path: () => '/experiments/new?template=staged-feature',
    ready: (page) => expect(page.getByText('Starts from the template')).toBeVisible(),
  },
  {
    name: 'two experiments',
    path: () => `/compare?a=${made.experimentId}&b=${made.secondId}`,
    ready: (page) => expect(page.getByRole('region', { name: 'Scoreboard' })).toBeVisible(),
  },
  {
    name: 'failed run, searched',
    path: () => `/experiments/${made.experimentId}/runs/${made.failedId}?find=oops&show=commands`,
    ready: (page) => expect(page.getByRole('search').getByRole('status')).toContainText('match'),
  },
  { name: 'this computer', path: () => '/host', ready: heading('This computer') },
  { name: 'data', path: () => '/data', ready: heading('Data') },
  { name: 'login', path: () => '/login', ready: heading('Open the URL that was printed') },
  ...pipelinePlaces,
];

test.beforeAll(async () => {
  made.repository = await createTempRepository({ 'README.md': '# Sample\n' });
  made.experimentId = await launch(runBakeoff, experiment(made.repository.dir));
  made.secondId = await launch(runBakeoff, experiment(made.repository.dir));
  await expect(async () => {
    const { stdout } = await runBakeoff('show', made.experimentId, '--json');
    const view = JSON.parse(stdout) as { status: string; runs: { id: string }[] };
    expect(view.status).toBe('done');
    made.runId = view.runs[0]?.id ?? '';
    made.failedId = view.runs[1]?.id ?? '';
  }).toPass({ timeout: 45_000 });
  const { stdout } = await runBakeoff('ls', '--json');
  const { experiments } = JSON.parse(stdout) as { experiments: { id: string; projectId: string }[] };
  made.projectId = experiments.find((one) => one.id === made.experimentId)?.projectId ?? '';
});

test.beforeAll(async () => {
  test.setTimeout(120_000);
  await launchPipelines(made.repository?.dir ?? '');
});

test.afterAll(() => made.repository?.cleanup());

for (const { name, path, ready } of places) {
  test(`${name}: axe finds nothing in light and dark, and a phone needs no sideways scrolling`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(path());
    for (const colorScheme of ['light', 'dark'] as const) {
      // What is read out is the same in the dark; only the colours are others.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expect(page.locator('html')).toHaveCSS('color-scheme', colorScheme);
      await ready(page);
      const axe = new AxeBuilder({ page });
      if (colorScheme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block']);
      const { violations } = await axe.analyze();
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
      );
      expect(found, `${name} in ${colorScheme}`).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await ready(page);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `${name}: pixels wider than a phone`).toBeLessThanOrEqual(0);
  });
}

test('the keyboard: the focus is seen, the palette opens, numbers go to the variants', async ({ page }) => {
  await page.goto('/');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  for (let presses = 0; presses < 6; presses++) {
    await page.keyboard.press('Tab');
    expect(await focusRing(page), `focus after ${presses + 2} tabs`).toBeGreaterThan(0);
  }
  const palette = page.getByRole('dialog', { name: 'Go to' });
  await expect(page.getByRole('status').filter({ hasText: 'Live' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(palette).toBeVisible();
  await page.keyboard.type('Agents');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/agents$/);

  await page.goto(`/experiments/${made.experimentId}?tab=live`);
  await expect(column(page, 'bad')).toBeVisible();
  // The keys work once the page has come to life, which can't be seen.
  await expect(async () => {
    await page.keyboard.press('2');
    await expect(column(page, 'bad').getByRole('link', { name: 'bad' })).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.press('1');
  await expect(column(page, 'good').getByRole('link', { name: 'good' })).toBeFocused();
  await page.keyboard.press('c');
  await expect(page.getByRole('region', { name: 'Scoreboard' })).toBeVisible();
});

/** Width of the line around what has the focus. */
function focusRing(page: Page): Promise<number> {
  return page.evaluate(() => {
    const style = document.activeElement ? getComputedStyle(document.activeElement) : null;
    return style && style.outlineStyle !== 'none' ? Number.parseFloat(style.outlineWidth) : 0;
  });
}
