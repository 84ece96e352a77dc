/** The web server and the worker are killed while agents run: nobody has to do anything, and nothing is lost. */
import { expect, test } from './fixtures';
import { column, lastOutput, strip } from './support/experiment';
import { launch } from './support/launch';
import { letGo } from './support/let-go';
import { pidOf } from './support/processes';

/** Numbers lines until the file is there, and some more after it: before, while and after everything is killed. */
const counters = (dir: string): string => `
project: ${dir}
task: Count.
variants:
  - { id: left, agent: counter }
  - { id: right, agent: counter }
agents:
  counter:
    command:
      - sh
      - -c
      - |
        i=0
        until [ -e go ]; do echo "line $i."; i=$((i + 1)); sleep 0.05; done
        end=$((i + 50))
        while [ $i -lt $end ]; do echo "line $i."; i=$((i + 1)); done
        rm go
        echo "$i lines"
        echo $i > counted.txt
contract:
  gates: [{ name: counted, run: cat counted.txt }]
`;

// What the browser says while nobody answers.
test.use({
  allowedPageErrors: [
    /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|Failed to fetch|status of 50\d/,
  ],
});

test('kill -9 of web and worker: the page comes back, the agents finish, no line is missing or doubled', async ({
  page,
  bakeoff,
  repository,
  home,
}) => {
  test.setTimeout(120_000);
  const id = await launch(bakeoff, counters(repository.dir));
  await page.goto(`/experiments/${id}`);
  await expect(lastOutput(page, 'left')).toContainText(/line \d+\./);
  await expect(lastOutput(page, 'right')).toContainText(/line \d+\./);

  const before = { web: pidOf(home, 'web'), worker: pidOf(home, 'worker') };
  expect(before.web).not.toBeNull();
  expect(before.worker).not.toBeNull();
  process.kill(before.worker!, 'SIGKILL');
  process.kill(before.web!, 'SIGKILL');
  const live = page.getByRole('status').filter({ hasText: 'Live' });
  await expect(live).toBeHidden();
  await expect(live).toBeVisible({ timeout: 30_000 });
  await expect.poll(() => pidOf(home, 'worker')).not.toBe(before.worker);
  expect(pidOf(home, 'web')).not.toBe(before.web);
  await letGo({ home, bakeoff }, id, ['left', 'right']);

  for (const variant of ['left', 'right']) {
    await expect(lastOutput(page, variant)).toContainText(/\d+ lines/, { timeout: 45_000 });
    await expect(column(page, variant)).toContainText('Passed', { timeout: 45_000 });
    const total = Number(/(\d+) lines/.exec(await lastOutput(page, variant).innerText())?.[1]);
    const all = Array.from({ length: total }, (_, index) => `line ${index}.`);
    await column(page, variant).getByRole('link', { name: 'Transcript' }).click();
    await page.waitForURL(/\/runs\//);
    const transcript = page.getByRole('region', { name: 'stdout' });
    await expect.poll(async () => linesOf((await transcript.allInnerTexts()).join('\n'))).toEqual(all);
    await strip(page).getByRole('link', { name: 'Live', exact: true }).click();
  }
});

function linesOf(text: string): string[] {
  return text.match(/line \d+\./g) ?? [];
}
