import { describe, expect, it } from 'vitest';
import { offsetOfPlace } from './text-place';

describe('offsetOfPlace', () => {
  it.each([
    [
      { line: 1, column: 1 },
      { start: 0, end: 2 },
    ],
    [
      { line: 2, column: 3 },
      { start: 5, end: 7 },
    ],
    [
      { line: 3, column: 1 },
      { start: 8, end: 8 },
    ],
    [
      { line: 9, column: 9 },
      { start: 8, end: 8 },
    ],
    [
      { line: null, column: null },
      { start: 0, end: 2 },
    ],
  ])('of %j', (place, offsets) => {
    expect(offsetOfPlace('ab\ncdef\n', place)).toEqual(offsets);
  });
});
