/** What an agent prints and how it names its files is only ever shown, never obeyed. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { column, showComparison } from './support/experiment';
import { launch } from './support/launch';

const MARKUP = `<img src=x onerror="alert(1)"><script>alert(2)</script><svg onload=alert(3)>`;
const BIDI = '\u202e\u2066\u2069\u200f';
/** Clears the screen, sets the title, links, moves the cursor; only the colour is harmless. */
const ESCAPES =
  '\u001b[2J\u001b]0;owned\u0007\u001b]8;;javascript:alert(4)\u0007click\u001b]8;;\u0007\u001b[31mred\u001b[0m';

// oxlint-disable-next-line no-control-regex -- what must not reach the page
const FORBIDDEN = /[\u001b\u0007\u202e\u2066]/;

const PROGRAM = `
const { writeFileSync } = require('node:fs');
const markup = ${JSON.stringify(MARKUP)};
console.log('begin ' + markup);
console.log(${JSON.stringify(ESCAPES)});
console.log('bidi ' + ${JSON.stringify(BIDI)} + 'txt.exe');
console.error('error ' + markup);
writeFileSync('two\\nlines.txt', markup + '\\n');
writeFileSync('<img src=x onerror=alert(5)>.html', markup + '\\n' + ${JSON.stringify(ESCAPES)} + '\\n');
writeFileSync('bidi' + ${JSON.stringify(BIDI)} + '.txt', ${JSON.stringify(BIDI)} + 'content\\n');
console.log('end');
`;

const experiment = (dir: string): string =>
  JSON.stringify({
    project: dir,
    name: `name ${MARKUP}`,
    task: `task ${MARKUP}`,
    variants: [
      { id: 'hostile', agent: 'printer', approach: `approach ${MARKUP}` },
      { id: 'talker', agent: 'talker' },
    ],
    agents: {
      printer: { command: ['node', '-e', PROGRAM] },
      talker: {
        output: 'claude-stream-json',
        command: ['node', '-e', `console.log(JSON.stringify(${JSON.stringify(message())}))`],
      },
    },
    contract: { gates: [{ name: 'markup', run: `printf '%s' '${MARKUP}'` }] },
  });

function message(): unknown {
  const content = [
    { type: 'text', text: `**says** ${MARKUP} [click](javascript:alert(6))` },
    { type: 'tool_use', id: 't1', name: `Bash${MARKUP}`, input: { command: MARKUP } },
  ];
  return { type: 'assistant', message: { role: 'assistant', content } };
}

test('markup, terminal escapes and odd file names of an agent are shown as text on every page', async ({
  page,
  bakeoff,
  repository,
}) => {
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const id = await launch(bakeoff, experiment(repository.dir));
  await page.goto(`/experiments/${id}?tab=live`);
  await expect(column(page, 'hostile')).toContainText('Passed');
  await expect(column(page, 'hostile')).toContainText(MARKUP);
  await expectHarmless(page);

  await column(page, 'hostile').getByRole('link', { name: 'Transcript' }).click();
  await expect(page.getByText(`begin ${MARKUP}`).first()).toBeVisible();
  await expect(page.getByText('red', { exact: true }).first()).toBeVisible();
  const shown = await page.getByRole('main').innerText();
  expect(shown).toContain('txt.exe');
  expect(shown).not.toMatch(FORBIDDEN);
  expect(shown).not.toMatch(/owned|javascript:alert\(4\)/);
  await expectHarmless(page);

  await showComparison(page);
  for (const name of ['<img src=x onerror=alert(5)>.html', 'two lines.txt']) {
    await expect(page.getByRole('region', { name, exact: true })).toContainText('onerror="alert(1)"');
  }
  await expectHarmless(page);

  await page.goto(`/experiments/${id}?tab=live`);
  await column(page, 'talker').getByRole('link', { name: 'Transcript' }).click();
  await expect(page.getByText('says').first()).toBeVisible();
  await expectHarmless(page);

  for (const url of ['/', '/experiments', '/data']) {
    await page.goto(url);
    await expect(page.getByRole('main').getByText(MARKUP).first()).toBeVisible();
    await expectHarmless(page);
  }
  expect(dialogs).toEqual([]);
  expect(await page.title()).not.toContain('owned');
});

/** Next writes what it knows into scripts of its own; what is looked for is a script that was made of the markup. */
async function expectHarmless(page: Page): Promise<void> {
  await expect(page.locator('img[src="x"], [onerror], [onload], a[href^="javascript:"]')).toHaveCount(0);
  const injected = await page
    .locator('script')
    .evaluateAll((all) => all.filter((one) => one.innerHTML.startsWith('alert')));
  expect(injected).toEqual([]);
}
