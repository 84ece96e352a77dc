/** Planning with an agent: what it proposes is put into the form, and runs only when a person launches it. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { column, openYaml, pressLaunch, showForm } from './support/experiment';

const whole = {
  variants: [
    { id: 'map', approach: 'Keep counters in a Map.' },
    { id: 'file', approach: 'Keep counters in a file.' },
    { id: 'bucket', approach: 'Use a token bucket.' },
  ],
  notes: 'The file is the slowest.',
};
const one = { variants: [{ id: 'window', approach: 'Use a sliding window.' }] };

/** An agent that answers as a script says; it does the work of the runs, too. */
function draft(dir: string, script: string): string {
  return JSON.stringify(
    {
      project: dir,
      variants: [{ id: 'first', agent: 'planner' }],
      agents: { planner: { command: ['sh', '-c', script], output: 'text' } },
    },
    null,
    2,
  );
}

const fenced = (plan: object): string => `printf '%s\\n' '\`\`\`json' '${JSON.stringify(plan)}' '\`\`\`'`;

async function ask(page: Page, request: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Plan with an agent' }).click();
  const dialog = page.getByRole('dialog', { name: 'Plan with an agent' });
  await dialog.getByLabel('Request').fill(request);
  await dialog.getByRole('button', { name: 'Ask for a plan' }).click();
  return dialog;
}

const ids = (page: Page): Promise<string[]> =>
  page.getByLabel('Id', { exact: true }).evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value));

test('what is chosen of a plan fills the form, one more is suggested, and both are launched', async ({
  page,
  repository,
}) => {
  const script = `if grep -q 'Write one approach'; then ${fenced(one)}; else ${fenced(whole)}; fi`;
  await openYaml(page, repository.dir, draft(repository.dir, script));
  await showForm(page);
  const dialog = await ask(page, 'Limit the rate.');
  await expect(dialog.getByText('The file is the slowest.')).toBeVisible({ timeout: 60_000 });
  const { violations } = await new AxeBuilder({ page }).include('[role=dialog]').analyze();
  expect(violations).toEqual([]);
  await dialog.getByRole('checkbox', { name: /file/ }).uncheck();
  await dialog.getByRole('button', { name: 'Use this plan (2 variants)' }).click();
  await expect.poll(() => ids(page)).toEqual(['map', 'bucket']);
  await expect(page.getByLabel('Task', { exact: true })).toHaveValue('Limit the rate.');
  await expect(page).toHaveURL(/experiments\/new/);

  await page.getByRole('button', { name: 'Suggest another approach' }).click();
  const suggestion = page.getByRole('dialog', { name: 'Suggest another approach' });
  await suggestion.getByRole('button', { name: 'Ask for an approach' }).click();
  await expect(suggestion.getByText('Use a sliding window.')).toBeVisible({ timeout: 60_000 });
  await suggestion.getByRole('button', { name: 'Add this variant' }).click();
  await expect.poll(() => ids(page)).toEqual(['map', 'bucket', 'window']);

  await pressLaunch(page);
  for (const id of ['map', 'bucket', 'window']) await expect(column(page, id)).toBeVisible();
  await page.goto('/experiments');
  await expect(page.getByText('Plan: Limit the rate.')).toHaveCount(0);
});

test('a plan that can not be used is shown with what is wrong, and is asked for again', async ({
  page,
  repository,
}) => {
  await openYaml(page, repository.dir, draft(repository.dir, 'echo I would rather write a poem.'));
  await showForm(page);
  const dialog = await ask(page, 'Limit the rate.');
  await expect(dialog.getByText('Its answer is no plan that can be used')).toBeVisible({ timeout: 90_000 });
  await expect(dialog.getByText(/There is no JSON object in the answer/)).toBeVisible();
  await expect(dialog.getByLabel('Its last answer')).toContainText('I would rather write a poem.');
  await expect(dialog.getByText('Answered 3 times.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Ask again' }).click();
  await expect(dialog.getByLabel('Request')).toHaveValue('Limit the rate.');
  await page.keyboard.press('Escape');
  expect(await ids(page)).toEqual(['first']);
});

test('a plan is stopped, and what is missing is said before it is asked', async ({ page, repository }) => {
  await openYaml(page, repository.dir, draft(repository.dir, 'sleep 300'));
  await showForm(page);
  await page.getByRole('button', { name: 'Plan with an agent' }).click();
  const dialog = page.getByRole('dialog', { name: 'Plan with an agent' });
  await dialog.getByLabel('How many').fill('eleven');
  await dialog.getByRole('button', { name: 'Ask for a plan' }).click();
  await expect(dialog.getByText('Write what is to be planned.')).toBeVisible();
  await expect(dialog.getByText('Write a number from 1 to 10.')).toBeVisible();
  await dialog.getByLabel('How many').fill('2');
  await dialog.getByLabel('Request').fill('Limit the rate.');
  await dialog.getByRole('button', { name: 'Ask for a plan' }).click();
  await expect(dialog.getByText('planner reads the project')).toBeVisible({ timeout: 60_000 });
  await expect(dialog.getByRole('link', { name: 'Transcript' })).toHaveAttribute('href', /\/experiments\/.*\/runs\//);
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await expect(dialog.getByText('Stopped', { exact: true })).toBeVisible({ timeout: 30_000 });
});
