/** Reading what a run did: search, narrow, jump to the first failing command, copy. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { column } from './support/experiment';
import { launch } from './support/launch';

/** Prints a stream in the form of a known program: messages, calls, and many of them. */
const talkative = (dir: string, calls: number): string => `
project: ${dir}
task: Talk a lot.
variants:
  - { id: talker, agent: talker }
agents:
  talker:
    output: claude-stream-json
    command:
      - node
      - -e
      - |
        const print = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
        const say = (content) => print({ type: 'assistant', message: { id: String(Math.random()), role: 'assistant', content }, session_id: 's' });
        const end = (id, content, failed) => print({ type: 'user', message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content, is_error: failed }] }, session_id: 's' });
        print({ type: 'system', subtype: 'init', session_id: 's', model: 'm' });
        for (let i = 0; i < ${String(calls)}; i++) {
          say([{ type: 'text', text: 'Step ' + i + ': I look for the needle.' }]);
          say([{ type: 'tool_use', id: 'c' + i, name: 'Bash', input: { command: 'check ' + i } }]);
          end('c' + i, i === 3 ? 'boom at three' : 'fine', i === 3);
        }
        say([{ type: 'text', text: 'The last needle.' }]);
        print({ type: 'result', subtype: 'success', is_error: false, result: 'done', session_id: 's', num_turns: 1 });
contract:
  gates: [{ name: broken, run: 'echo the gate says no; false' }]
`;

/** In the transcript: the summary above it says the same. */
const lastEntry = (page: Page): Locator => page.getByText('The last needle.').and(page.locator('span'));

test('a transcript is searched, narrowed by kind, and copied as Markdown', async ({ page, bakeoff, repository }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const id = await launch(bakeoff, talkative(repository.dir, 400));
  await page.goto(`/experiments/${id}?tab=live`);
  await expect(column(page, 'talker')).toContainText('Failed');
  await column(page, 'talker').getByRole('link', { name: 'Transcript' }).click();
  await expect(lastEntry(page)).toBeVisible();
  // Only the end of a long transcript is drawn.
  await expect(page.getByText('Step 1: I look')).toBeHidden();

  await expect(async () => {
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox', { name: 'Search the transcript' })).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.type('step 7:');
  const count = page.getByRole('search').getByRole('status');
  await expect(count).toHaveText('1 match');
  await page.keyboard.press('Enter');
  await expect(count).toHaveText('1 of 1');
  await expect(page.getByText('Step 7: I look for the needle.')).toBeInViewport();
  await expect.poll(() => page.evaluate(() => CSS.highlights.get('transcript-place')?.size)).toBe(1);

  await page.getByRole('searchbox').fill('needle');
  await expect(count).toHaveText(/ of 401$/);
  await page.getByRole('searchbox').press('Shift+Enter');
  await page.getByRole('button', { name: 'Next match' }).click();
  await page.reload();
  await expect(page.getByRole('searchbox')).toHaveValue('needle');
  await expect(count).toHaveText('401 matches');

  await page.getByRole('searchbox').press('Escape');
  await page.getByRole('radio', { name: /^Errors/ }).click();
  await expect(page).toHaveURL(/show=errors/);
  await expect(lastEntry(page)).toBeHidden();
  await page.getByRole('button', { name: 'First failing command' }).click();
  await expect(page.getByText('boom at three')).toBeInViewport();

  await page.getByRole('button', { name: 'Copy as Markdown' }).click();
  await page.getByRole('menuitem', { name: /^What is shown/ }).click();
  await expect(page.getByText('Copied the transcript')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('boom at three');
  expect(copied).not.toContain('The last needle.');
  expect(copied).toContain('### Gate: `broken`\n\n```text\nthe gate says no\n```');
});

test('a transcript of 30,000 entries stays usable while it is searched', async ({ page, bakeoff, repository }) => {
  test.setTimeout(180_000);
  const id = await launch(bakeoff, talkative(repository.dir, 15_000));
  await page.goto(`/experiments/${id}?tab=live`);
  await expect(column(page, 'talker')).toContainText('Failed', { timeout: 120_000 });
  await column(page, 'talker').getByRole('link', { name: 'Transcript' }).click();
  await expect(lastEntry(page)).toBeVisible({ timeout: 60_000 });
  await page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(window, { seen });
    new PerformanceObserver((list) => seen.push(...list.getEntries().map((one) => one.duration))).observe({
      type: 'longtask',
    });
  });
  await page.getByRole('searchbox', { name: 'Search the transcript' }).fill('Step 14');
  await expect(page.getByRole('search').getByRole('status')).toHaveText('1,111 matches', { timeout: 20_000 });
  const longest = await page.evaluate(() => Math.max(0, ...(window as unknown as { seen: number[] }).seen));
  expect(longest, 'the longest time that the page did not answer').toBeLessThan(500);
  await page.getByRole('button', { name: 'Next match' }).click();
  await expect(page.getByText('Step 14: I look for the needle.')).toBeInViewport();
});
