/** What an experiment begins with, over the HTTP API: templates, drafts, documents of other systems, trials, plans. */
import { type Api, expect, test } from './support/api';

const FILE = (dir: string): string => `project: ${dir}
task: Correct the sum.
test: grep -q "1 + 1 = 2" src/sum.txt
sandbox: { provider: process }
variants: [{ id: only, agent: mine }]
agents: { mine: { command: [sh, -c, 'echo one more >> README.md'] } }
`;

async function launched(api: Api, experiment: string): Promise<string> {
  return String((await api.call('launchExperiment', { body: { experiment } }))['experimentId']);
}

test('an experiment becomes a template, and a template with a change an experiment', async ({ api, repository }) => {
  const built = await api.call('listTemplates');
  expect((built['templates'] as { name: string }[])[0]?.name).toBe('demo');
  const first = await launched(api, FILE(repository.dir));
  const title = `Own ${first}`;
  const saved = await api.call('saveTemplate', { body: { title, experimentId: first } });
  expect(saved).toMatchObject({ title, origin: 'own', problems: [] });
  expect(await api.refused('saveTemplate', { body: { title, text: String(saved['text']) } })).toMatchObject({
    status: 409,
    type: 'name_taken',
  });
  expect(await api.refused('saveTemplate', { body: { title } })).toMatchObject({ status: 400 });
  const path = { name: String(saved['name']) };
  expect(await api.call('getTemplate', { path })).toEqual(saved);

  const changes = ['timeout:30m'];
  const draft = await api.call('getDraft', { body: { template: saved['name'], changes } });
  expect(draft['experiment']).toContain('timeout: 30m');
  const again = await api.call('getDraft', { body: { again: first, changes } });
  expect(again['experiment']).toContain('timeout: 30m');
  expect(await api.refused('getDraft', { body: { again: first, changes: ['more'] } })).toMatchObject({ status: 422 });
  expect(await api.refused('getDraft', { body: { template: 'nothing' } })).toMatchObject({ status: 404 });
  expect(await api.refused('getDraft', { body: {} })).toMatchObject({ status: 400 });
  const second = await launched(api, String(draft['experiment']));

  for (const id of [first, second]) await api.call('waitForExperiment', { path: { id } });
  const compared = await api.call('compareExperiments', { path: { id: first, other: second } });
  expect(compared).toMatchObject({
    isSameBase: true,
    experiments: [{ experimentId: first, passed: 1 }, { passed: 1 }],
  });
  await api.call('deleteTemplate', { path });
  expect(await api.refused('getTemplate', { path })).toMatchObject({ status: 404 });
  expect(await api.refused('deleteTemplate', { path: { name: 'demo' } })).toMatchObject({ status: 422 });
});

test('a document of another system becomes a file, and a contract is tried on the base', async ({
  api,
  repository,
}) => {
  const document = `parallel_execution:\n  tasks:\n    - { id: one, worker: demo, task: Write it. }\n`;
  const converted = await api.call('convertForeign', { body: { document, project: repository.dir } });
  expect(converted).toMatchObject({ format: 'magic-box' });
  expect(await api.call('convertForeign', { body: { document: '{ "tasks": [{}] }' } })).toMatchObject({
    experiment: null,
    problems: [expect.objectContaining({ line: 1 })],
  });

  const { trialId } = await api.call('startTrial', { body: { experiment: FILE(repository.dir) } });
  const path = { id: String(trialId) };
  await expect.poll(async () => (await api.call('getTrial', { path }))['status'], { timeout: 30_000 }).toBe('done');
  expect(await api.call('getTrial', { path })).toMatchObject({ gates: [{ name: 'tests', status: 'passed' }] });
  expect(await api.refused('startTrial', { body: { experiment: 'task: x' } })).toMatchObject({ status: 400 });
});

test('an agent plans, and nothing of its plan is started', async ({ api, repository }) => {
  const plan = JSON.stringify({ variants: [{ id: 'map', approach: 'Keep counters in a Map.' }] });
  const experiment = {
    project: repository.dir,
    sandbox: { provider: 'process' },
    agents: {
      planner: { command: ['sh', '-c', `echo '${plan}'`], output: 'text' },
      sleeper: { command: ['sleep', '300'], output: 'text' },
    },
  };
  const request = 'Limit the rate.';
  expect(await api.refused('startPlan', { body: { experiment, request } })).toMatchObject({ status: 422 });
  const tooMany = { experiment, request, agent: 'planner', count: 99 };
  expect(await api.refused('startPlan', { body: tooMany })).toMatchObject({ status: 400 });
  const asked = await api.call('startPlan', { body: { experiment, request, agent: 'planner', count: 1 } });
  const path = { id: String(asked['planId']) };
  const ready = await api.call('waitForPlan', { path, query: { timeout: 45 } });
  expect(ready).toMatchObject({ status: 'ready', plan: { variants: [{ id: 'map' }] } });
  expect(ready['file']).toContain('Keep counters in a Map.');
  expect(await api.call('getPlan', { path })).toEqual(ready);
  expect(await api.call('listExperiments', { query: { search: request } })).toMatchObject({ experiments: [] });
  await api.call('deleteExperiment', { path });

  const slow = await api.call('startPlan', { body: { experiment, request, agent: 'sleeper' } });
  const waiting = { id: String(slow['planId']) };
  expect(await api.call('waitForPlan', { path: waiting, query: { timeout: 0 } })).toMatchObject({ status: 'working' });
  await api.call('cancelPlan', { path: waiting });
  expect(await api.call('waitForPlan', { path: waiting })).toMatchObject({ status: 'cancelled' });
  expect(await api.refused('getPlan', { path: { id: 'nothing' } })).toMatchObject({ status: 404 });
});
