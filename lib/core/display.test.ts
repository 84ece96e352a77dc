import { describe, expect, it } from 'vitest';
import { formatCost, formatCount, formatDuration, formatNumber, formatPercent, formatSigned } from './display';

describe('numbers for people', () => {
  it('writes durations in the unit that a person would use', () => {
    expect([0, 850, 4_299, 38_900, 187_000, 3_840_000].map(formatDuration)).toEqual([
      '0 ms',
      '850 ms',
      '4.2 s',
      '38 s',
      '3:07 min',
      '1:04 h',
    ]);
  });

  it('keeps tenths of a cent for cheap runs', () => {
    expect([0, 0.0004, 0.042, 0.5, 12].map(formatCost)).toEqual(['$0', '<$0.001', '$0.042', '$0.500', '$12.00']);
  });

  it('shortens large counts', () => {
    expect([12, 950, 1000, 12_340, 999_960].map(formatCount)).toEqual(['12', '950', '1k', '12.3k', '1M']);
  });

  it('keeps four digits of a metric', () => {
    expect([3, 0.123456, 1234.56, 0.00001].map(formatNumber)).toEqual(['3', '0.1235', '1234.6', '1.00e-5']);
  });

  it('signs what changed', () => {
    expect([0.1234, -0.034, 0].map(formatPercent)).toEqual(['+12 %', '−3.4 %', '±0 %']);
    expect([2, -0.5].map(formatSigned)).toEqual(['+2', '−0.5']);
  });
});
