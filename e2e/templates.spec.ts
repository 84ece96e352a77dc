/** Beginning with a template, keeping one's own, and comparing what came of it twice. */
import { expect, test } from './fixtures';
import { column, pressLaunch, verdict } from './support/experiment';
import { launch } from './support/launch';

test('a pattern of the gallery opens in the form, runs as it is, and passes', async ({ page }) => {
  await page.goto('/templates');
  const card = page.getByRole('listitem').filter({ hasText: 'N versions of one answer' });
  await expect(card.getByRole('img', { name: '3 tasks side by side' })).toBeVisible();
  await card.getByRole('link', { name: /^Use/ }).click();
  await expect(page.getByText('Starts from the template “N versions of one answer”.')).toBeVisible();
  await expect(page.getByLabel('Task', { exact: true })).toHaveValue(/findOverlaps is slow/);
  const id = await pressLaunch(page);
  await page.goto(`/experiments/${id}?tab=live`);
  await expect(column(page, 'sweep')).toContainText('Passed', { timeout: 60_000 });
  await expect(column(page, 'quick')).toContainText('Failed', { timeout: 60_000 });
});

const simple = (dir: string, name: string): string => `
name: ${name}
project: ${dir}
task: Write a file.
variants: [{ id: writer, agent: writer }]
agents: { writer: { command: [sh, -c, 'echo one >> README.md'] } }
contract:
  gates: [{ name: readme, run: cat README.md }]
`;

test('an experiment is saved as a template, started from it, compared with it, and the template deleted', async ({
  page,
  bakeoff,
  repository,
}) => {
  const title = `Mine ${Date.now().toString(36)}`;
  const id = await launch(bakeoff, simple(repository.dir, 'first of two'));
  await page.goto(`/experiments/${id}?tab=compare`);
  await expect(verdict(page)).toContainText('Winner', { timeout: 30_000 });
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Save as template…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save as template' });
  await dialog.getByLabel('Title').fill(title);
  await dialog.getByLabel('Description').fill('Writes one line.');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(`Saved the template “${title}”`)).toBeVisible();

  await page.goto('/templates');
  const card = page.getByRole('listitem').filter({ hasText: title });
  await expect(card).toContainText('Writes one line.');
  await card.getByRole('link', { name: /^Use/ }).click();
  await expect(page.getByText(`Starts from the template “${title}”.`)).toBeVisible();
  const again = await pressLaunch(page);
  await page.goto(`/experiments/${again}?tab=compare`);
  await expect(verdict(page)).toContainText('Winner', { timeout: 30_000 });

  await page.goto(`/compare?a=${id}&b=${again}`);
  const board = page.getByRole('region', { name: 'Scoreboard' });
  await expect(board.getByRole('link', { name: 'writer' })).toHaveCount(2);
  await expect(board.getByRole('img', { name: 'winner' })).toHaveCount(2);

  const other = await launch(bakeoff, simple(repository.dir, 'another contract').replace('cat README.md', 'ls'));
  await page.goto(`/compare?a=${id}&b=${other}`);
  await expect(page.getByText('judged by different contracts')).toBeVisible();

  await page.goto('/templates');
  await card.getByRole('button', { name: `Delete ${title}` }).click();
  await expect(card).toBeHidden();
  await expect(async () => {
    const { stdout } = await bakeoff('templates', '--json');
    expect(stdout).not.toContain(title);
  }).toPass({ timeout: 20_000 });
});

test('an experiment is run again as it is', async ({ page, bakeoff, repository }) => {
  const id = await launch(bakeoff, simple(repository.dir, 'once more'));
  await page.goto(`/experiments/${id}?tab=live`);
  await expect(column(page, 'writer')).toContainText('Passed', { timeout: 30_000 });
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Run again as it is' }).click();
  await expect(page).not.toHaveURL(new RegExp(id));
  await expect(page.getByRole('heading', { name: 'once more', level: 1 })).toBeVisible();
  await expect(page.getByRole('main').getByText('Passed').first()).toBeVisible({ timeout: 30_000 });
});
