/** What comes of an experiment, over the HTTP API: transcripts, traces, exports, previews, and ways on from a conflict. */
import { gunzipSync } from 'node:zlib';
import { type Api, expect, test } from './support/api';

type Run = { runId: string; variant: string; status: string; error: { type: string } | null };

async function settled(api: Api, experiment: string): Promise<{ id: string; runs: Run[] }> {
  const id = String((await api.call('launchExperiment', { body: { experiment } }))['experimentId']);
  const done = await api.call('waitForExperiment', { path: { id }, query: { timeout: 45 } });
  expect(done).toMatchObject({ settled: true });
  return { id, runs: done['runs'] as Run[] };
}

const SERVE = `node -e \\"require('http').createServer((q, r) => r.end('served')).listen(process.env.PORT, '127.0.0.1')\\"`;

const FILE = (dir: string): string => `name: <b>results</b>
project: ${dir}
task: Correct the sum.
test: grep -q "1 + 1 = 2" src/sum.txt
sandbox: { provider: process, preview: { run: "${SERVE}", port: 3457 } }
variants: [{ id: only, agent: mine }]
agents: { mine: { command: [sh, -c, 'echo one more >> README.md; echo needle; echo sharp >&2'] } }
`;

test('what a run did is read whole, narrowed, as Markdown and as a trace', async ({ api, repository }) => {
  const { id, runs } = await settled(api, FILE(repository.dir));
  const path = { id: runs[0]?.runId ?? '' };
  const whole = String((await api.call('getRunLog', { path }))['text']);
  expect(whole).toContain('needle');
  const found = String((await api.call('getRunLog', { path, query: { only: 'commands', search: 'NEEDLE' } }))['text']);
  expect(found).toContain('--- stdout\nneedle');
  expect(found).not.toContain('sharp');
  const markdown = String((await api.call('getRunMarkdown', { path, query: { search: 'needle' } }))['text']);
  expect(markdown).toMatch(/^# `A only`\n\n[^]*```[^]*needle/);
  expect(await api.refused('getRunLog', { path, query: { only: 'nonsense' } })).toMatchObject({ status: 400 });

  const first = await api.call('getRunTranscript', { path, query: { limit: 2 } });
  expect(first['entries']).toHaveLength(2);
  const rest = await api.call('getRunTranscript', { path, query: { after: Number(first['next']), limit: 500 } });
  const all = await api.call('getRunTranscript', { path, query: { limit: 500 } });
  expect([...(first['entries'] as object[]), ...(rest['entries'] as object[])]).toEqual(all['entries']);
  expect(all['next']).toBeNull();

  expect(await api.call('getRunTrace', { path })).toMatchObject({
    correlationId: id,
    runId: path.id,
    status: 'passed',
  });
  for (const name of [
    'getRunTrace',
    'getRunTranscript',
    'getRunMarkdown',
    'getTraces',
    'getReport',
    'exportExperiment',
  ]) {
    expect(await api.refused(name, { path: { id: 'nothing' } })).toMatchObject({ status: 404 });
  }
  expect(await api.refused('pushRun', { path, body: { branch: 'result' } })).toMatchObject({ status: 422 });
  expect(await api.refused('resolveConflict', { path, body: {} })).toMatchObject({ status: 409, type: 'no_conflict' });
});

test('all of an experiment is taken along, and its report is never a page here', async ({
  api,
  page,
  baseURL,
  token,
  repository,
}) => {
  const { id } = await settled(api, FILE(repository.dir));
  const path = { id };
  for (const [name, file] of [
    ['exportExperiment', 'report.html'],
    ['getTraces', 'index.json'],
  ] as const) {
    const answer = await api.ask(name, { path });
    expect(answer.headers()['content-type']).toBe('application/gzip');
    expect(gunzipSync(await answer.body()).toString('utf8')).toContain(file);
  }
  expect((await api.call('getSummary', { path }))['text']).toContain('only');
  const report = await api.ask('getReport', { path });
  expect(report.headers()).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-disposition': `attachment; filename="bakeoff-${id}.html"`,
    'content-security-policy': expect.stringMatching(/default-src 'none'.*; sandbox$/),
    'x-content-type-options': 'nosniff',
  });
  expect(await report.text()).not.toContain('<b>results</b>');

  await page.setExtraHTTPHeaders({ authorization: `Bearer ${token}` });
  const download = page.waitForEvent('download');
  // It is a download, so the page never arrives.
  await page.goto(`${baseURL}/api/v1/experiments/${id}/report`).catch(() => null);
  expect((await download).suggestedFilename()).toBe(`bakeoff-${id}.html`);
});

test('a result is served, and images are built', async ({ api, repository }) => {
  const { runs } = await settled(api, FILE(repository.dir));
  const path = { id: runs[0]?.runId ?? '' };
  await api.call('startPreview', { path });
  const preview = async () => (await api.call('getRun', { path }))['preview'] as { status: string; url: string } | null;
  await expect.poll(async () => (await preview())?.status, { timeout: 30_000 }).toBe('ready');
  expect((await preview())?.url).toMatch(/^http:\/\/preview-/);
  await api.call('stopPreview', { path });
  await expect.poll(async () => (await preview())?.url ?? null, { timeout: 20_000 }).toBeNull();

  const { id: projectId } = await api.call('addProject', { body: { location: repository.dir } });
  const built = await api.call('buildImage', { body: { name: './Dockerfile', projectId } });
  const image = async () =>
    ((await api.call('listImages'))['images'] as { id: string; status: string }[]).find(({ id }) => id === built['id']);
  // The repository has no such file.
  await expect.poll(async () => (await image())?.status, { timeout: 20_000 }).toBe('failed');
  expect(await api.refused('buildImage', { body: { name: './Dockerfile' } })).toMatchObject({ status: 422 });
  expect(await api.refused('installAdapter', { path: { name: 'nothing' } })).toMatchObject({ status: 404 });
});

/** Both write the same line; `second` finds git's markers when it is asked to resolve. */
const CONFLICT = (dir: string): string => `project: ${dir}
task: Write what you think.
strategy: graph
sandbox: { provider: process }
variants:
  - { id: one, agent: first }
  - { id: two, agent: second }
agents:
  first: { command: [sh, -c, 'echo one > opinion.txt'] }
  second:
    command: [sh, -c, 'if grep -q "<<<<<<<" opinion.txt; then echo one and two > opinion.txt; else echo two > opinion.txt; fi']
test: test -f opinion.txt
`;

test('an agent or a commit resolves what does not fit together', async ({ api, repository }) => {
  test.setTimeout(120_000);
  await repository.git('checkout', '-q', '-b', 'both');
  await repository.write({ 'opinion.txt': 'both\n' });
  await repository.commit('Both');
  await repository.git('checkout', '-q', 'main');
  const ways = [
    ['resolveConflict', { agent: 'second' }],
    ['continueRun', { ref: 'both' }],
  ] as const;
  for (const [name, body] of ways) {
    const { id, runs } = await settled(api, CONFLICT(repository.dir));
    const stopped = runs.find(({ error }) => error?.type === 'parents_conflict');
    const path = { id: stopped?.runId ?? '' };
    if (name === 'continueRun') {
      expect(await api.refused(name, { path, body: { ref: 'nowhere' } })).toMatchObject({ status: 422 });
    }
    const { runId } = await api.call(name, { path, body });
    expect(runId).not.toBe(path.id);
    await api.call('waitForExperiment', { path: { id }, query: { timeout: 45 } });
    expect(await api.call('getRun', { path: { id: String(runId) } })).toMatchObject({ status: 'passed' });
  }
});
