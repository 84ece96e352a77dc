/** Results that do not fit together: the page names the files, and an agent or a person goes on from there. */
import type { Locator, Page } from '@playwright/test';
import { expect, type CliResult, test } from './fixtures';
import { column } from './support/experiment';
import { launch } from './support/launch';

/** Both write the same line. `second` finds git's markers when it is asked to resolve, and a third task waits in vain. */
const conflicting = (dir: string): string => `
project: ${dir}
task: Write what you think.
strategy: graph
variants:
  - { id: one, agent: first }
  - { id: two, agent: second }
  - { id: bad, agent: breaker }
  - { id: behind, agent: first, dependsOn: [bad] }
agents:
  first: { command: [sh, -c, 'echo one > opinion.txt'] }
  second:
    command: [sh, -c, 'if grep -q "<<<<<<<" opinion.txt; then echo one and two > opinion.txt; else echo two > opinion.txt; fi']
  breaker: { command: [sh, -c, 'exit 3'] }
test: test -f opinion.txt
`;

type Cli = (...args: string[]) => Promise<CliResult>;
type Shown = { status: string; runs: { id: string; status: string; superseded: boolean; variant: { key: string } }[] };

async function show(bakeoff: Cli, id: string): Promise<Shown> {
  return JSON.parse((await bakeoff('show', id, '--json')).stdout) as Shown;
}

/** Runs it until it is over, and opens the page of the combination. */
async function openConflict(page: Page, bakeoff: Cli, dir: string): Promise<string> {
  const id = await launch(bakeoff, conflicting(dir));
  await expect(async () => expect((await show(bakeoff, id)).status).toBe('done')).toPass({ timeout: 60_000 });
  const combined = (await show(bakeoff, id)).runs.find(({ variant }) => variant.key === 'combined');
  await page.goto(`/experiments/${id}/runs/${combined?.id ?? ''}`);
  return id;
}

const wayOn = (page: Page): Locator => page.getByRole('region', { name: 'Go on from the conflict' });
const passed = (page: Page): Locator => page.getByRole('heading', { name: /combined.*Passed/ });

test('an agent resolves what does not fit together', async ({ page, bakeoff, repository }) => {
  test.setTimeout(150_000);
  const id = await openConflict(page, bakeoff, repository.dir);
  await expect(page.getByRole('alert').filter({ hasText: 'opinion.txt' }).first()).toBeVisible();
  const parents = wayOn(page).getByRole('list', { name: 'Results that were to be merged' });
  await expect(parents.getByRole('link')).toHaveCount(2);
  await page.goto(`/experiments/${id}?tab=live`);
  await expect(column(page, 'behind')).toContainText('bad) did not pass, and this depends on it.');
  await page.goBack();
  const before = page.url();

  await wayOn(page).getByRole('combobox', { name: 'Agent' }).click();
  await page.getByRole('option', { name: 'second', exact: true }).click();
  await wayOn(page).getByRole('button', { name: 'Resolve by agent' }).click();
  await expect(page).not.toHaveURL(before);
  await expect(passed(page)).toBeVisible({ timeout: 60_000 });
  await expect(wayOn(page)).toHaveCount(0);
  const after = await show(bakeoff, id);
  expect(after.runs.filter(({ variant }) => variant.key === 'combined')).toHaveLength(2);
  await expect(async () => expect((await show(bakeoff, id)).status).toBe('done')).toPass({ timeout: 30_000 });
});

test('a person goes on from a branch in which the results fit together', async ({ page, bakeoff, repository }) => {
  test.setTimeout(150_000);
  const id = await openConflict(page, bakeoff, repository.dir);
  await wayOn(page).getByRole('button', { name: 'Go on from it' }).click();
  await expect(wayOn(page).getByText(/^Write the branch, tag or commit/)).toBeVisible();
  await wayOn(page).getByLabel('Branch, tag or commit').fill('no-such-branch');
  await wayOn(page).getByRole('button', { name: 'Go on from it' }).click();
  await expect(wayOn(page).getByText(/There is no branch, tag or commit "no-such-branch"/)).toBeVisible();

  await repository.git('switch', '--quiet', '--create', 'by-hand');
  await repository.write({ 'opinion.txt': 'three\n' });
  await repository.commit('by hand');
  await repository.git('switch', '--quiet', 'main');
  await wayOn(page).getByLabel('Branch, tag or commit').fill('by-hand');
  await wayOn(page).getByRole('button', { name: 'Go on from it' }).click();
  await expect(passed(page)).toBeVisible({ timeout: 60_000 });
  await expect(async () => expect((await show(bakeoff, id)).status).toBe('done')).toPass({ timeout: 30_000 });
  const { stdout } = await bakeoff('show', id);
  expect(stdout).toMatch(/combined .* passed/);
});
