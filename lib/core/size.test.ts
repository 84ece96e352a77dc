import { describe, expect, it } from 'vitest';
import { formatSize, parseSize } from './size';

describe('parseSize', () => {
  it.each([
    ['512m', 536_870_912],
    ['4g', 4_294_967_296],
    ['4GB', 4_294_967_296],
    ['1.5g', 1_610_612_736],
    ['64k', 65_536],
    ['2t', 2_199_023_255_552],
  ])('reads %s', (text, bytes) => expect(parseSize(text)).toBe(bytes));
  it.each(['', '4', 'g', '-1g', '0m', '4 gb', '1e3m', '4p'])('refuses %j', (text) =>
    expect(parseSize(text)).toBeNull(),
  );
});

describe('formatSize', () => {
  it.each([
    [4 * 1024 ** 3, '4g'],
    [512 * 1024 ** 2, '512m'],
    [1536 * 1024 ** 2, '1536m'],
    [10, '1m'],
  ])('writes %i bytes as %s, which is read back as no less', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
    expect(parseSize(text)).toBeGreaterThanOrEqual(bytes);
  });
});
