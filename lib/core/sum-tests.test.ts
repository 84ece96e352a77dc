import { expect, it } from 'vitest';
import { sumTests } from './sum-tests';

it('adds what each gate counted', () => {
  const gates = [
    { tests: { passed: 3, failed: 1, skipped: 0 } },
    { tests: null },
    { tests: { passed: 2, failed: 0, skipped: 4 } },
  ];
  expect(sumTests(gates)).toEqual({ passed: 5, failed: 1, skipped: 4 });
});

it('knows nothing where no gate counted', () => {
  expect(sumTests([{ tests: null }])).toBeNull();
});
