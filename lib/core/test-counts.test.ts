import { expect, it } from 'vitest';
import { countTests } from '@/lib/core/test-counts';

it.each([
  ['node, spec reporter', '✔ a (1ms)\nℹ tests 6\nℹ pass 4\nℹ fail 1\nℹ skipped 1\n', [4, 1, 1]],
  ['node, tap reporter', 'TAP version 13\nok 1 - a\n# tests 2\n# pass 1\n# fail 1\n# skipped 0\n', [1, 1, 0]],
  ['plain tap', 'TAP version 13\n1..4\nok 1 - a\nnot ok 2 - b\nok 3 # SKIP later\nnot ok 4 # TODO\n', [2, 1, 1]],
  ['jest', 'Tests:       1 failed, 2 skipped, 5 passed, 8 total\n', [5, 1, 2]],
  ['vitest', ' Test Files  1 failed (1)\n      Tests  1 failed | 5 passed (6)\n', [5, 1, 0]],
  ['vitest in colour', '\u001B[2m      Tests \u001B[22m \u001B[32m5 passed\u001B[39m (5)\n', [5, 0, 0]],
  ['pytest', '===== 1 failed, 3 passed, 2 skipped in 0.12s =====\n', [3, 1, 2]],
  ['pytest -q', '4 passed in 0.01s\n', [4, 0, 0]],
  ['pytest with an error', '= 2 passed, 1 error in 1.00s =\n', [2, 1, 0]],
  [
    'cargo',
    'test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\ntest result: FAILED. 1 passed; 2 failed; 0 ignored\n',
    [4, 2, 1],
  ],
  ['go -v', '=== RUN TestA\n--- PASS: TestA (0.00s)\n--- FAIL: TestB (0.00s)\n--- SKIP: TestC\nok x 0.1s\n', [1, 1, 1]],
  ['mocha', '  5 passing (12ms)\n  1 pending\n  2 failing\n', [5, 2, 1]],
])('counts the tests of %s', (_, output, [passed, failed, skipped]) => {
  expect(countTests(output)).toEqual({ passed, failed, skipped });
});

it.each(['', 'Build done.\n', 'ok  \texample.com/pkg\t0.2s\n', 'error: no such file\n'])(
  'makes up nothing from %j',
  (output) => {
    expect(countTests(output)).toBeNull();
  },
);
