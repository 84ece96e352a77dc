/** A failed run says what happened, what shows it and what to try, and its buttons do that. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { column, verdict } from './support/experiment';
import { launch } from './support/launch';

/** The first: the transcript ends with the failure as it came. */
const help = (page: Page): Locator => page.getByRole('main').getByRole('alert').first();

async function openRun(page: Page, id: string, variant: string): Promise<void> {
  await page.goto(`/experiments/${id}?tab=live`);
  await expect(column(page, variant)).toContainText(/Failed|Timed out/, { timeout: 30_000 });
  await column(page, variant).getByRole('link', { name: 'Transcript' }).click();
  await page.waitForURL(/\/runs\//);
}

const missing = (dir: string): string => `
project: ${dir}
task: Write a file.
variants: [{ id: writer, agent: writer }]
agents: { writer: { command: [sh, -c, 'echo one >> README.md'] } }
contract:
  gates: [{ name: checks, run: no-such-command --all }]
`;

test('a gate whose command exists nowhere is tried on the base, and corrected in the form', async ({
  page,
  bakeoff,
  repository,
}) => {
  const id = await launch(bakeoff, missing(repository.dir));
  await openRun(page, id, 'writer');
  await expect(help(page)).toContainText('The gate “checks” can not run, not even on the base');
  await expect(help(page)).toContainText('no-such-command');

  await help(page).getByRole('button', { name: 'Try the contract on the base' }).click();
  const trial = page.getByRole('dialog', { name: 'The contract on the base' });
  await expect(trial.getByText('1 to look at')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Escape');

  await help(page).getByRole('link', { name: 'Edit and run again' }).click();
  await expect(page.getByText(/^Starts from “/)).toBeVisible();

  await page.goto(`/experiments/${id}?tab=compare`);
  await expect(verdict(page).getByRole('list', { name: 'Why the runs failed' })).toContainText('can not run');
});

const slow = (dir: string): string => `
project: ${dir}
task: Take your time.
limits: { timeout: 2s, idle: 1m }
variants: [{ id: slow, agent: slow }]
agents: { slow: { command: [sh, -c, 'echo begun; sleep 300'] } }
test: 'true'
`;

test('a run that met its time limit is run again with twice the time', async ({ page, bakeoff, repository }) => {
  const id = await launch(bakeoff, slow(repository.dir));
  await openRun(page, id, 'slow');
  await expect(help(page)).toContainText('The agent ran out of time');
  await help(page).getByRole('link', { name: 'Run again with 4s of time' }).click();
  await expect(page.getByText('with 4s of time')).toBeVisible();
  await page.getByRole('tab', { name: 'YAML' }).click();
  await expect(page.getByLabel('Experiment as YAML')).toHaveValue(/timeout: 4s/);
});

/** Mends what it broke only when it is told. */
const red = (dir: string): string => `
project: ${dir}
task: Write a file.
variants: [{ id: breaker, agent: breaker }]
agents:
  breaker: { command: [sh, -c, 'case "$0" in *is\\ red*) echo good > state.txt;; *) echo bad > state.txt;; esac', '{prompt}'] }
contract:
  gates: [{ name: state, run: 'cat state.txt; grep -q good state.txt' }]
`;

test('a red test is sent to the agent, which goes on from its own result and mends it', async ({
  page,
  bakeoff,
  repository,
}) => {
  const id = await launch(bakeoff, red(repository.dir));
  await openRun(page, id, 'breaker');
  await expect(help(page)).toContainText('The gate “state” is red');
  await help(page).getByRole('link', { name: 'Output of state' }).click();
  await expect(page.getByRole('region', { name: 'Output of gate state' })).toBeInViewport();

  await help(page).getByRole('button', { name: 'Tell the agent' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Follow-up message')).toHaveValue(/The gate "state" is red/);
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByText('This run goes on from an earlier one.')).toBeVisible();
  await expect(page.getByRole('main').getByText('Passed').first()).toBeVisible({ timeout: 30_000 });
});
