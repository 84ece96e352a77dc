/** The form of an experiment and its YAML: one text, two views, nothing lost. */
import { expect, test } from './fixtures';
import { addProject, column, openYaml, pressLaunch, showComparison, showForm, showYaml } from './support/experiment';

const start = (dir: string): string => `project: ${dir}
task: Try it.
variants:
  - { id: red, agent: demo }
  - { id: blue, agent: demo }
`;

test('what is wrong is said at its field, in the words that were typed', async ({ page, repository }) => {
  await openYaml(page, repository.dir, start(repository.dir));
  await showForm(page);
  const timeout = page.getByLabel('Timeout of a run');
  await timeout.fill('15 parsecs');
  await timeout.blur();
  await expect(timeout).toHaveAccessibleDescription(/timeout: 15 parsecs is not a duration; write 90s, 15m or 2h/);
  await expect(timeout).toHaveAttribute('aria-invalid', 'true');
  const second = page.getByLabel('Id', { exact: true }).nth(1);
  await second.fill('red');
  await second.blur();
  await expect(second).toHaveAccessibleDescription(/id: red/);
  await expect(page.getByRole('button', { name: '2 problems' })).toBeVisible();

  await page.getByRole('button', { name: '2 problems' }).click();
  await page
    .getByRole('dialog', { name: 'Problems' })
    .getByRole('button', { name: /parsecs/ })
    .click();
  await expect(timeout).toBeFocused();
  await timeout.fill('15m');
  await second.fill('blue');
  await second.blur();
  await expect(page.getByText('Ready to launch')).toBeVisible();
});

test('an unknown key of the YAML is named with its line, and leads there', async ({ page, repository }) => {
  await openYaml(page, repository.dir, `${start(repository.dir)}stratgy: parallel\n`);
  const problem = page.getByRole('complementary', { name: 'Problems' }).getByRole('button', { name: /stratgy/ });
  await expect(problem).toContainText('6:1');
  await expect(problem).toContainText(/stratgy.*strategy/);
  await page.getByRole('button', { name: /^Launch/ }).click();
  await expect(page).toHaveURL(/experiments\/new/);
  await problem.click();
  const caret = page.getByLabel('Experiment as YAML');
  await expect(caret).toBeFocused();
  const chosen = await caret.evaluate((box: HTMLTextAreaElement) => box.value.slice(box.selectionStart));
  expect(chosen).toMatch(/^stratgy/);
});

test('a draft survives a reload, in the view where it was', async ({ page, repository }) => {
  await openYaml(page, repository.dir, start(repository.dir));
  await showForm(page);
  await page.getByLabel('Task', { exact: true }).fill('Half of a thou');
  await page.reload();
  await expect(page.getByLabel('Task', { exact: true })).toHaveValue('Half of a thou');
  await expect(page.getByText('Your draft is back where you left it')).toBeVisible();
  const yaml = await showYaml(page);
  await page.reload();
  await expect(yaml).toHaveValue(/task: Half of a thou/);
  await page.getByRole('button', { name: 'Start afresh' }).click();
  await expect(yaml).not.toHaveValue(/Half of a thou/);
});

test('variants are duplicated, moved and deleted, and a deletion is taken back', async ({ page, repository }) => {
  await openYaml(page, repository.dir, start(repository.dir));
  await showForm(page);
  const ids = page.getByLabel('Id', { exact: true });
  const values = (): Promise<string[]> =>
    ids.evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value));
  await page.getByLabel('Approach').first().fill('the careful one');
  await page.getByRole('button', { name: 'Duplicate A' }).click();
  await expect(ids).toHaveCount(3);
  const [, copy = ''] = await values();
  expect(copy).not.toBe('red');
  await expect(page.getByLabel('Approach').nth(1)).toHaveValue('the careful one');
  await page.getByRole('button', { name: 'Move A down' }).click();
  await expect.poll(values).toEqual([copy, 'red', 'blue']);
  await page.getByRole('button', { name: 'Delete B' }).click();
  await expect.poll(values).toEqual([copy, 'blue']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(values).toEqual([copy, 'red', 'blue']);
  await expect(page.getByLabel('Approach').nth(1)).toHaveValue('the careful one');
});

test('comments and keys that the form does not know survive the form', async ({ page, repository }) => {
  const written = `# why this experiment is here
project: ${repository.dir}
task: Try it. # the task
metadata: { ticket: RL-7 }
stratgy: parallel
variants:
  # the careful one
  - { id: red, agent: mine }
agents:
  mine: { command: [my-agent, "{prompt}"] } # not in the form
`;
  await openYaml(page, repository.dir, written);
  await showForm(page);
  await page.getByLabel('Task', { exact: true }).fill('Try it again.');
  await page.getByRole('button', { name: 'Add variant' }).click();
  await page.getByLabel('Id', { exact: true }).nth(1).fill('blue');
  const yaml = await showYaml(page);
  const text = await yaml.inputValue();
  const kept = [
    '# why this experiment is here',
    'metadata: { ticket: RL-7 }',
    'stratgy: parallel',
    '# the careful one',
    '{ id: red, agent: mine }',
  ];
  for (const part of kept) expect(text).toContain(part);
  expect(text).toMatch(/mine: \{ command: \[ ?my-agent, "\{prompt\}" ?\] \} # not in the form/);
  expect(text).toContain('task: Try it again. # the task');
  expect(text).toContain('blue');
});

test('the contract is tried on the untouched base', async ({ page, repository }) => {
  const contract = `contract:
  gates:
    - { name: readme, run: grep -q Sample README.md }
    - { name: wish, run: "echo not there yet; exit 1" }
  metrics:
    - { name: words, run: wc -w < README.md, unit: words, better: lower }
`;
  await openYaml(page, repository.dir, start(repository.dir) + contract);
  await page.getByRole('button', { name: 'Try on the base' }).click();
  const results = page.getByRole('region', { name: 'The contract on the base' });
  const line = (name: string) => results.getByRole('listitem').filter({ hasText: name });
  await expect(line('readme')).toContainText('Holds', { timeout: 30_000 });
  await expect(line('wish')).toContainText('Fails on the base');
  await expect(line('words')).toContainText('2 words');
  await line('wish').getByRole('button').click();
  await expect(line('wish')).toContainText('not there yet');
  expect(await repository.git('status', '--porcelain')).toBe('');
});

test('uncommitted changes are offered, and reach every variant', async ({ page, repository }) => {
  await repository.write({ 'README.md': '# Changed but not committed\n', 'new.txt': 'untracked\n' });
  await addProject(page, repository.dir);
  await page.getByRole('main').getByRole('link', { name: 'New experiment' }).click();
  const yaml = await showYaml(page);
  await yaml.fill(`project: ${repository.dir}
task: Copy what is there.
variants:
  - { id: red, agent: copier }
  - { id: blue, agent: copier }
agents:
  copier: { command: [sh, -c, "cat README.md new.txt > seen.txt"] }
contract:
  gates: [{ name: seen, run: "grep -q 'not committed' seen.txt && grep -q untracked seen.txt" }]
`);
  await showForm(page);
  await expect(page.getByText('2 uncommitted files in the project')).toBeVisible();
  await page.getByRole('switch', { name: 'Take them along to every variant' }).click();
  await pressLaunch(page);
  for (const variant of ['red', 'blue']) {
    await expect(column(page, variant)).toContainText('Passed', { timeout: 30_000 });
  }
  await showComparison(page);
  await expect(page.getByRole('region', { name: 'seen.txt', exact: true })).toContainText(
    '# Changed but not committed',
  );
  // What the person had changed is not a change of the run.
  await expect(page.getByRole('region', { name: 'new.txt', exact: true })).toHaveCount(0);
});
