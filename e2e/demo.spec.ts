/** A person who has nothing yet: an empty home, one button, and the way to a merged winner and back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../lib/adapters/postgres/postmaster';
import { expect, test } from './fixtures';
import { column, merge, showComparison, verdict } from './support/experiment';

import { startProduct } from './support/product';

test('an empty home tries the demo: live, winner, merge, undo', async ({ page, context }) => {
  test.setTimeout(120_000);
  const empty = await mkdtemp(path.join(tmpdir(), 'bakeoff-demo-'));
  const product = await startProduct({ home: empty, port: String(await findFreePort()) });
  try {
    await context.clearCookies();
    await page.goto(product.loginUrl);
    await expect(page.getByRole('heading', { name: 'Ask several agents, keep the best answer' })).toBeVisible();
    const startedAt = Date.now();
    await page.getByRole('button', { name: 'Try the demo' }).click();
    await page.waitForURL(/\/experiments\/[a-z0-9]{12}/);
    for (const variant of ['sweep', 'map', 'quick']) await expect(column(page, variant)).toBeVisible();
    await expect(column(page, 'quick')).toContainText(/Running|Judging/);
    await expect(page.getByText(/ wins: least changes/)).toBeVisible({ timeout: 40_000 });
    expect(Date.now() - startedAt, 'milliseconds of the whole demo').toBeLessThan(20_000);
    await expect(column(page, 'quick')).toContainText('Failed');

    await showComparison(page);
    await expect(verdict(page)).toContainText('2 of 3 runs passed');
    await expect(
      page.getByRole('region', { name: 'Scoreboard' }).getByRole('rowheader', { name: /^time/ }),
    ).toBeVisible();
    await merge(page, 'Merge winner');
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await expect(page.getByText(/ was merged into main and taken back/)).toBeVisible();
  } finally {
    // A page that outlives its server would complain.
    await page.goto('about:blank');
    await product.stop();
    await rm(empty, { recursive: true, force: true, maxRetries: 3 });
  }
});

type Outcome = { status: string; winner: unknown };

test('bakeoff run examples/demo.yaml ends with 0 and a winner on the running server', async ({ bakeoff, page }) => {
  const { code, stdout, stderr } = await bakeoff('run', 'examples/demo.yaml', '--json');
  expect(stderr).not.toMatch(/error/i);
  expect(code).toBe(0);
  const outcome = JSON.parse(stdout) as Outcome;
  expect(outcome.status).toBe('done');
  expect(outcome.winner).toBeTruthy();
  await page.goto('/');
  await expect(page.getByRole('link', { name: /right-and-fast/ }).first()).toBeVisible();
});
