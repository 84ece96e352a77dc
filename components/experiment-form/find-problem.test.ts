import { describe, expect, it } from 'vitest';
import type { FilePath, FileProblem } from '@/lib/schemas/experiment-file';
import { countWithin, fieldKeysToward, problemAt, problemWithin } from './find-problem';

const at = (...path: FilePath): FileProblem => ({ message: path.join('.'), path, line: 1, column: 1 });
const problems = [
  at('variants', 0, 'id'),
  at('variants', 0, 'limits', 'idle'),
  at('variants', 1),
  at('sandbox', 'copy', 2),
];

describe('problemAt', () => {
  it('finds the problem of one field and not those of its neighbours', () => {
    expect(problemAt(problems, ['variants', 0, 'id'])?.message).toBe('variants.0.id');
    expect(problemAt(problems, ['variants', 0])).toBeNull();
    expect(problemAt(problems, ['variants', 10, 'id'])).toBeNull();
  });
});

describe('problemWithin', () => {
  it('finds the first problem of a list shown as one field', () => {
    expect(problemWithin(problems, ['sandbox', 'copy'])?.message).toBe('sandbox.copy.2');
    expect(problemWithin(problems, ['sandbox', 'setup'])).toBeNull();
  });

  it('counts all of them', () => {
    expect([
      countWithin(problems, ['variants', 0]),
      countWithin(problems, ['variants']),
      countWithin(problems, []),
    ]).toEqual([2, 3, 4]);
  });
});

describe('fieldKeysToward', () => {
  it('goes from the field outwards', () => {
    expect(fieldKeysToward(['variants', 0, 'id'])).toEqual(['["variants",0,"id"]', '["variants",0]', '["variants"]']);
  });
});
