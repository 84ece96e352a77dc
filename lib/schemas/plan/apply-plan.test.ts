import { describe, expect, test } from 'vitest';
import { parseExperimentFile } from '@/lib/schemas/experiment-file';
import { readField } from '@/lib/schemas/experiment-file/draft';
import { applyPlan, planFile } from './apply-plan';
import { planPrompt, problemsPrompt } from './prompt';
import type { Plan, PlanRequest } from './schema';

const draft = `# Mine
project: /home/me/api
variants:
  - id: a
    agent: codex
test: npm test
`;
const approaches: Plan = {
  kind: 'approaches',
  variants: [
    { id: 'map', approach: 'A Map.' },
    { id: 'redis', approach: 'Redis.', agent: 'claude' },
  ],
  integrationContracts: [],
  notes: null,
};
const subtasks: Plan = {
  kind: 'subtasks',
  variants: [
    { id: 'api', task: 'The API.' },
    { id: 'page', task: 'The page.', dependsOn: ['api'] },
    { id: 'review', task: 'Look at it.', dependsOn: ['api', 'page'], reportOnly: true },
  ],
  integrationContracts: [{ name: 'items', provider: 'api', consumers: ['page', 'review'], specification: 'A list.' }],
  notes: null,
};
const input = { agent: 'codex', task: 'Limit the rate.' };

function specOf(text: string) {
  const parsed = parseExperimentFile(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return parsed.spec;
}

describe('a plan of approaches in a file', () => {
  test('takes the place of the variants and leaves the rest as it was written', () => {
    const text = applyPlan(draft, { ...input, plan: approaches });
    expect(text).toContain('# Mine\nproject: /home/me/api\n');
    expect(specOf(text)).toMatchObject({
      task: 'Limit the rate.',
      strategy: { type: 'parallel' },
      contract: { gates: [{ run: 'npm test' }] },
      variants: [
        { id: 'map', agent: 'codex', approach: 'A Map.' },
        { id: 'redis', agent: 'claude', approach: 'Redis.' },
      ],
    });
  });

  test('keeps the task that is there, and comes beside the variants where it is added', () => {
    const before = `task: Mine.\n${draft.replace('id: a', 'id: map')}`;
    const text = applyPlan(before, { ...input, plan: approaches, add: true });
    expect(specOf(text).variants.map(({ id }) => id)).toEqual(['map', 'map-2', 'redis']);
    expect(readField(text, ['task'])).toBe('Mine.');
  });

  test('is no graph any more', () => {
    const text = applyPlan(`strategy: { type: graph }\n${draft}`, { ...input, plan: approaches, chosen: ['redis'] });
    expect(specOf(text)).toMatchObject({ strategy: { type: 'parallel' }, variants: [{ id: 'redis' }] });
  });
});

describe('a plan of subtasks in a file', () => {
  test('is a graph with its contracts', () => {
    const spec = specOf(applyPlan(draft, { ...input, plan: subtasks }));
    expect(spec.strategy.type).toBe('graph');
    expect(spec.variants.find(({ id }) => id === 'review')).toMatchObject({
      dependsOn: ['api', 'page'],
      reportOnly: true,
      task: 'Look at it.',
    });
    expect(spec.integrationContracts).toMatchObject([{ provider: 'api', consumers: ['page', 'review'] }]);
  });

  test('stays whole where only a part of it is taken', () => {
    const spec = specOf(applyPlan(draft, { ...input, plan: subtasks, chosen: ['api', 'review'] }));
    expect(spec.variants.find(({ id }) => id === 'review')?.dependsOn).toEqual(['api']);
    expect(spec.integrationContracts).toMatchObject([{ consumers: ['review'] }]);
    const rest = specOf(applyPlan(draft, { ...input, plan: subtasks, chosen: ['page'] }));
    expect(rest).toMatchObject({ integrationContracts: [], variants: [{ id: 'page', dependsOn: [] }, {}] });
  });
});

const request: PlanRequest = {
  kind: 'approaches',
  count: 3,
  request: 'Limit the rate.',
  agent: 'claude',
  model: null,
  agents: ['claude', 'codex'],
  existing: [],
  text: draft,
};

test('variants without an agent get that of the first variant of the file, else the one that planned', () => {
  expect(readField(planFile(request, approaches), ['variants', 0, 'agent'])).toBe('codex');
  const bare = { ...request, text: 'project: /home/me/api\n' };
  expect(readField(planFile(bare, approaches), ['variants', 0, 'agent'])).toBe('claude');
});

describe('what the agent is told', () => {
  test('holds the request, the agents and the schema of the answer', () => {
    const prompt = planPrompt(request);
    expect(prompt).toMatch(/^Limit the rate\./);
    expect(prompt).toContain('3 different approaches');
    expect(prompt).toContain('claude, codex');
    const schema = /```json\n([^]*?)\n```$/.exec(prompt)?.[1] ?? '';
    expect(JSON.parse(schema)).toMatchObject({ properties: { variants: { type: 'array' } }, required: ['variants'] });
  });

  test('names what it must differ from', () => {
    const prompt = planPrompt({ ...request, count: 1, existing: [{ id: 'map', approach: 'A Map.' }] });
    expect(prompt).toContain('one approach');
    expect(prompt).toContain('- map: A Map.');
  });

  test('asks for dependencies where it should divide the work', () => {
    const prompt = planPrompt({ ...request, kind: 'subtasks', count: 6 });
    expect(prompt).toContain('6 at most');
    expect(prompt).toContain('integrationContracts');
  });

  test('lists the problems when it is asked again', () => {
    expect(problemsPrompt(['One is wrong.', 'Two is missing.'])).toContain('- One is wrong.\n- Two is missing.');
  });
});
