import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FileProblem, parseExperimentFile } from '@/lib/schemas/experiment-file';

function problemsOf(text: string): FileProblem[] {
  const parsed = parseExperimentFile(text);
  return parsed.ok ? [] : parsed.problems;
}

function messagesOf(text: string): string[] {
  return problemsOf(text).map((problem) => problem.message);
}

const A = '{ id: a, agent: x }';
const graph = (...variants: string[]): string => `task: t\nstrategy: graph\nvariants: [${variants.join(', ')}]\n`;
const two = (rest: string): string => `task: t\nvariants: [${A}, { id: b, agent: x }]\n${rest}\n`;

describe('dependencies', () => {
  it('are accepted where every task can start', () => {
    expect(messagesOf(graph(A, '{ id: b, agent: x, dependsOn: [a] }'))).toEqual([]);
  });

  it.each([
    [
      graph(A, '{ id: b, agent: x, dependsOn: [c] }'),
      'Variant 2: `c` in `dependsOn` is not a variant of this stage; did you mean a?',
    ],
    [
      graph(A, '{ id: b, agent: x, dependsOn: [b] }'),
      'Variant 2: `b` in `dependsOn` is the variant itself; leave it out.',
    ],
    [
      graph('{ id: a, agent: x, dependsOn: [b] }', '{ id: b, agent: x, dependsOn: [a] }'),
      'Variant 1: `b` in `dependsOn` closes a circle, a -> b -> a; none of them could start.',
    ],
    [
      two('').replace(A, '{ id: a, agent: x, dependsOn: [b] }'),
      'Variant 1: `dependsOn` has no use with the strategy parallel; write `strategy: graph`.',
    ],
    [
      two('').replace(A, '{ id: a, agent: x, when: "true" }'),
      'Variant 1: `when: "true"` has no use with the strategy parallel; write `strategy: graph`.',
    ],
    [
      graph(A, '{ id: b, agent: x, repeats: 2 }'),
      'Variant 2: `repeats: 2` is not possible with the strategy graph, where each runs once.',
    ],
    [
      `${graph(A)}stages: [{ name: later, strategy: graph, variants: [{ id: c, agent: x, dependsOn: [a] }] }]`,
      'Variant 1: `a` in `dependsOn` belongs to the stage main; a variant can wait only for those of its own stage.',
    ],
  ])('that can not be kept are refused: %#', (text, message) => {
    expect(messagesOf(text)).toEqual([message]);
  });

  const acyclic = fc
    .array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 25 })
    .map((lists) => lists.map((list, node) => (node === 0 ? [] : [...new Set(list.map((to) => to % node))])));

  function textOf(lists: number[][]): string {
    const variants = lists.map(
      (list, node) => `{ id: t${node}, agent: x, dependsOn: [${list.map((to) => `t${to}`).join(', ')}] }`,
    );
    return graph(...variants);
  }

  it('without a circle are always accepted', () => {
    fc.assert(
      fc.property(acyclic, (lists) => {
        expect(messagesOf(textOf(lists))).toEqual([]);
      }),
    );
  }, 60_000);

  it('with a circle are always refused, and the circle is printed', () => {
    fc.assert(
      fc.property(acyclic, fc.nat(), fc.nat(), (lists, from, length) => {
        const start = from % lists.length;
        const end = Math.max(0, start - 1 - (length % lists.length));
        const closed = lists.map((list, node) =>
          node === end
            ? [...new Set([...list, start])]
            : node > end && node <= start
              ? [...new Set([...list, node - 1])]
              : list,
        );
        const messages = messagesOf(textOf(closed)).join('\n');
        expect(messages).toMatch(start === end ? /is the variant itself/ : /closes a circle, (t\d+) -> .*t\d+ -> \1;/);
      }),
    );
  }, 60_000);
});

describe('ids and stages', () => {
  it('ids differ over all stages', () => {
    const text = `task: t\nvariants:\n  - ${A}\nstages:\n  - name: next\n    variants:\n      - { id: A, agent: x }\n`;
    expect(problemsOf(text).map(({ message, line, column }) => [message, line, column])).toEqual([
      ['Variant 1: `id: A` is already taken (upper and lower case are the same); choose another.', 7, 15],
    ]);
  });

  const stage = (name: string, from: string): string =>
    `  - { name: ${name}, from: ${from}, variants: [{ id: v-${name}, agent: x }] }\n`;

  it.each([
    [stage('main', 'base'), 'Stage 1: `name: main` is the name of the first stage; choose another.'],
    [
      stage('one', 'base') + stage('One', 'base').replace('v-', 'w-'),
      'Stage 2: `name: One` is already the name of a stage; choose another.',
    ],
    [stage('one', 'mian.winner'), 'Stage 1: `from: mian.winner` is not a stage; did you mean main?'],
    [
      stage('one', 'one.winner'),
      'Stage 1: `from: one.winner` is the stage itself; start from an earlier one, or from base.',
    ],
    [
      stage('one', 'two.merged') + stage('two', 'main.winner'),
      'Stage 1: `from: two.merged` is a later stage; start from an earlier one, or put this stage behind it.',
    ],
  ])('stages start from earlier ones and have names of their own: %#', (stages, message) => {
    expect(messagesOf(`task: t\nvariants: [${A}]\nstages:\n${stages}`)).toEqual([message]);
  });

  it('asks for the task of a stage where nothing else gives one', () => {
    const text = `variants: [{ id: a, agent: x, task: t }]\nstages: [{ name: one, variants: [{ id: b, agent: x }] }]`;
    expect(messagesOf(text)).toEqual(['Stage 1: `task` is missing; write what the agents of this stage should do.']);
  });
});

describe('options of a strategy', () => {
  it.each([
    ['{ type: parallel, size: 2 }', '`size: 2` has no use with the strategy parallel; it belongs to batched.'],
    [
      '{ type: fallback, passOutput: true }',
      '`passOutput: true` has no use with the strategy fallback; it belongs to sequential and batched.',
    ],
    [
      '{ type: batched, stopOnFailure: true }',
      '`stopOnFailure: true` has no use with the strategy batched; it belongs to sequential.',
    ],
    [
      '{ type: batched, size: 5 }',
      '`size: 5` is more than run at the same time (4); raise `limits.maxParallel`, or lower the size.',
    ],
  ])('%s', (strategy, message) => {
    expect(messagesOf(two(`strategy: ${strategy}`))).toEqual([message]);
  });

  it('are accepted where they have a use', () => {
    expect(
      messagesOf(two('strategy: { type: batched, size: 5, passOutput: true }\nlimits: { maxParallel: 5 }')),
    ).toEqual([]);
    expect(messagesOf(two('strategy: { type: sequential, passOutput: true, stopOnFailure: true }'))).toEqual([]);
  });
});

describe('conditions', () => {
  const when = (text: string): string[] =>
    messagesOf(graph(A, '{ id: c-2, agent: x }', `{ id: b, agent: x, dependsOn: [a, c-2], when: '${text}' }`));

  it.each([
    'tasks.a.success',
    '!tasks["c-2"].success && tasks.a.output.contains("x")',
    'tasks.exists(t, !tasks[t].success)',
    'tasks.a.metrics.p95 < 100',
  ])('accepts %s', (text) => {
    expect(when(text)).toEqual([]);
  });

  it.each([
    ['tasks.a.success &&', 'can not be used (at character 19). This is not a condition in CEL: Unexpected token: EOF.'],
    ['task.a.success', 'asks for task, which is nothing here; write `tasks.ID.success`.'],
    ['tasks.z.success', 'asks for z, which is no task; did you mean a?'],
    ['tasks.c-2.success', 'can not be used'],
    ['tasks.b.success', 'asks for b, for which it does not wait; add it to `dependsOn`.'],
    ['tasks.a.sucess', 'asks for sucess of a, which is not known of a task; did you mean success?'],
  ])('refuses %s', (text, says) => {
    expect(when(text)).toEqual([expect.stringContaining(says)]);
  });

  it('are about tasks that exist, also in prompts', () => {
    expect(messagesOf(graph(A, '{ id: b, agent: x, dependsOn: [a], task: "Use {{tasks.a.output}}" }'))).toEqual([]);
    expect(
      messagesOf(graph(A, '{ id: b, agent: x, task: "Use {{tasks.a.output}} and {{ tasks.nope.output }}" }')),
    ).toEqual([
      expect.stringContaining('holds the output of a, for which it does not wait; add it to `dependsOn`.'),
      expect.stringContaining('holds the output of nope, which is no task;'),
    ]);
  });
});

describe('integration contracts', () => {
  const contract = (rest: string): FileProblem[] =>
    problemsOf(two(`integrationContracts:\n  - { name: api, ${rest} }`));

  it('are accepted as text, with a check, and with a schema', () => {
    expect(contract('provider: a, consumers: [b], specification: "GET /x"')).toEqual([]);
    expect(
      contract('provider: a, specification: { type: object }, produces: { path: api.json, schema: { type: object } }'),
    ).toEqual([]);
  });

  it.each([
    [
      'provider: c, consumers: [b], specification: x',
      'Integration contract 1: `provider: c` is not a variant; did you mean a?',
    ],
    [
      'provider: a, consumers: [a], specification: x',
      'Integration contract 1: `a` in `consumers` is the provider itself; leave it out.',
    ],
    [
      'provider: a, consumers: [zzzz], specification: x',
      'Integration contract 1: `zzzz` in `consumers` is not a variant; known are a, b.',
    ],
    [
      'provider: a, specification: { type: objekt }',
      'Integration contract 1: `type: objekt` is not a type of JSON; did you mean object?',
    ],
    [
      'provider: a, specification: x, produces: { path: a.json, schema: { proprties: {} } }',
      'Integration contract 1: `proprties` is not a keyword of JSON Schema; did you mean `properties`?',
    ],
  ])('are refused: %s', (rest, message) => {
    const [problem, ...more] = contract(rest);
    expect([problem?.message, problem?.line, more]).toEqual([message, 4, []]);
  });
});
