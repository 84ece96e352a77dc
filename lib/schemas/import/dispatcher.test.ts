import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExperimentFile } from '@/lib/schemas/experiment-file';
import { agentChoice, convertDocument, detectFormat, type ImportOptions } from '@/lib/schemas/import';

const OPTIONS: ImportOptions = { agents: agentChoice([]), project: null, projectRoot: '/srv/app', acceptRepair: false };

const coder = (id: string, rest = ''): string =>
  `{ "task_id": "${id}", "agent": "coder", "description": "Make ${id}", "input_data": { "contract_description": "c", "node_type": "Effect"${rest} }`;
const dispatch = (...tasks: string[]): string => `{\n  "tasks": [\n    ${tasks.join(',\n    ')}\n  ]\n}\n`;

function convert(text: string, options: Partial<ImportOptions> = {}) {
  const converted = convertDocument(text, 'dispatcher', { ...OPTIONS, ...options });
  if (!converted.ok) return { ...converted, spec: null, notes: [], tasks: [], text: '' };
  const parsed = parseExperimentFile(converted.text);
  expect(parsed.ok ? [] : parsed.problems).toEqual([]);
  return { ...converted, problems: [], spec: parsed.ok ? parsed.spec : null };
}

function problems(text: string): [number | null, number | null, string][] {
  return convert(text).problems.map(({ line, column, message }) => [line, column, message]);
}

describe('a dispatch', () => {
  it('becomes a graph with its limits, its dependencies and reports of its debug tasks', async () => {
    const text = await readFile('examples/import/dispatch.json', 'utf8');
    expect(detectFormat(text)).toBe('dispatcher');
    const { spec, tasks, notes } = convert(text, { agents: agentChoice(['coder=claude', 'debug=codex']) });
    expect(spec?.strategy.type).toBe('graph');
    expect(spec?.limits).toMatchObject({ maxParallel: 2, timeoutMs: 120_000 });
    expect(
      spec?.variants
        .filter(({ kind }) => kind === 'agent')
        .map(({ id, agent, dependsOn, reportOnly }) => [id, agent, dependsOn, reportOnly]),
    ).toEqual([
      ['find-cause', 'codex', [], true],
      ['gen-sweep', 'claude', ['find-cause'], false],
      ['gen-report', 'claude', ['find-cause'], false],
    ]);
    expect(tasks.map(({ taskId, outputPath }) => [taskId, outputPath])).toEqual([
      ['find-cause', null],
      ['gen-sweep', 'overlaps-sweep.js'],
      ['gen-report', 'day-report.js'],
    ]);
    expect(notes.map(({ what, where, said }) => [what, where, said])).toEqual([
      ['config.trace_dir', { line: 45, column: 5 }, expect.stringContaining('--trace-dir')],
      [
        'tasks.0.input_data.affected_files.1',
        { line: 9, column: 27 },
        '/srv/reports/nightly.log is outside the project; it is read as nightly.log inside the checkout.',
      ],
      [
        'tasks.1.input_data.output_path',
        { line: 23, column: 9 },
        '/srv/generated/overlaps-sweep.js is outside the project; it is read as overlaps-sweep.js inside the checkout.',
      ],
    ]);
  });

  it('puts every field of the input into the prompt', () => {
    const text = dispatch(
      `{ "task_id": "d", "agent": "debug", "description": "DESCRIPTION", "dependencies": [], "input_data": {
        "problem_description": "PROBLEM", "affected_files": ["src/a.py"], "error_traces": ["TRACE ~~~"], "analysis_depth": "deep",
        "hypothesis": "HYPOTHESIS", "severity": { "level": 7 } } }`,
      coder(
        'c',
        ', "output_path": "/srv/app/lib/out.py", "context_files": ["lib/in.py"], "validation_level": "strict"',
      ) + '}',
    );
    const { spec, notes } = convert(text);
    const prompts = spec?.variants.map((variant) => variant.task ?? '') ?? [];
    for (const part of [
      'DESCRIPTION',
      'PROBLEM',
      '- src/a.py',
      '~~~~\nTRACE ~~~\n~~~~',
      'deep. ',
      'HYPOTHESIS',
      'severity: {"level":7}',
    ]) {
      expect(prompts[0]).toContain(part);
    }
    for (const part of [
      'Make c',
      'Type of node: Effect',
      'the file lib/out.py',
      '- lib/in.py',
      'Validation: strict.',
    ]) {
      expect(prompts[1]).toContain(part);
    }
    expect(notes.map(({ what }) => what)).toEqual(['tasks.0.input_data.severity', 'tasks.1.input_data.output_path']);
  });

  it('takes one agent for both types, the demo agent on the demo project, else the first that is known', () => {
    const agentOf = (options: Partial<ImportOptions>): unknown =>
      convert(dispatch(`${coder('c')}}`), options).spec?.variants[0]?.agent;
    expect(agentOf({ agents: agentChoice(['gemini']) })).toBe('gemini');
    expect(agentOf({ agents: agentChoice(['debug=codex', 'gemini']) })).toBe('gemini');
    expect(agentOf({ project: 'builtin:demo' })).toBe('demo');
    expect(agentOf({})).toBe('claude');
  });

  it('lists keys without a counterpart, ids that can not stay, and files that two tasks write', () => {
    const { notes, spec } = convert(
      `{ "version": 2, "tasks": [ ${coder('Make it/now', ', "output_path": "a.py"')}, "priority": 1 }, ${coder('other', ', "output_path": "/x/a.py"')}, "dependencies": ["Make it/now"] } ],
  "config": { "retries": 3, "max_workers": 500 } }`,
    );
    expect(spec?.variants.map(({ id, dependsOn }) => [id, dependsOn]).slice(0, 2)).toEqual([
      ['make-it-now', []],
      ['other', ['make-it-now']],
    ]);
    expect(notes.map(({ what, said }) => `${what}: ${said}`)).toEqual([
      'version: version has no counterpart here; left out.',
      'config.retries: retries has no counterpart here; left out.',
      'tasks.0.priority: priority has no counterpart here; left out.',
      'config.max_workers: At most 100 run at the same time here.',
      'tasks.0.task_id: Make it/now is called make-it-now here.',
      'tasks.1.input_data.output_path: /x/a.py is outside the project; it is read as a.py inside the checkout.',
      'tasks.1.input_data.output_path: Writes a.py, as make-it-now does; the later one may undo or conflict with the earlier one.',
    ]);
  });

  it('may hold comments and tabs, as people write JSON', () => {
    const text = dispatch(`${coder('c', ', "output_path": "https://x/a.py"')}}`).replace('[\n', '[ // the tasks\n\t\t');
    expect(convert(text).tasks).toHaveLength(1);
  });

  it.each([
    [
      dispatch(`${coder('a')}, "dependencies": ["b"] }`, `${coder('bb')}}`),
      3,
      'Task 1: `"b"` in `dependencies` is not the id of a task; did you mean bb?',
    ],
    [
      dispatch(`${coder('a')}, "dependencies": ["a"] }`),
      3,
      'Task 1: `"a"` in `dependencies` is the task itself; leave it out.',
    ],
    [
      dispatch(`${coder('a')}, "dependencies": ["b"] }`, `${coder('b')}, "dependencies": ["a"] }`),
      3,
      'Task 1: `"b"` in `dependencies` closes a circle, a -> b -> a; none of them could start.',
    ],
    [
      dispatch(`${coder('a')}}`, `${coder('a')}}`),
      4,
      'Task 2: `task_id: "a"` is already the id of a task; choose another.',
    ],
    [
      dispatch(`${coder('a').replace('Effect', 'Efect')}}`),
      3,
      'Task 1: `node_type: "Efect"` is not a type of node; did you mean Effect?',
    ],
    [
      dispatch(`${coder('a').replace('"Make a"', '7')}}`),
      3,
      'Task 1: `description: 7` is not text; put the value in quotes.',
    ],
    [
      dispatch(`${coder('a').replace('coder', 'tester')}}`),
      3,
      'Task 1: `agent: "tester"` is not an agent of the dispatcher; write coder or debug.',
    ],
    [dispatch(`${coder('a').replace(/, "input_data.*/, '')}}`), 3, 'Task 1: `input_data` is missing.'],
    [
      dispatch(`${coder('a', ', "output_path": "/"')}}`),
      3,
      'Task 1: `output_path: "/"` names no file; write the path of the file to generate.',
    ],
    ['{\n  "tasks": []\n}', 2, '`tasks` is empty; a dispatch needs at least one task.'],
    ['{\n  "tasks": [\n    {\n', 4, 'is missing here.'],
  ])('is refused where it can not run, at its line: %#', (text, line, message) => {
    const found = problems(text);
    expect(found[0]?.[2]).toContain(message);
    expect(found[0]?.[0]).toBe(line);
  });

  it('never throws, whatever is read', () => {
    const key = fc.constantFrom(
      'tasks',
      'task_id',
      'agent',
      'description',
      'input_data',
      'dependencies',
      'config',
      'max_workers',
      'output_path',
    );
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('coder', 'debug', 'a', '/'),
      fc.array(fc.dictionary(key, fc.jsonValue())),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.dictionary(key, value).map((data) => JSON.stringify(data)),
          fc.string(),
        ),
        (text) => {
          expect(typeof convertDocument(text, 'dispatcher', OPTIONS).ok).toBe('boolean');
        },
      ),
      { numRuns: 200 },
    );
  }, 60_000);
});
