import { describe, expect, it } from 'vitest';
import { type FileProblem, parseExperimentFile } from '@/lib/schemas/experiment-file';

const MINIMAL = 'task: Fix it\nvariants:\n  - { id: a, agent: claude }\n';

function problemsOf(text: string): FileProblem[] {
  const parsed = parseExperimentFile(text);
  return parsed.ok ? [] : parsed.problems;
}

function messagesOf(text: string): string[] {
  return problemsOf(text).map((problem) => problem.message);
}

function variantsOf(count: number, repeats: number): string {
  const lines = Array.from({ length: count }, (_, index) => `  - { id: v${index}, agent: x, repeats: ${repeats} }\n`);
  return `task: x\nvariants:\n${lines.join('')}`;
}

describe('problems', () => {
  it.each([
    ['a b', 'may hold only letters, digits, `.`, `_` and `-`'],
    ['a/b', 'may hold only letters, digits, `.`, `_` and `-`'],
    ['é', 'may hold only letters, digits, `.`, `_` and `-`'],
    ['.', 'must begin with a letter, a digit or `_`'],
    ['..', 'must begin with a letter, a digit or `_`'],
    ['-x', 'must begin with a letter, a digit or `_`'],
    ['a..b', 'can not hold `..` or end with `.`, because it becomes part of a git ref'],
    ['a.Lock', 'can not end with `.lock`, because it becomes part of a git ref'],
    ['x'.repeat(41), 'is longer than 40 characters'],
  ])('refuses the variant id %j', (id, says) => {
    expect(messagesOf(`task: x\nvariants: [{ id: "${id}", agent: claude }]`)).toEqual([
      `Variant 1: \`id: "${id}"\` ${says}.`,
    ]);
  });

  it('reports all of them at once, in the order of the file, with line and column', () => {
    const problems = problemsOf(`task: x
limits:
  timeout: 15x
  idle: soon
variants:
  - id: a
    agent: claude
  - id: A
    agnet: codex
`);
    expect(problems.map(({ line, column, path }) => [line, column, path.join('.')])).toEqual([
      [3, 12, 'limits.timeout'],
      [4, 9, 'limits.idle'],
      [8, 5, 'variants.1.agent'],
      [8, 9, 'variants.1.id'],
      [9, 5, 'variants.1.agnet'],
    ]);
  });

  it('points at the variants when there are none, too many, or too many runs', () => {
    expect(messagesOf('task: x\n')).toEqual(['`variants` is missing.']);
    expect(messagesOf('task: x\nvariants: []\n')).toEqual([
      '`variants` is empty; an experiment needs at least one variant.',
    ]);
    expect(messagesOf(variantsOf(11, 1))).toEqual([
      '`variants` has more than 10 entries; an experiment that compares them has 1 to 10 variants.',
    ]);
    expect(messagesOf(variantsOf(10, 10))).toEqual([]);
    expect(messagesOf(variantsOf(10, 11))).toEqual(['`variants` add up to 110 runs; an experiment has at most 100.']);
  });

  it('asks for a task where one variant has none', () => {
    expect(messagesOf('variants: [{ id: a, agent: x, task: One }, { id: b, agent: x }]')).toEqual([
      '`task` is missing; write what the agents should do.',
    ]);
  });

  it.each([
    ['', 'The file is empty; write at least `task` and `variants`.'],
    ['# only a comment', 'The file is empty; write at least `task` and `variants`.'],
    ['hello', 'The file is not an experiment; write it as `key: value` lines, beginning with `task`.'],
    ['- a', 'The file is not an experiment; write it as `key: value` lines, beginning with `task`.'],
    ['['.repeat(50_000), 'The file is nested too deeply.'],
    ['x: '.concat('[', '['.repeat(80), ']'.repeat(81)), 'The file is nested too deeply.'],
    ['a: &a [*a]', 'The file is nested too deeply.'],
    [`task: ${'x'.repeat(1_000_001)}`, 'The file is larger than 1 MB.'],
    ['task: x\n---\ntask: y', 'The file holds several documents, separated by `---`; keep one experiment a file.'],
  ])('refuses the file %#', (text, message) => {
    expect(messagesOf(text)).toEqual([message]);
  });

  it('refuses a bomb of aliases without expanding it', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const items = level === 0 ? '"lol"' : Array.from({ length: 9 }, () => `*l${level - 1}`).join(', ');
      return `l${level}: &l${level} [${items}]`;
    });
    expect(messagesOf(levels.join('\n'))).toEqual([
      'The file repeats itself through too many aliases (`*name`); write the values out.',
    ]);
  });

  it('keeps `__proto__` a plain unknown key', () => {
    expect(messagesOf(`${MINIMAL}__proto__: { polluted: 1 }\n`)[0]).toContain(
      '`__proto__` is not a known key of an experiment',
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
