import { expect, test } from 'vitest';
import { joinEntries } from './run-transcript';

test('keeps whole entries from the end, and says where some are left out', () => {
  expect(joinEntries(['one\n', 'two\n', 'three\n'], 100)).toBe('one\ntwo\nthree\n');
  expect(joinEntries(['one\n', 'two\n', 'three\n'], 10)).toBe('[The beginning is left out.]\ntwo\nthree\n');
  expect(joinEntries(['one\n', 'a longer one\n'], 5)).toBe('[The beginning is left out.]\n');
  expect(joinEntries([], 5)).toBe('');
});
