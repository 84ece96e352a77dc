/** Being in charge while agents run: who waits, stop, retry, answer, follow up, and staying where one was. */
import path from 'node:path';
import { expect, test } from './fixtures';
import { column, lastOutput, showComparison, strip } from './support/experiment';
import { launch } from './support/launch';
import { letGo } from './support/let-go';

const FIXTURE_AGENT = path.resolve('lib/adapters/agent/acp/fixture-agent.mjs');

/** Three variants of an agent that goes on only once a file `go` is there. */
const queue = (dir: string): string => `
project: ${dir}
task: Wait for the file.
limits: { maxParallel: 1 }
variants:
  - { id: first, agent: waiter }
  - { id: second, agent: waiter }
  - { id: third, agent: waiter }
agents:
  waiter:
    command:
      - sh
      - -c
      - |
        echo started
        until [ -e go ]; do sleep 0.05; done
        date +%N > made.txt
        echo ended
`;

test('runs wait in line; one is stopped, one is tried again, all are stopped', async ({
  page,
  bakeoff,
  repository,
  home,
}) => {
  const id = await launch(bakeoff, queue(repository.dir));
  await page.goto(`/experiments/${id}`);
  const [first, second, third] = ['first', 'second', 'third'].map((name) => column(page, name));

  await expect(lastOutput(page, 'first')).toContainText('started');
  await expect(lastOutput(page, 'second')).toContainText('Next in line');
  await expect(lastOutput(page, 'third')).toContainText('Number 2 in line');

  await first?.getByRole('button', { name: 'Stop' }).click();
  await expect(first!).toContainText('Cancelled');
  await expect(lastOutput(page, 'second')).toContainText('started');
  await expect(lastOutput(page, 'third')).toContainText('Next in line');

  await first?.getByRole('button', { name: 'Retry' }).click();
  await expect(lastOutput(page, 'first')).toContainText(/in line/);

  await page.getByRole('button', { name: 'Stop all' }).click();
  for (const one of [first, second, third]) await expect(one!).toContainText('Cancelled');
  await expect(page.getByRole('button', { name: 'Stop all' })).toBeHidden();
  await expect(page.getByRole('main')).toContainText('Cancelled');

  // Trying one again wakes the experiment up.
  await second?.getByRole('button', { name: 'Retry' }).click();
  await letGo({ home, bakeoff }, id, ['second']);
  await expect(lastOutput(page, 'second')).toContainText('ended');
  await expect(second!).toContainText('Finished');
});

const asking = (dir: string): string => `
project: ${dir}
task: |
  say before
  ask
  write built.txt yes
  say after
permissions: ask
# It is a file of this repository, which no sandbox shows.
sandbox: { provider: process }
variants:
  - { id: careful, agent: scripted }
agents:
  scripted: { driver: acp, command: [node, ${JSON.stringify(FIXTURE_AGENT)}] }
`;

test('an agent asks for permission in the page and goes on with the answer', async ({ page, bakeoff, repository }) => {
  const id = await launch(bakeoff, asking(repository.dir));
  await page.goto(`/experiments/${id}`);
  const request = page.getByRole('group', { name: 'Permission request' });
  await expect(request).toContainText('rm -rf build');
  await page.reload();
  await request.getByRole('button', { name: 'Yes' }).click();
  await expect(request).toBeHidden();
  await expect(lastOutput(page, 'careful')).toContainText('answer: yes');
  await expect(column(page, 'careful')).toContainText('Finished');
  await column(page, 'careful').getByRole('link', { name: 'Transcript' }).click();
  await expect(page.getByText('Yes, by a person')).toBeVisible();
});

/** Adds what it was asked for to what is there. */
const followed = (dir: string): string => `
project: ${dir}
task: Write alpha.
variants:
  - { id: writer, agent: appender }
agents:
  appender:
    command: [sh, -c, 'case "$0" in *beta*) echo beta;; *) echo alpha;; esac >> list.txt', '{prompt}']
contract:
  gates: [{ name: list, run: cat list.txt }]
`;

test('a follow-up to a finished run starts a new run on its result', async ({ page, bakeoff, repository }) => {
  const id = await launch(bakeoff, followed(repository.dir));
  await page.goto(`/experiments/${id}?tab=live`);
  await expect(column(page, 'writer')).toContainText('Passed');
  await column(page, 'writer').getByRole('link', { name: 'Transcript' }).click();
  const first = page.url();
  await page.getByLabel('Follow-up message').fill('Now write beta.');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page).not.toHaveURL(first);
  await expect(page.getByText('This run goes on from an earlier one.')).toBeVisible();
  await expect(page.getByRole('link', { name: /^An earlier run/ })).toBeVisible();
  await expect(page.getByRole('main').getByText('Passed').first()).toBeVisible();
  await showComparison(page);
  const file = page.getByRole('region', { name: 'list.txt', exact: true });
  await expect(file).toContainText('alpha');
  await expect(file).toContainText('beta');
});

test('a reload keeps the view, the compared runs, the layout and the rows', async ({ page, bakeoff, repository }) => {
  const id = await launch(
    bakeoff,
    `
project: ${repository.dir}
task: Write a file.
variants:
  - { id: red, agent: painter, approach: red }
  - { id: blue, agent: painter, approach: blue }
agents:
  painter: { command: [sh, -c, 'printf "%s" "$0" | grep -oE "red|blue" | tail -1 > colour.txt', '{prompt}'] }
contract:
  gates: [{ name: colour, run: cat colour.txt }]
`,
  );
  await page.goto(`/experiments/${id}`);
  await expect(column(page, 'red')).toContainText('Passed');
  await expect(column(page, 'blue')).toContainText('Passed');
  await page.reload();
  await showComparison(page);
  await page.getByRole('combobox', { name: 'After' }).click();
  await page.getByRole('option', { name: /blue/ }).click();
  await page.getByRole('combobox', { name: 'Before' }).click();
  await page.getByRole('option', { name: /red/ }).click();
  await page.getByRole('radio', { name: 'Unified' }).click();
  await page.getByRole('switch', { name: 'Only rows that differ' }).click();

  await page.reload();
  await expect(page.getByRole('combobox', { name: 'After' })).toContainText('blue');
  await expect(page.getByRole('combobox', { name: 'Before' })).toContainText('red');
  await expect(page.getByRole('radio', { name: 'Unified' })).toBeChecked();
  await expect(page.getByRole('switch', { name: 'Only rows that differ' })).not.toBeChecked();
  const file = page.getByRole('region', { name: 'colour.txt', exact: true });
  await expect(file).toContainText('red');
  await expect(file).toContainText('blue');

  await strip(page).getByRole('link', { name: /red/ }).click();
  await page.waitForURL(/\/runs\//);
  const run = page.url();
  await page.reload();
  await expect(page).toHaveURL(run);
  await expect(page.getByRole('heading', { name: 'Transcript' })).toBeVisible();
});
