import { describe, expect, test } from 'vitest';
import { parseExperimentFile } from '@/lib/schemas/experiment-file';
import { parseGenerated, withGenerated } from './generated-variants';

const draft = `task: Work. # mine
generate: { run: python3 ideas.py, count: 2 }
variants:
  - { id: a, agent: claude }
`;

describe('what a generate command printed', () => {
  test('is a list of variants, or an object with one', () => {
    const variants = [{ id: 'x', approach: 'One.', agent: 'codex' }];
    expect(parseGenerated(JSON.stringify(variants))).toEqual({ ok: true, value: variants });
    expect(parseGenerated(`\n${JSON.stringify({ variants })}\n`)).toEqual({ ok: true, value: variants });
  });

  test.each([
    ['nothing', '  \n', 'It printed nothing'],
    ['words', 'Here you are', 'list of variants'],
    ['an empty list', '[]', 'is empty'],
    ['a broken list', '[{"id": "a"', 'missing'],
    ['something else', '{"ideas": []}', 'is missing'],
    ['a list of words', '["a"]', 'is not a variant'],
  ])('is refused in words where it is %s', (_, stdout, words) => {
    const parsed = parseGenerated(stdout);
    expect(parsed.ok ? '' : parsed.error.join('\n')).toContain(words);
  });
});

test('the file holds what was written in the place of the command, and the rest as it was', () => {
  const text = withGenerated(draft, [
    { id: 'x', agent: 'codex' },
    { id: 'y', approach: 'Two.' },
  ]);
  expect(text).toContain('task: Work. # mine');
  const parsed = parseExperimentFile(text);
  expect(parsed.ok && parsed.spec).toMatchObject({
    generate: null,
    variants: [{ id: 'a' }, { id: 'x', agent: 'codex' }, { id: 'y', agent: 'claude', approach: 'Two.' }],
  });
});

test('what is wrong with a variant is said as of any file', () => {
  const parsed = parseExperimentFile(withGenerated(draft, [{ id: '../x', aproach: 'y' }]));
  const messages = parsed.ok ? [] : parsed.problems.map(({ message }) => message);
  expect(messages.join('\n')).toContain('may hold only letters');
  expect(messages.join('\n')).toContain('did you mean `approach`');
});

test('a file needs no variants where a command writes them, and else at least one', () => {
  const parsed = parseExperimentFile('task: Work.\ngenerate: { run: ideas }\n');
  expect(parsed.ok && parsed.spec).toMatchObject({
    variants: [],
    generate: { run: 'ideas', count: 3, timeoutMs: 600_000 },
  });
  const messages = (text: string): string => {
    const read = parseExperimentFile(text);
    return read.ok ? '' : read.problems.map(({ message }) => message).join('\n');
  };
  expect(messages('task: Work.\n')).toBe('`variants` is missing.');
  expect(messages('task: Work.\nvariants: []\n')).toContain('is empty; an experiment needs at least one variant');
  expect(messages('task: Work.\ngenerate: { count: 0 }\n')).toBe(
    '`run` is missing.\n`count: 0` is not a whole number from 1 to 100.',
  );
});
