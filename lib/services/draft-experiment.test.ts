import { expect, test } from 'vitest';
import { sampleExperiment } from '@/lib/testing/sample-view';
import type { AgentView } from '@/lib/schemas/view';
import { draftExperiment, type DraftRequest } from './draft-experiment';

const TEMPLATE = '# Two ways\nproject: builtin:demo\ntask: x\nvariants:\n  - { id: a, agent: demo }\n';
const source = 'project: ../old\ntask: x\nvariants:\n  - { id: a, agent: demo }\n';
const ready = (name: string, status: AgentView['status'] = 'ready') => ({ name, status }) as AgentView;
const view = { ...sampleExperiment(), source };

function draft(change: Partial<DraftRequest>) {
  const services = {
    agents: { list: async () => [ready('demo'), ready('gemini', 'missing'), ready('claude')] },
    templates: { get: async (name: string) => (name === 'two' ? { text: TEMPLATE } : null) },
    experiments: { get: async (id: string) => (id === view.id ? view : null) },
  };
  const request = { start: { template: 'two' }, changes: [], project: null, ...change };
  return draftExperiment(services as unknown as Parameters<typeof draftExperiment>[0], request);
}

test('a template stays as it is, and for another project takes the agents that are ready', async () => {
  expect(await draft({})).toEqual({ ok: true, value: TEMPLATE });
  const moved = await draft({ project: '/repositories/mine', changes: ['timeout:30m', 'memory:8g'] });
  const text = moved.ok ? moved.value : '';
  for (const part of ['# Two ways', 'project: /repositories/mine', 'agent: claude', 'timeout: 30m', 'memory: 8g']) {
    expect(text).toContain(part);
  }
  expect(await draft({ project: 'builtin:demo' })).toMatchObject({ value: expect.stringContaining('agent: demo') });
});

test('an experiment that was run before names the project that it ran on', async () => {
  const again = { start: { experimentId: view.id } };
  expect(await draft(again)).toMatchObject({ value: expect.stringContaining(`project: ${view.project.location}`) });
  expect(await draft({ ...again, project: '/other' })).toMatchObject({
    value: expect.stringContaining('project: /other'),
  });
});

test('refuses what is not there and what is no change', async () => {
  expect(await draft({ start: { template: 'three' } })).toMatchObject({ error: { type: 'not_found' } });
  expect(await draft({ start: { experimentId: 'x' } })).toMatchObject({ error: { type: 'not_found' } });
  expect(await draft({ changes: ['more'] })).toMatchObject({ error: { type: 'invalid_option' } });
});
