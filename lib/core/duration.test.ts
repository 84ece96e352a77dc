import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseAge, parseDuration } from './duration';

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['90s', 90_000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['1.5h', 5_400_000],
    [' 3s ', 3000],
    ['0s', 0],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '15', '15x', 's', '-5s', '1h30m', '1e3s', '15 m', '١s', '5S', '99999999999s'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe('formatDuration', () => {
  it('picks the largest unit that loses nothing', () => {
    expect([900_000, 90_000, 7_200_000, 1500, 0].map(formatDuration)).toEqual(['15m', '90s', '2h', '1500ms', '0ms']);
  });

  it('is read back as the same milliseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });
});

it('reads an age in days too', () => {
  expect(parseAge('7d')).toBe(7 * 24 * 3_600_000);
  expect(parseAge('12h')).toBe(12 * 3_600_000);
  expect(parseAge('0s')).toBe(0);
  for (const text of ['', '7', 'd', '1.5d', '-1d', '1w']) expect(parseAge(text)).toBeNull();
});
