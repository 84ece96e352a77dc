import { expect, test } from 'vitest';
import { convertForeign } from '@/lib/schemas/api/drafts';
import { parseExperimentFile } from '@/lib/schemas/experiment-file';
import { convertSent } from './convert-sent';

const TASK = {
  task_id: 'one',
  agent: 'coder',
  description: 'Write it.',
  input_data: {
    contract_description: 'Adds two numbers.',
    node_type: 'Compute',
    output_path: '/repositories/mine/lib/out.js',
    validation_level: 'strict',
  },
  dependencies: [],
};
const DISPATCH = JSON.stringify({ tasks: [TASK] });
const BROKEN = `parallel_execution:
  phase_1:
    contract: { endpoint: GET /api/users/:id }
    - task: Build the endpoint
`;

function convert(body: Record<string, unknown>) {
  const answer = convertSent(convertForeign.body!.parse(body));
  // Parsing drops what the schema does not name: equal means that nothing is undocumented.
  expect(convertForeign.answer.parse(answer)).toEqual(answer);
  return answer;
}

test('a document of another system becomes an experiment file, with its notes and tasks', () => {
  const agents = { byKind: { coder: 'codex' } };
  const answer = convert({ document: DISPATCH, project: '/repositories/mine', agents });
  expect(answer).toMatchObject({
    format: 'dispatcher',
    problems: [],
    tasks: [{ taskId: 'one', outputPath: 'lib/out.js' }],
  });
  const parsed = parseExperimentFile(answer.experiment ?? '');
  expect(parsed.ok && parsed.spec).toMatchObject({
    project: '/repositories/mine',
    variants: [{ agent: 'codex' }, { kind: 'combine' }],
  });
});

test('what can not be read is answered with its places and the reading that is proposed', () => {
  const refused = convert({ document: BROKEN });
  expect(refused).toMatchObject({ format: 'magic-box', experiment: null, repaired: expect.stringContaining('tasks:') });
  expect(refused.problems[0]?.line).toBeGreaterThan(1);
  expect(convert({ document: BROKEN, acceptRepair: true }).experiment).toContain('Build the endpoint');
});

test('an experiment file stays as it is', () => {
  const document = 'task: x\nvariants: []\n';
  expect(convert({ document })).toMatchObject({ format: 'bakeoff', experiment: document, notes: [] });
});
