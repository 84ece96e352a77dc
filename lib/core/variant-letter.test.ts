import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { positionOfLetter, runLabel, variantLetter } from './variant-letter';

describe('variantLetter', () => {
  it('counts on with two letters after Z', () => {
    expect([0, 1, 25, 26, 27, 51, 52, 701, 702].map(variantLetter)).toEqual([
      'A',
      'B',
      'Z',
      'AA',
      'AB',
      'AZ',
      'BA',
      'ZZ',
      'AAA',
    ]);
  });

  it('names each position once, and is read back', () => {
    fc.assert(
      fc.property(fc.nat(20_000), (position) => {
        expect(positionOfLetter(variantLetter(position))).toBe(position);
      }),
    );
  });
});

describe('runLabel', () => {
  it('says which repeat only where there are several', () => {
    expect(runLabel(27, 0, 1)).toBe('AB');
    expect(runLabel(1, 1, 3)).toBe('B #2');
  });
});
