import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExperimentFile } from '@/lib/schemas/experiment-file';
import { agentChoice, convertDocument, detectFormat, type ImportOptions } from '@/lib/schemas/import';

const OPTIONS: ImportOptions = { agents: agentChoice([]), project: null, projectRoot: null, acceptRepair: false };

function convert(text: string, options: Partial<ImportOptions> = {}) {
  const converted = convertDocument(text, 'magic-box', { ...OPTIONS, ...options });
  if (!converted.ok) return { ...converted, spec: null, notes: [], tasks: [], text: '' };
  const parsed = parseExperimentFile(converted.text);
  expect(parsed.ok ? [] : parsed.problems).toEqual([]);
  return { ...converted, problems: [], spec: parsed.ok ? parsed.spec : null };
}

const box = (tasks: string, rest = ''): string => `parallel_execution:\n  tasks:\n${tasks}${rest}`;
const task = (id: string, rest = ''): string => `    - { id: ${id}, worker: codex, description: Make ${id}${rest} }\n`;

describe('a list of tasks', () => {
  it('becomes a graph with contracts, workers and everything that was said of the tasks', async () => {
    const text = await readFile('examples/import/magic-box.yaml', 'utf8');
    expect(detectFormat(text)).toBe('magic-box');
    const { spec, notes } = convert(text);
    expect(spec?.variants.slice(0, 3).map(({ id, agent, dependsOn }) => [id, agent, dependsOn])).toEqual([
      ['task_1', 'gemini', []],
      ['task_2', 'codex', []],
      ['task_3', 'claude', ['task_1', 'task_2']],
    ]);
    expect(spec?.variants[0]?.task).toBe(
      'Build the page that lists overlapping bookings\n\n## Expected output\n\nOne HTML file without dependencies\n\n## How it fits with the others\n\nReads the overlaps that task_2 provides\n\n## The whole\n\nThe whole is complete when:\n\n- All tasks completed',
    );
    expect(spec?.integrationContracts.map(({ name, provider, consumers }) => [name, provider, consumers])).toEqual([
      ['overlaps_api', 'task_2', ['task_1']],
      ['task-1-task-2', 'task_2', ['task_1']],
    ]);
    expect(spec?.integrationContracts[0]?.specification).toBe(
      'endpoint: "GET /api/overlaps"\nresponse:\n  success:\n    type: "object"\n    properties:\n      pairs: { type: "array" }\n  error: { code, message }',
    );
    expect(spec?.contract.gates).toMatchObject([{ name: 'still a folder', run: 'test -d .' }]);
    expect(notes.map(({ what, where }) => [what, where?.line])).toEqual([
      ['parallel_execution.completion_criteria.0', 32],
      ['parallel_execution.integration_points.0.between', 26],
    ]);
  });

  it('reads prompt files afresh as instructions of their task, and maps paths elsewhere', () => {
    const { spec, notes } = convert(
      box(task('a', ', prompt_file: prompts/a.md') + task('b', ', prompt_file: /home/me/prompts/b.md')),
    );
    expect(spec?.variants.slice(0, 2).map(({ instructions }) => instructions)).toEqual([['prompts/a.md'], ['b.md']]);
    expect(notes.map(({ what }) => what)).toEqual(['parallel_execution.tasks.1.prompt_file']);
  });

  it('keeps a specification that is a JSON Schema, and takes one name for a list', () => {
    const contracts =
      'contracts:\n  api: { provider: a, consumer: b, specification: { type: object, required: [token] } }\n';
    const { spec } = convert(box(task('a') + task('b', ', depends_on: a'), contracts));
    expect(JSON.parse(spec?.integrationContracts[0]?.specification ?? '')).toEqual({
      type: 'object',
      required: ['token'],
    });
    expect(spec?.variants[1]?.dependsOn).toEqual(['a']);
  });

  it.each([
    [box(task('a', ', depends_on: [c]') + task('bb')), 3, 'is not the id of a task; '],
    [box(task('a', ', depends_on: [b]') + task('b', ', depends_on: [a]')), 3, 'closes a circle, a -> b -> a;'],
    [box(task('a') + task('a')), 4, 'Task 2: `id: a` is already the id of a task; choose another.'],
    [box('    - { id: a, worker: codex }\n'), 3, 'Task 1: `description` is missing; write what is to be done.'],
    [
      box('    - { id: a, worker: codx, description: x }\n'),
      3,
      'Task 1: `worker: codx` is not an agent; did you mean codex? Or choose one: --agent codx=NAME.',
    ],
    [
      box(task('a'), 'contracts:\n  api: { provider: z, consumer: a, specification: x }\n'),
      5,
      '`provider: z` is not the id of a task; did you mean a?',
    ],
    [box(task('a'), '  integration_points:\n    - { between: [a, zz], contract: x }\n'), 5, '`zz` in '],
    [box(task('a'), '  completion_criteria: done\n'), 4, '`completion_criteria: done` is not a list of criteria.'],
    ['contracts:\n  api: { provider: a, consumer: b, specification: x }\n', 2, '`contracts` stands alone;'],
    ['parallel_execution: {}\n', 1, '`parallel_execution` holds no tasks;'],
    ['parallel_execution:\n  phase_1: 7\n', 2, '`phase_1: 7` is not a list of tasks.'],
  ])('is refused where it can not run, at its line: %#', (text, line, message) => {
    const { problems } = convert(text);
    expect(problems.map((problem) => problem.message).join('\n')).toContain(message);
    expect(problems[0]?.line).toBe(line);
  });

  it('says whom to ask where a worker is no agent', () => {
    const text = box('    - { id: a, worker: architect, description: x }\n');
    expect(convert(text, { agents: agentChoice(['architect=gemini']) }).spec?.variants[0]?.agent).toBe('gemini');
    expect(convert(text, { agents: agentChoice(['demo']) }).spec?.variants[0]?.agent).toBe('demo');
  });
});

describe('phases', () => {
  const read = (): Promise<string> => readFile('examples/import/magic-box-phases.yaml', 'utf8');

  it('that are not valid YAML are refused with the line, what was expected and the reading to accept', async () => {
    const text = await read();
    expect(detectFormat(text)).toBe('magic-box');
    const { problems, repaired } = convert(text);
    expect(problems).toEqual([
      {
        message:
          'phase_2 holds a list and the key `contract` at the same depth, which YAML does not know. Expected: the list under a key of its own, `tasks:`, beside `contract`. Change it, or accept this reading (on the command line: --accept-repair).',
        path: ['parallel_execution', 'phase_2'],
        line: 18,
        column: 5,
      },
    ]);
    const added = repaired?.split('\n') ?? [];
    expect(added[17]).toBe('    tasks:');
    expect(added.toSpliced(17, 1).join('\n')).toBe(text);
  });

  it('become one graph once the reading is accepted, and it is said', async () => {
    const { spec, notes } = convert(await read(), { acceptRepair: true });
    expect(spec?.name).toBe('Overlap warnings');
    expect(spec?.variants.slice(0, 5).map(({ id, dependsOn, reportOnly }) => [id, dependsOn, reportOnly])).toEqual([
      ['research-how-calendars-show-overlaps', [], true],
      ['research-which-overlaps-matter-to-people', [], true],
      [
        'build-the-endpoint-for-warnings',
        ['research-how-calendars-show-overlaps', 'research-which-overlaps-matter-to-people'],
        false,
      ],
      [
        'build-the-list-of-warnings',
        ['research-how-calendars-show-overlaps', 'research-which-overlaps-matter-to-people'],
        false,
      ],
      ['audit-what-the-endpoint-reveals', ['build-the-endpoint-for-warnings', 'build-the-list-of-warnings'], true],
    ]);
    expect(spec?.integrationContracts).toMatchObject([
      {
        name: 'phase_2',
        provider: 'build-the-endpoint-for-warnings',
        consumers: ['build-the-list-of-warnings'],
        specification: 'endpoint: "GET /api/warnings/:day"\nresponse: { id, from, to, reason }',
      },
    ]);
    expect(notes.map(({ what, where }) => [what, where?.line])).toEqual([
      ['parallel_execution.phase_2', 18],
      ['parallel_execution.phase_2', 13],
      ['parallel_execution.phase_2.contract', 14],
      ['parallel_execution.phase_1.0.task', 7],
      ['parallel_execution.phase_1.1.task', 10],
      // One line above where the repaired reading has it.
      ['parallel_execution.phase_3.0.task', 25],
    ]);
  });

  it('are left alone where another reading is possible', () => {
    const twice = 'parallel_execution:\n  phase_1:\n    - task: a\n    contract: x\n    - task: b\n';
    const { problems, repaired } = convert(twice, { acceptRepair: true });
    expect(problems.length).toBeGreaterThan(0);
    expect(repaired).toBeNull();
    const valid = 'parallel_execution:\n  phase_1:\n    contract: x\n    tasks:\n    - { task: a, worker: codex }\n';
    expect(convert(valid).repaired).toBeNull();
  });

  it('with one task have the contract in its prompt', () => {
    const { spec, notes } = convert(
      'parallel_execution:\n  phase_1:\n    contract: { endpoint: GET /x }\n    tasks: [{ task: Build it, worker: codex }]\n',
    );
    expect(spec?.integrationContracts).toEqual([]);
    expect(spec?.variants[0]?.task).toContain('## Contract\n\n{ endpoint: GET /x }');
    expect(notes[0]?.said).toContain('Only build-it is in phase_1');
  });
});

it('reading never throws, whatever is written', () => {
  const words = fc.constantFrom(
    'parallel_execution:',
    '  phase_1:',
    '  tasks:',
    '    - task: a',
    '    - id: a',
    '      worker: codex',
    '      depends_on: [a]',
    '    contract:',
    '      x: 1',
    'contracts:',
    '  api:',
    '    provider: a',
    '    specification: {a}',
    '  completion_criteria: [x]',
    '  integration_points:',
    '    - between: [a, a]',
    '      contract: x',
    '',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(words, { maxLength: 14 }).map((lines) => lines.join('\n')),
        fc.string(),
      ),
      fc.boolean(),
      (text, acceptRepair) => {
        detectFormat(text);
        expect(typeof convertDocument(text, 'magic-box', { ...OPTIONS, acceptRepair }).ok).toBe('boolean');
      },
    ),
    { numRuns: 300 },
  );
}, 60_000);
