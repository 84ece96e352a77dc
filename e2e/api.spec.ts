/** An experiment from its file to its merge over the HTTP API, and what the API says of what it can't do. */
import { API_ENDPOINTS } from '../lib/schemas/api/registry';
import { refusalSchema } from '../lib/schemas/api/refusal';
import { expect, test } from './support/api';

const FILE = (dir: string): string => `name: api
metadata: { ticket: API-1 }
project: ${dir}
task: Correct the sum.
test: grep -q "1 + 1 = 2" src/sum.txt
sandbox: { provider: process }
variants:
  - { id: good, agent: good }
  - { id: bad, agent: bad }
agents:
  good: { command: [sh, -c, 'echo "one more" >> README.md; echo done'] }
  bad: { command: [sh, -c, 'echo nothing > src/sum.txt'] }
`;

const SLEEPER = (dir: string): string => `name: sleeper
project: ${dir}
task: Wait.
sandbox: { provider: process }
variants: [{ id: one, agent: sleeper }]
agents: { sleeper: { command: [sleep, "300"] } }
`;

test('launches, follows, compares, merges and undoes an experiment', async ({ api, repository }) => {
  const valid = await api.call('validateExperiment', { yaml: FILE(repository.dir) });
  expect(valid).toEqual({ valid: true, problems: [] });
  const project = await api.call('addProject', { body: { location: repository.dir } });
  expect((await api.call('listProjects'))['projects']).toContainEqual(expect.objectContaining({ id: project['id'] }));
  await api.call('getProject', { path: { id: String(project['id']) } });

  const id = String((await api.call('launchExperiment', { yaml: FILE(repository.dir) }))['experimentId']);
  const path = { id };
  const settled = await api.call('waitForExperiment', { path, query: { timeout: 30 } });
  expect(settled).toMatchObject({ experimentId: id, status: 'done', settled: true, winner: { variant: 'good' } });
  expect(await api.call('getExperiment', { path })).toMatchObject({ metadata: { ticket: 'API-1' }, name: 'api' });
  const comparison = await api.call('getComparison', { path });
  const rows = expect.arrayContaining([expect.objectContaining({ key: 'gate:tests', differs: true })]);
  expect(comparison['stages']).toEqual([expect.objectContaining({ name: 'main', rows })]);

  const listed = await api.call('listExperiments', {
    query: { search: 'ticket:api-1', project: String(project['id']) },
  });
  expect(listed).toMatchObject({ experiments: [{ id }], next: null });
  expect(await api.call('listExperiments', { query: { search: 'no such words' } })).toMatchObject({ experiments: [] });

  const runId = (settled['winner'] as { runId: string }).runId;
  const run = { id: runId };
  expect(await api.call('getRun', { path: run })).toMatchObject({ experimentId: id, gates: [{ name: 'tests' }] });
  const first = await api.call('listRunEvents', { path: run, query: { limit: 1 } });
  const rest = await api.call('listRunEvents', { path: run, query: { after: Number(first['next']) } });
  expect((rest['events'] as { seq: number }[])[0]?.seq).toBeGreaterThan(Number(first['next']));
  expect((await api.call('getRunLog', { path: run }))['text']).toContain('done');
  expect(await api.call('getRunDiff', { path: run })).toMatchObject({ stats: { filesChanged: 1 }, truncated: false });
  expect((await api.call('getRunPatch', { path: run }))['text']).toContain('+one more');
  expect(await api.call('listRunFiles', { path: run })).toMatchObject({ files: [{ path: 'README.md' }] });
  await api.call('listRunResources', { path: run });
  expect((await api.call('checkoutRun', { path: run }))['fetchCommand']).toContain('git fetch');

  const losing = (settled['runs'] as { runId: string; variant: string }[]).find((each) => each.variant === 'bad');
  const picked = await api.call('pickWinner', { path, body: { runId: losing?.runId, reason: 'It is shorter.' } });
  expect(picked).toMatchObject({ winner: { variant: 'bad' } });

  const before = await repository.git('rev-parse', 'main');
  expect(await api.call('previewMerge', { path: run })).toMatchObject({ preview: { conflicts: [] }, refusal: null });
  const merged = await api.call('mergeRun', { body: { runId } });
  expect(merged).toMatchObject({ status: 'merged', previous: before.trim(), target: 'main' });
  expect(await api.refused('mergeRun', { body: { runId, target: 'nowhere' } })).toMatchObject({ status: 422 });
  await api.call('undoMerge', { path: { id: String(merged['mergeId']) } });
  expect(await repository.git('rev-parse', 'main')).toBe(before);

  expect((await api.call('retryRun', { path: run }))['runId']).not.toBe(runId);
  expect(await api.refused('retryRun', { path: run })).toMatchObject({ status: 409 });
  await api.call('waitForExperiment', { path, query: { timeout: 30 } });
  await api.call('deleteExperiment', { path });
  expect(await api.refused('getExperiment', { path })).toMatchObject({ status: 404, type: 'not_found' });
  await api.call('removeProject', { path: { id: String(project['id']) } });
});

test('pauses, resumes and stops a run, and tells meanwhile that it goes on', async ({ api, repository }) => {
  const id = String(
    (await api.call('launchExperiment', { body: { experiment: SLEEPER(repository.dir) } }))['experimentId'],
  );
  const path = { id };
  const runs = async (): Promise<{ runId: string; status: string; paused: boolean }[]> =>
    (await api.call('getExperiment', { path }))['runs'] as { runId: string; status: string; paused: boolean }[];
  await expect.poll(async () => (await runs())[0]?.status).toBe('running');
  const run = { id: (await runs())[0]?.runId ?? '' };
  expect(await api.call('waitForExperiment', { path, query: { timeout: 0.1 } })).toMatchObject({ settled: false });
  expect(await api.refused('deleteExperiment', { path })).toMatchObject({ status: 409, type: 'still_running' });
  await api.call('pauseRun', { path: run });
  await expect.poll(async () => (await runs())[0]?.paused).toBe(true);
  await api.call('resumeRun', { path: run });
  await expect.poll(async () => (await runs())[0]?.paused).toBe(false);
  expect(await api.refused('answerPermission', { path: run, body: { requestId: 1 } })).toMatchObject({ status: 400 });
  await api.call('cancelRun', { path: run });
  await api.call('cancelExperiment', { path });
  expect(await api.call('waitForExperiment', { path })).toMatchObject({ settled: true });
  expect(await api.refused('pauseRun', { path: run })).toMatchObject({ status: 409, type: 'not_running' });
  expect(await api.refused('followUpRun', { path: run, body: { text: '' } })).toMatchObject({ status: 400 });
  await api.call('deleteExperiment', { path });
});

test('starts one experiment however often a launch with the same key comes', async ({ api, repository }) => {
  const yaml = SLEEPER(repository.dir);
  const headers = { 'idempotency-key': `key-${repository.dir}` };
  const launched = await Promise.all([1, 2, 3].map(() => api.call('launchExperiment', { yaml, headers })));
  const ids = new Set(launched.map((each) => String(each['experimentId'])));
  expect(ids.size).toBe(1);
  const other = await api.refused('launchExperiment', { yaml: `${yaml}# other\n`, headers });
  expect(other).toMatchObject({ status: 400, type: 'invalid_experiment' });
  const blank = await api.refused('launchExperiment', { yaml, headers: { 'idempotency-key': 'a b' } });
  expect(blank).toMatchObject({ status: 400, type: 'invalid_request' });
  const path = { id: [...ids][0] ?? '' };
  await api.call('cancelExperiment', { path });
  expect(await api.call('waitForExperiment', { path })).toMatchObject({ status: 'cancelled' });
  await api.call('deleteExperiment', { path });
});

test('says everything that is wrong with what was sent, with its place', async ({ api, request, token }) => {
  const yaml = 'task: x\nvariants:\n  - { id: a, agnet: demo }\nlimits:\n  maxParallel: lots\n';
  const refused = await api.refused('launchExperiment', { yaml });
  expect(refused).toMatchObject({ status: 400, type: 'invalid_experiment' });
  expect(refused.problems.map((problem) => problem.line)).toEqual(expect.arrayContaining([3, 5]));
  expect(await api.call('validateExperiment', { yaml })).toMatchObject({ valid: false });
  const object = await api.refused('launchExperiment', { body: { experiment: { task: 'x', variants: 'none' } } });
  expect(object.problems[0]).toMatchObject({ line: null, path: ['variants'] });
  expect(await api.refused('launchExperiment', { body: { experiment: 7 } })).toMatchObject({ status: 400 });
  expect(await api.refused('listExperiments', { query: { limit: 'many' } })).toMatchObject({ status: 400 });
  expect(await api.refused('getRun', { path: { id: 'nothing' } })).toMatchObject({ status: 404 });
  expect(await api.refused('getRun', { path: { id: '..%2f..' } })).toMatchObject({ status: 404 });
  expect(await api.refused('addProject', { body: { location: '/nowhere' } })).toMatchObject({ status: 422 });
  expect(await api.refused('cleanData', { body: { olderThan: 'long ago' } })).toMatchObject({ status: 422 });

  const headers = { authorization: `Bearer ${token}` };
  const post = (data: string, type: string) =>
    request.post('/api/v1/experiments', { headers: { ...headers, 'content-type': type }, data });
  expect((await post('{', 'application/json')).status()).toBe(400);
  expect((await post('<a/>', 'application/xml')).status()).toBe(415);
  expect((await post('x'.repeat(4_100_000), 'application/yaml')).status()).toBe(413);
  const unknown = await request.get('/api/v1/nothing/here', { headers });
  expect(unknown.status()).toBe(404);
  expect(refusalSchema.parse(await unknown.json()).error.remedy).toContain('openapi.json');
  expect((await request.get('/api/v1/projects', { maxRedirects: 0 })).status()).toBe(401);
});

test('tells of the host, and describes itself', async ({ api, baseURL, token }) => {
  for (const name of ['getHost', 'listAgents', 'getData', 'getExperimentSchema']) await api.call(name);
  const { checks } = await api.call('getDoctor');
  expect((checks as { name: string }[]).map((check) => check.name)).toEqual(
    expect.arrayContaining(['node', 'git', 'database', 'sandboxes', 'agent demo']),
  );
  await api.call('cleanData', { body: { dryRun: true, olderThan: '0s' } });
  const document = await api.call('getOpenApi');
  expect(Object.keys(document['paths'] as object)).toEqual(
    expect.arrayContaining(Object.values(API_ENDPOINTS).map((entry) => entry.path)),
  );
  const stream = new AbortController();
  const answer = await fetch(`${baseURL}/api/v1/stream?topics=experiments`, {
    headers: { authorization: `Bearer ${token}` },
    signal: stream.signal,
  });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  stream.abort();
});
