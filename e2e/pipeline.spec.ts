/** Stages and graphs in the browser: built in the form, seen as a picture, picked from, and timed. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { demoProjectFiles } from '../lib/core/demo-project';
import { column, openYaml, pressLaunch, showForm, showYaml, strip } from './support/experiment';
import { launch } from './support/launch';

/** Each run makes a file of its own, so that the tasks of a graph fit together. */
const start = (dir: string): string => `project: ${dir}
task: Do your part.
variants:
  - { id: plan, agent: writer }
agents:
  writer: { command: [mktemp, part-XXXXXXXX] }
test: ls part-*
`;

const picture = (page: Page): Locator => page.getByRole('application', { name: /^Pipeline of/ });
const node = (page: Page, key: string): Locator =>
  picture(page).getByRole('button', { name: new RegExp(`^[A-Z]+ ${key}(,|$)`) });

const stage = (page: Page, name: string): Locator =>
  picture(page).getByRole('button', { name: new RegExp(`^Stage ${name},`) });

test('a graph of four tasks and a second stage are built in the form', async ({ page, repository }) => {
  test.setTimeout(120_000);
  await openYaml(page, repository.dir, start(repository.dir));
  await showForm(page);
  const dependsOn = page.getByRole('group', { name: /^Depends on/ });
  await expect(page.getByLabel('Strategy', { exact: true })).toBeVisible();
  await expect(dependsOn).toHaveCount(0);
  await page.getByLabel('Strategy', { exact: true }).click();
  await page.getByRole('option', { name: /^Graph/ }).click();
  await expect(dependsOn).toHaveCount(1);
  for (const [index, id] of ['api', 'page', 'docs'].entries()) {
    await page.getByRole('button', { name: 'Add variant', exact: true }).click();
    await page
      .getByLabel('Id', { exact: true })
      .nth(index + 1)
      .fill(id);
  }
  await dependsOn.nth(1).getByRole('button', { name: 'plan' }).click();
  await dependsOn.nth(2).getByRole('button', { name: 'api' }).click();
  await dependsOn.nth(3).getByRole('button', { name: 'plan' }).click();
  await page.getByRole('button', { name: 'Add stage' }).click();
  await page.getByLabel('Name of the stage').fill('polish');

  for (const key of ['plan', 'api', 'page', 'docs', 'combined', 'stage-2']) await expect(node(page, key)).toBeVisible();
  await expect(picture(page).getByRole('button', { name: 'Stage polish, parallel' })).toBeVisible();
  const yaml = await showYaml(page);
  await expect(yaml).toHaveValue(/strategy: graph/);
  await expect(yaml).toHaveValue(/- id: page\n +agent: writer\n +dependsOn:\n +- api\n/);
  await expect(yaml).toHaveValue(/name: polish/);
  await expect(page.getByText('No problems')).toBeVisible();

  await pressLaunch(page);
  await expect(node(page, 'combined')).toHaveAccessibleName(/Passed, winner/, { timeout: 60_000 });
  await expect(node(page, 'stage-2')).toHaveAccessibleName(/Passed/, { timeout: 30_000 });
  // Nothing judges a task of a graph that has no test of its own.
  for (const key of ['plan', 'api', 'page', 'docs']) await expect(node(page, key)).toHaveAccessibleName(/Finished/);
});

test('strategies show their options and lose them with another choice', async ({ page, repository }) => {
  await openYaml(page, repository.dir, start(repository.dir));
  await showForm(page);
  const choose = async (name: RegExp): Promise<void> => {
    await page.getByLabel('Strategy', { exact: true }).click();
    await page.getByRole('option', { name }).click();
  };
  await choose(/^Sequential/);
  await page.getByRole('switch', { name: 'Pass answers on' }).click();
  await page.getByRole('switch', { name: 'Stop when one does not pass' }).click();
  const yaml = await showYaml(page);
  await expect(yaml).toHaveValue(/type: sequential/);
  await showForm(page);
  await choose(/^Batched/);
  await page.getByLabel('Size of a batch').fill('2');
  await showYaml(page);
  await expect(yaml).toHaveValue(/type: batched/);
  await expect(yaml).toHaveValue(/passOutput: true/);
  await expect(yaml).toHaveValue(/size: 2/);
  await expect(yaml).not.toHaveValue(/stopOnFailure/);
});

const threeStages = (dir: string): string => `
project: ${dir}
name: three stages
task: Make all tests pass, and make the benchmark fast.
${waysOf('', '')}
test: node --test
stages:
  - name: refine
    task: Look at what is there, and make it better.
    select: { by: person }
${waysOf('2', '    ')}
  - name: finish
${waysOf('3', '    ')}
`;

/** The three ways of the demo agent; the last one breaks a test. */
function waysOf(suffix: string, indent: string): string {
  const ways = { sweep: 'Sort once, then sweep', map: 'Index with a map', quick: 'Quick rewrite' };
  const lines = Object.entries(ways).map(
    ([id, approach]) => `  - { id: ${id}${suffix}, agent: demo, approach: "${approach}" }`,
  );
  return ['variants:', ...lines].map((line) => indent + line).join('\n');
}

type Shown = {
  status: string;
  winnerRunId: string;
  stages: { name: string; baseSha: string; winnerRunId: string }[];
  runs: { id: string; resultSha: string; startSha: string; variant: { key: string; stage: string } }[];
};

test('three stages of three variants run from end to end, and one of them waits for a person', async ({
  page,
  bakeoff,
  repository,
}) => {
  test.setTimeout(180_000);
  await repository.write(Object.fromEntries(demoProjectFiles().map(({ path, text }) => [path, text])));
  await repository.commit('the demo project');
  await openYaml(page, repository.dir, threeStages(repository.dir));
  await showForm(page);
  await expect(stage(page, 'main')).toHaveAccessibleName('Stage main, parallel');
  await expect(node(page, 'quick3')).toHaveAccessibleName(/Planned/);
  const id = await pressLaunch(page);

  await test.step('the first stage decides by itself, the second waits', async () => {
    await expect(stage(page, 'refine')).toHaveAccessibleName(/Needs you/, { timeout: 90_000 });
    await expect(stage(page, 'main')).toHaveAccessibleName(/Decided/);
    await expect(node(page, 'sweep')).toHaveAccessibleName(/Passed, winner/);
    await expect(node(page, 'quick')).toHaveAccessibleName(/Failed/);
    await expect(stage(page, 'finish')).toHaveAccessibleName(/Waits/);
    await expect(node(page, 'map3')).toHaveAccessibleName(/Waits for the winner of stage refine/);
  });

  await test.step('a person picks', async () => {
    const question = page.getByRole('note').filter({ hasText: 'Stage refine waits for you to pick its winner.' });
    await expect(question).toContainText('finish starts from it');
    const choice = question.getByRole('listitem').filter({ hasText: 'map2' });
    await choice.getByRole('button', { name: 'Pick as winner of stage refine' }).click();
    const dialog = page.getByRole('dialog', { name: 'Make map2 the winner' });
    await dialog.getByRole('button', { name: 'Simpler' }).click();
    await dialog.getByRole('button', { name: 'Make it the winner' }).click();
    await expect(question).toHaveCount(0);
    await expect(node(page, 'map2')).toHaveAccessibleName(/Passed, winner/);
  });

  await test.step('the last stage goes on from what was picked, to the end', async () => {
    await expect(stage(page, 'finish')).toHaveAccessibleName(/Decided/, { timeout: 90_000 });
    const { stdout } = await bakeoff('show', id, '--json');
    const shown = JSON.parse(stdout) as Shown;
    const runOf = (key: string): Shown['runs'][number] => shown.runs.find(({ variant }) => variant.key === key)!;
    expect(shown.status).toBe('done');
    expect(shown.runs).toHaveLength(9);
    expect(shown.stages.map(({ name }) => name)).toEqual(['main', 'refine', 'finish']);
    expect(shown.stages[1]).toMatchObject({ baseSha: runOf('sweep').resultSha, winnerRunId: runOf('map2').id });
    expect(shown.stages[2]?.baseSha).toBe(runOf('map2').resultSha);
    expect(runOf('sweep3').startSha).toBe(runOf('map2').resultSha);
    expect(shown.winnerRunId).toBe(shown.stages[2]?.winnerRunId);
    const inTerminal = await bakeoff('show', id);
    expect(inTerminal.stdout).toMatch(/refine .*E \(map2\) was chosen by a person: Simpler/);
  });

  await test.step('each stage is compared by itself', async () => {
    await page.goto(`/experiments/${id}?tab=compare`);
    const scoreboard = page.getByRole('region', { name: 'Scoreboard' });
    await expect(scoreboard.getByRole('columnheader', { name: /sweep3/ })).toBeVisible();
    await page.getByRole('radiogroup', { name: 'Stage that is compared' }).getByText('refine').click();
    await expect(scoreboard.getByRole('columnheader', { name: /map2.*winner/ })).toBeVisible();
    await expect(scoreboard.getByRole('columnheader', { name: /sweep3/ })).toHaveCount(0);
    await expect(page).toHaveURL(/stage=refine/);
  });
});

/** Seven variants, so that the live view can not show all of them side by side. */
const seven = (dir: string): string => `
project: ${dir}
task: Write a file.
strategy: sequential
limits: { maxParallel: 3 }
variants:
${['one', 'two', 'three', 'four', 'five', 'six', 'seven'].map((id) => `  - { id: ${id}, agent: writer }`).join('\n')}
agents:
  writer: { command: [sh, -c, 'echo done > made.txt'] }
contract:
  gates: [{ name: made, run: test -f made.txt }]
`;

test('the picture picks what is looked at, the address keeps it, and the table says the same', async ({
  page,
  bakeoff,
  repository,
}) => {
  const id = await launch(bakeoff, seven(repository.dir));
  await page.goto(`/experiments/${id}?tab=live`);
  await expect(node(page, 'seven')).toHaveAccessibleName(/Passed/, { timeout: 45_000 });

  await node(page, 'two').click();
  await expect(column(page, 'two')).toBeVisible();
  await expect(column(page, 'one')).toHaveCount(0);
  await node(page, 'five').click({ modifiers: ['Shift'] });
  await expect(column(page, 'five')).toBeVisible();
  await page.reload();
  await expect(column(page, 'two')).toBeVisible();
  await expect(column(page, 'five')).toBeVisible();
  await expect(node(page, 'two')).toHaveAttribute('aria-pressed', 'true');
  await node(page, 'one').focus();
  await page.keyboard.press('Enter');
  await expect(column(page, 'one')).toBeVisible();
  await expect(column(page, 'two')).toHaveCount(0);

  await page.getByRole('radio', { name: 'Table' }).click();
  const row = page.getByRole('row', { name: /^Variant C: three/ });
  await expect(row).toContainText('Passed');
  await expect(row).toContainText('two');

  await strip(page).getByRole('link', { name: 'Pipeline', exact: true }).click();
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await expect(timeline.getByRole('row', { name: /three/ })).toContainText(/Agent \d/);
});

test('alternatives side by side have no picture above their columns', async ({ page, bakeoff, repository }) => {
  const plain = seven(repository.dir).replace('strategy: sequential\n', '');
  const id = await launch(bakeoff, plain);
  await page.goto(`/experiments/${id}?tab=live`);
  // Until nothing runs any more: what is under way would outlive the product.
  await expect(column(page, 'seven')).toContainText('Passed', { timeout: 45_000 });
  await expect(picture(page)).toHaveCount(0);
});
