/** What a person sees of an experiment, by the names that assistive technology reads out. */
import { expect, type Locator, type Page } from '@playwright/test';

const yamlBox = (page: Page): Locator => page.getByLabel('Experiment as YAML');

export async function addProject(page: Page, dir: string): Promise<void> {
  await page.goto('/projects');
  await page.getByLabel('Add a project').fill(dir);
  await page.getByRole('button', { name: 'Add project' }).click();
  await page.waitForURL(/\/projects\/[^/]+$/);
}

/** Adds the project of the text and opens the form on it, with the text in the YAML view. */
export async function openYaml(page: Page, dir: string, text: string): Promise<void> {
  await addProject(page, dir);
  await page.getByRole('main').getByRole('link', { name: 'New experiment' }).click();
  await showYaml(page);
  await yamlBox(page).fill(text);
}

export async function showYaml(page: Page): Promise<Locator> {
  await page.getByRole('tab', { name: 'YAML' }).click();
  return yamlBox(page);
}

export async function showForm(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Form' }).click();
}

/** Presses the button and waits for the page of what it started; answers its id. */
export async function pressLaunch(page: Page): Promise<string> {
  await page.getByRole('button', { name: /^Launch/ }).click();
  await page.waitForURL(/\/experiments\/[a-z0-9]{12}/);
  return /experiments\/([a-z0-9]{12})/.exec(page.url())?.[1] ?? '';
}

export const column = (page: Page, variant: string): Locator =>
  page.getByRole('article', { name: new RegExp(`^Variant .*, ${variant}$`) });

export const lastOutput = (page: Page, variant: string): Locator =>
  page.getByRole('region', { name: `Last output of ${variant}` });

/** The line of links that stays on top of every page of an experiment. */
export const strip = (page: Page): Locator => page.getByRole('navigation', { name: 'Views of this experiment' });

export async function showComparison(page: Page): Promise<void> {
  await strip(page).getByRole('link', { name: 'Compare', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Scoreboard' })).toBeVisible();
}

export const verdict = (page: Page): Locator => page.getByRole('region', { name: 'Verdict' });

/** Merges what the button offers and waits until the page says so. */
export async function merge(page: Page, button: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Merges cleanly into')).toBeVisible();
  await dialog.getByRole('button', { name: /^Merge into/ }).click();
  await expect(page.getByText(/ is merged into /)).toBeVisible();
}
