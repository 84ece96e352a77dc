import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatClock,
  formatCost,
  formatCount,
  formatDuration,
  formatRelative,
  formatValue,
  plural,
  repeatMark,
  sentences,
} from './format';

describe('formatDuration', () => {
  it.each([
    [-5, '0 ms'],
    [340.4, '340 ms'],
    [4290, '4.2 s'],
    [9999, '9.9 s'],
    [59_999, '59 s'],
    [187_000, '3:07 min'],
    [3_840_000, '1:04 h'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('formatClock', () => {
  it('keeps two digits for seconds and adds hours when there are any', () => {
    expect([formatClock(4_900), formatClock(65_000), formatClock(3_605_000)]).toEqual(['0:04', '1:05', '1:00:05']);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [120_000_000, '120 MB'],
    [3_400_000_000, '3.4 GB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatRelative', () => {
  const now = Date.parse('2026-11-21T12:00:00.000Z');
  it.each([
    ['2026-11-21T11:59:50.000Z', 'just now'],
    ['2026-11-21T12:00:03.000Z', 'just now'],
    ['2026-11-21T11:55:00.000Z', '5 min ago'],
    ['2026-11-21T09:00:00.000Z', '3 h ago'],
    ['2026-11-20T08:00:00.000Z', 'yesterday'],
    ['2026-11-15T08:00:00.000Z', '6 days ago'],
    ['2026-10-01T08:00:00.000Z', '2026-10-01'],
  ])('writes %s as %s', (at, text) => {
    expect(formatRelative(at, now)).toBe(text);
  });
});

describe('formatCost', () => {
  it('never shows an unknown cost as zero', () => {
    expect([formatCost(null), formatCost(0), formatCost(0.0004), formatCost(0.1234), formatCost(2.5)]).toEqual([
      '–',
      '$0',
      '<$0.001',
      '$0.123',
      '$2.50',
    ]);
  });
});

describe('counts and values', () => {
  it('shortens large counts without a trailing zero', () => {
    expect([950, 1000, 12_345, 999_400, 999_600, 1_200_000].map(formatCount)).toEqual([
      '950',
      '1k',
      '12.3k',
      '999k',
      '1M',
      '1.2M',
    ]);
  });

  it('keeps four significant digits and the unit', () => {
    expect([formatValue(97.31234, '%'), formatValue(1234.5, 'ms'), formatValue(0, '')]).toEqual([
      '97.31 %',
      '1,235 ms',
      '0',
    ]);
  });

  it('ends what git printed before the remedy begins', () => {
    expect(sentences({ message: 'fatal: no route', remedy: 'Check it.' })).toBe('fatal: no route. Check it.');
    expect(sentences({ message: 'It is bare.', remedy: '' })).toBe('It is bare.');
  });

  it('counts repeats from the second on', () => {
    expect([repeatMark(0), repeatMark(1), repeatMark(2)]).toEqual(['', ' #2', ' #3']);
  });

  it('uses the singular for one only', () => {
    expect([plural(0, 'file'), plural(1, 'file'), plural(2, 'branch', 'branches')]).toEqual([
      '0 files',
      '1 file',
      '2 branches',
    ]);
  });
});
