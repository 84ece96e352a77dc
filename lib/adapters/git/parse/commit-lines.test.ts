import { expect, it } from 'vitest';
import { allDescendFrom, parseCommitLines } from './commit-lines';

it('reads commits with their parents', () => {
  expect(parseCommitLines('c b a\nb a\nroot')).toEqual([
    { sha: 'c', parents: ['b', 'a'] },
    { sha: 'b', parents: ['a'] },
    { sha: 'root', parents: [] },
  ]);
  expect(parseCommitLines('')).toEqual([]);
});

it.each([
  ['none', '', true],
  ['a row, in whatever order', 'b a\na base\nc b', true],
  ['two ways that meet', 'm x y\nx base\ny base', true],
  ['a history of its own', 'b a\na', false],
  ['one that was merged in from elsewhere', 'm x other\nx base\nother', false],
  ['a commit above a hidden one', 'b hidden', false],
])('descent from the base: %s', (_, text, expected) => {
  expect(allDescendFrom('base', parseCommitLines(text))).toBe(expected);
});

it('does not take long for a row of ten thousand', () => {
  const row = Array.from({ length: 10_000 }, (_, n) => `c${n} ${n === 0 ? 'base' : `c${n - 1}`}`).join('\n');
  expect(allDescendFrom('base', parseCommitLines(row))).toBe(true);
});
