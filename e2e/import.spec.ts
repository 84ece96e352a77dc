/** A document of another system, pasted into the form, becomes an experiment that runs. */
import { readFile } from 'node:fs/promises';
import { expect, test } from './fixtures';
import { openYaml, pressLaunch, showForm } from './support/experiment';

test('a Magic Box document that is no valid YAML is repaired, converted with notes, and launched', async ({
  page,
  repository,
}) => {
  await openYaml(page, repository.dir, await readFile('examples/import/magic-box-phases.yaml', 'utf8'));
  const problems = page.getByRole('complementary', { name: 'Problems' });
  await expect(problems).toContainText('This is a Magic Box document');
  await expect(problems).toContainText('18:5');
  await expect(problems).toContainText('phase_2 holds a list and the key contract');
  await page.getByRole('button', { name: 'Accept the repaired reading and convert' }).click();

  const yaml = page.getByLabel('Experiment as YAML');
  await expect(yaml).toHaveValue(/strategy: graph/);
  // The document knows no project; the form does.
  expect(await yaml.inputValue()).toContain(`project: ${repository.dir}`);
  const notes = page.getByRole('region', { name: 'Conversion' });
  await expect(notes).toContainText('parallel_execution.phase_2.contract');
  await expect(notes).toContainText('Does not say who provides the interface');
  // Its workers are agents that need accounts; here the demo agent does their work.
  await yaml.fill((await yaml.inputValue()).replaceAll(/agent: (gemini|claude|codex)/g, 'agent: demo'));
  await expect(problems).toContainText('No problems');
  await showForm(page);
  await expect(page.getByRole('heading', { name: 'Tasks (5)' })).toBeVisible();
  await pressLaunch(page);
  await expect(page.getByRole('link', { name: 'Pipeline', exact: true })).toBeVisible();
});
