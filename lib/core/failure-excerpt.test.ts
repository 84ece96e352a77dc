import { expect, it } from 'vitest';
import { failureExcerpt } from '@/lib/core/failure-excerpt';

it('finds the failing case of a tap report among its summary', () => {
  const output =
    'TAP version 13\nok 1 - a\nnot ok 2 - handles the empty list\n  ---\n  duration_ms: 0.2\n  error: |-\n  ...\n1..2\n# pass 1\n# fail 1\n';
  expect(failureExcerpt(output)).toBe('not ok 2 - handles the empty list');
});

it.each([
  [
    'vitest',
    ' \u001B[31m×\u001B[39m adds two numbers\nAssertionError: expected 3 to be 4\n',
    '× adds two numbers\nAssertionError: expected 3 to be 4',
  ],
  [
    'pytest',
    'E   assert 3 == 4\nFAILED test_sum.py::test_adds - assert 3 == 4\n',
    'E   assert 3 == 4\nFAILED test_sum.py::test_adds - assert 3 == 4',
  ],
  [
    'go',
    '--- FAIL: TestAdds (0.00s)\n    sum_test.go:9: got 3\nFAIL\nexit status 1\n',
    '--- FAIL: TestAdds (0.00s)\nFAIL',
  ],
  ['a compiler', "src/a.ts(1,2): warning\nerror: cannot find name 'x'\n", "error: cannot find name 'x'"],
])('finds what %s complains about', (_, output, excerpt) => {
  expect(failureExcerpt(output)).toBe(excerpt);
});

it('shows the end where nothing stands out, and no more than asked for', () => {
  expect(failureExcerpt('a\nb\nc\n', 2)).toBe('b\nc');
  expect(failureExcerpt(Array.from({ length: 50 }, (_, i) => `not ok ${i}`).join('\n'), 3).split('\n')).toHaveLength(3);
  expect(failureExcerpt('')).toBe('');
});
