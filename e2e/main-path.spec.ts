/** The whole way of a person: a project, three variants in a form, live, compared, merged, undone. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import {
  addProject,
  column,
  lastOutput,
  merge,
  pressLaunch,
  showComparison,
  showForm,
  showYaml,
  verdict,
} from './support/experiment';
import { letGo } from './support/let-go';

const FILES = {
  'package.json': '{ "name": "sum", "type": "module" }\n',
  'sum.js': 'export const sum = (a, b) => a - b;\n',
  'sum.test.js': [
    "import test from 'node:test';",
    "import assert from 'node:assert';",
    "import { sum } from './sum.js';",
    "test('adds', () => assert.equal(sum(2, 2), 4));\n",
  ].join('\n'),
};

/** Agents that the form has no fields for. `fixer` and `breaker` go on only once a file `go` is there. */
const AGENTS = `
agents:
  fixer:
    command:
      - sh
      - -c
      - |
        echo working on it
        until [ -e go ]; do sleep 0.05; done
        rm go
        echo 'export const sum = (a, b) => a + b;' > sum.js
        echo fixed
  rambler:
    command: [sh, -c, 'printf "export function sum(a, b) {\\n  const result = a + b;\\n  return result;\\n}\\n" > sum.js']
  breaker:
    command: [sh, -c, 'echo "export const sum = () => 5;" > sum.js; echo broke it; until [ -e go ]; do sleep 0.05; done; rm go']
`;

test('a person adds a project, launches three variants from the form, compares, merges and undoes', async ({
  page,
  repository,
  home,
  bakeoff,
}) => {
  test.setTimeout(120_000);
  await repository.write(FILES);
  const before = await repository.commit('a sum that is wrong');

  await addProject(page, repository.dir);
  await page.getByRole('main').getByRole('link', { name: 'New experiment' }).click();
  await fillForm(page, repository.dir);
  const id = await pressLaunch(page);

  await test.step('live', async () => {
    await expect(lastOutput(page, 'short')).toContainText('working on it');
    await expect(column(page, 'short')).toContainText('Running');
    await expect(lastOutput(page, 'wrong')).toContainText('broke it');
    await letGo({ home, bakeoff }, id, ['wrong']);
    await expect(column(page, 'wrong')).toContainText('Failed', { timeout: 30_000 });
    await expect(column(page, 'long')).toContainText('Passed', { timeout: 30_000 });
    await letGo({ home, bakeoff }, id, ['short']);
    await expect(lastOutput(page, 'short')).toContainText('fixed');
    await expect(column(page, 'short')).toContainText('Passed', { timeout: 30_000 });
  });

  await test.step('compare', async () => {
    await showComparison(page);
    await expect(verdict(page)).toContainText('A (short) wins: least changes');
    await expect(verdict(page)).toContainText('2 of 3 runs passed');
    const scoreboard = page.getByRole('region', { name: 'Scoreboard' });
    await expect(scoreboard.getByRole('columnheader', { name: /short.*winner/ })).toBeVisible();
    await expect(scoreboard.getByRole('row', { name: /tests/i }).first()).toContainText(/fail/i);
    const file = page.getByRole('region', { name: 'sum.js', exact: true });
    await expect(file).toContainText('a - b');
    await expect(file).toContainText('a + b');
    await page.getByRole('combobox', { name: 'Before' }).click();
    await page.getByRole('option', { name: /long/ }).click();
    await expect(file).toContainText('const result');
    await expect(file).not.toContainText('a - b');
    await expect(page).toHaveURL(/against=/);
  });

  await test.step('merge and undo', async () => {
    await merge(page, 'Merge winner');
    expect(await readFile(path.join(repository.dir, 'sum.js'), 'utf8')).toBe('export const sum = (a, b) => a + b;\n');
    const message = await repository.git('log', '-1', '--format=%B');
    expect(message).toMatch(/^Bakeoff-Experiment: /m);
    expect(message).toMatch(/^Bakeoff-Variant: short \(A\)$/m);
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await expect(page.getByText(/was merged into main and taken back/)).toBeVisible();
    expect(await repository.git('rev-parse', 'main')).toBe(before);
    expect(await repository.git('status', '--porcelain')).toBe('');
  });
});

/** Three variants, filled in as fields; what has no field is written as YAML, and both views hold the whole. */
async function fillForm(page: Page, dir: string): Promise<void> {
  const yaml = await showYaml(page);
  await yaml.fill(`project: ${dir}\ntask: Make sum add.\nvariants:\n  - { id: short, agent: fixer }\n${AGENTS}`);
  await showForm(page);
  await expect(page.getByRole('textbox', { name: 'Task', exact: true })).toHaveValue('Make sum add.');
  const others = [
    ['long', 'rambler'],
    ['wrong', 'breaker'],
  ] as const;
  for (const [index, [id, agent]] of others.entries()) {
    await page.getByRole('button', { name: 'Add variant' }).click();
    await page
      .getByLabel('Id', { exact: true })
      .nth(index + 1)
      .fill(id);
    await page
      .getByRole('combobox', { name: 'Agent' })
      .nth(index + 1)
      .click();
    await page.getByRole('option', { name: agent }).click();
  }
  await page.getByLabel('Test command', { exact: true }).fill('node --test');
  await showYaml(page);
  await expect(yaml).toHaveValue(/id: long[\s\S]*agent: rambler[\s\S]*id: wrong[\s\S]*agent: breaker/);
  await expect(yaml).toHaveValue(/test: node --test/);
  await showForm(page);
  await expect(page.getByLabel('Id', { exact: true })).toHaveCount(3);
}
