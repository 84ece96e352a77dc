/** What a person sees of sandboxes: what locks agents in, what was refused, pauses, limits, previews, and consent. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from './fixtures';
import { column, lastOutput, openYaml, pressLaunch, showForm, strip } from './support/experiment';
import { freePort } from './support/free-port';
import { launch } from './support/launch';
import { letGo } from './support/let-go';
import { startProduct } from './support/product';

const experiment = (dir: string, script: string, sandbox = ''): string => `
project: ${dir}
task: Try the sandbox.
sandbox: { provider: bubblewrap${sandbox} }
variants:
  - { id: only, agent: shell }
agents:
  shell:
    command:
      - sh
      - -c
      - |
        ${script.replaceAll('\n', '\n        ')}
`;

test('this computer says what locks agents in, and what does not', async ({ page }) => {
  await page.goto('/host');
  const main = page.getByRole('main');
  await expect(main).toContainText('bubblewrap');
  await expect(main).toContainText('used by Automatic');
  await expect(main).toContainText('Processors, memory and processes held by the kernel');
  await expect(main).toContainText('Not isolated');
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(main).toContainText('Looked at just now');
});

test('a refused host is shown, allowed for the project, and taken back', async ({ page, bakeoff, repository }) => {
  const id = await launch(bakeoff, experiment(repository.dir, 'curl -sS http://wanted.invalid/; exit 0'));
  await page.goto(`/experiments/${id}?tab=live`);
  await expect(column(page, 'only')).toContainText('Finished', { timeout: 30_000 });
  await column(page, 'only').getByRole('link', { name: 'Transcript' }).click();
  const refused = page.getByRole('region', { name: 'Refused by the network policy' });
  await expect(refused).toContainText('wanted wanted.invalid:80');
  await refused.getByRole('button', { name: 'Allow for this project' }).click();
  await expect(refused).toContainText('Allowed from the next run on');
  await refused.getByRole('button', { name: 'Retry' }).click();
  await strip(page).getByRole('link', { name: 'Live', exact: true }).click();
  await expect(lastOutput(page, 'only')).toContainText('has no address', { timeout: 30_000 });
  await column(page, 'only').getByRole('link', { name: 'Transcript' }).click();
  await expect(page.getByRole('heading', { name: 'Transcript' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Refused by the network policy' })).toBeHidden();
});

test('a run is paused, shows what it uses, and goes on', async ({ page, bakeoff, repository, home }) => {
  const script = 'i=0\nuntil [ -e go ]; do i=$((i + 1)); echo "step $i."; sleep 0.1; done\nrm go';
  const id = await launch(bakeoff, experiment(repository.dir, script));
  await page.goto(`/experiments/${id}`);
  const only = column(page, 'only');
  await expect(lastOutput(page, 'only')).toContainText(/step \d+\./);
  await only.getByRole('button', { name: 'Pause' }).click();
  await expect(only).toContainText('Paused');
  await expect(only.getByText(/\d+(\.\d+)? [kM]B/).first()).toBeVisible();
  await only.getByRole('button', { name: 'Resume' }).click();
  await expect(only).not.toContainText('Paused');
  await letGo({ home, bakeoff }, id, ['only']);
  await expect(only).toContainText('Finished', { timeout: 30_000 });
  await only.getByRole('link', { name: 'Transcript' }).click();
  await expect(page.getByRole('heading', { name: 'Resources' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Peak memory');
});

test('a run that needs more memory than it has says so', async ({ page, bakeoff, repository }) => {
  const greedy = `node -e "const all = []; for (;;) all.push(Buffer.alloc(8e6, 1))"`;
  const id = await launch(bakeoff, experiment(repository.dir, greedy, ', memory: 128m'));
  await page.goto(`/experiments/${id}?tab=live`);
  await expect(column(page, 'only')).toContainText('It needed more memory than its sandbox has.', { timeout: 30_000 });
});

test('a result is served on an origin of its own, and stopped', async ({ page, bakeoff, repository }) => {
  const serve = `node -e \\"require('http').createServer((q, r) => r.end('served: ' + require('fs').readFileSync('README.md'))).listen(process.env.PORT, '127.0.0.1')\\"`;
  const preview = `, preview: { run: "${serve}", port: 3456 }`;
  const id = await launch(bakeoff, experiment(repository.dir, 'echo changed > README.md', preview));
  await page.goto(`/experiments/${id}?tab=live`);
  await expect(column(page, 'only')).toContainText('Finished', { timeout: 30_000 });
  await column(page, 'only').getByRole('link', { name: 'Transcript' }).click();
  await page.getByRole('button', { name: 'Start preview' }).click();
  const link = page.getByRole('link', { name: /Open preview/ });
  await expect(link).toBeVisible({ timeout: 30_000 });
  const opened = page.waitForEvent('popup');
  await link.click();
  const popup = await opened;
  await expect(popup.locator('body')).toHaveText('served: changed');
  expect(new URL(popup.url()).hostname).toMatch(/^preview-[a-z0-9]+\.localhost$/);
  expect(await popup.evaluate(() => document.cookie)).toBe('');
  await popup.close();
  await page.getByRole('button', { name: 'Stop the preview' }).click();
  await expect(page.getByRole('button', { name: 'Start preview' })).toBeVisible();
});

test('where nothing locks agents in, a person is asked once, and it is said wherever it matters', async ({
  browser,
  repository,
}) => {
  test.setTimeout(180_000);
  test.skip(process.getuid?.() !== 0, 'only root can hide bubblewrap from one product');
  const dir = await mkdtemp(path.join(tmpdir(), 'bakeoff-weak-'));
  // The database runs as another user where the product is root.
  await chmod(dir, 0o755);
  const bwrap = path.join(dir, 'bwrap');
  await writeFile(bwrap, '#!/bin/sh\necho "bwrap: setting up uid map: Permission denied" >&2\nexit 1\n');
  await chmod(bwrap, 0o755);
  const env = { DOCKER_HOST: 'unix:///nonexistent/engine.sock' };
  // Its path is fixed, so that nobody can put another one in front of it.
  const launcher = ['unshare', '-m', 'sh', '-c', 'mount --bind "$0" /usr/bin/bwrap && exec "$@"', bwrap];
  const product = await startProduct({ home: path.join(dir, 'home'), port: String(await freePort()), env, launcher });
  const page = await browser.newPage({ baseURL: new URL(product.loginUrl).origin });
  try {
    await page.goto(product.loginUrl);
    await openYaml(page, repository.dir, experiment(repository.dir, 'echo ran', '').replace('bubblewrap', 'auto'));
    await page.getByRole('button', { name: /^Launch/ }).click();
    await expect(page.getByRole('main')).toContainText('--allow-process');
    await showForm(page);
    await expect(page.getByRole('main')).toContainText('Nothing on this computer can lock agents in');
    await page.getByRole('button', { name: 'Let agents of this project run without isolation…' }).click();
    await page.getByRole('button', { name: 'Let agents run without isolation', exact: true }).click();
    await expect(page.getByRole('main')).toContainText('Not isolated');
    await pressLaunch(page);
    await expect(column(page, 'only')).toContainText('Finished', { timeout: 30_000 });
    await expect(page.getByRole('main')).toContainText(/not isolated/i);
  } finally {
    await page.close();
    await product.stop();
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  }
});
