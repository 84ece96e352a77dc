import type { TestCounts } from './test-counts';

/** All tests that the gates counted; null where none did. */
export function sumTests(gates: readonly { tests: TestCounts | null }[]): TestCounts | null {
  const counted = gates.flatMap((gate) => (gate.tests ? [gate.tests] : []));
  if (counted.length === 0) return null;
  return {
    passed: counted.reduce((sum, tests) => sum + tests.passed, 0),
    failed: counted.reduce((sum, tests) => sum + tests.failed, 0),
    skipped: counted.reduce((sum, tests) => sum + tests.skipped, 0),
  };
}
