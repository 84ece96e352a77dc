import { describe, expect, it } from 'vitest';
import { isCommitId, isPlausibleRevision, isValidBranchName, isValidRefName } from './ref-name';

describe('isValidBranchName', () => {
  it.each(['main', 'feature/x-1', 'ünï', 'a.b', 'try/one@two', 'x{y}'])('accepts %s', (name) => {
    expect(isValidBranchName(name)).toBe(true);
  });

  it.each([
    '',
    '-D',
    '--force',
    'HEAD',
    'a..b',
    'a b',
    'a~1',
    'a^',
    'a:b',
    'a?',
    'a*',
    'a[b',
    'a\\b',
    'a@{1}',
    '/a',
    'a/',
    'a//b',
    '.a',
    'a/.b',
    'a.lock',
    'a.lock/b',
    'a.',
    'a\nb',
    'a\u007f',
    'x'.repeat(2000),
  ])('refuses %j', (name) => {
    expect(isValidBranchName(name)).toBe(false);
  });
});

it('takes only whole names of refs', () => {
  expect(isValidRefName('refs/bakeoff/e/v/r')).toBe(true);
  expect(isValidRefName('main')).toBe(false);
});

it('takes only whole commit ids', () => {
  expect(isCommitId('a'.repeat(40))).toBe(true);
  expect(isCommitId('a'.repeat(64))).toBe(true);
  for (const text of ['a'.repeat(39), 'A'.repeat(40), `${'a'.repeat(40)}\n`, '-'.repeat(40), '']) {
    expect(isCommitId(text)).toBe(false);
  }
});

it('refuses revisions that could be options or several lines', () => {
  expect(['main', 'v1', 'HEAD~2', 'abc123'].map(isPlausibleRevision)).toEqual([true, true, true, true]);
  expect(['-x', '', 'a\nb', 'a\0'].map(isPlausibleRevision)).toEqual([false, false, false, false]);
});
