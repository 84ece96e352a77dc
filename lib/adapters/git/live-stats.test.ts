import { expect, it } from 'vitest';
import { countTextLines } from './live-stats';

it('counts lines as git does', () => {
  const count = (text: string): number => countTextLines(Buffer.from(text));
  expect([count(''), count('a'), count('a\n'), count('a\nb'), count('\n\n')]).toEqual([0, 1, 1, 2, 2]);
  expect(count('binary\0\n\n')).toBe(0);
});
