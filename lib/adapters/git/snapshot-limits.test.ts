import { describe, expect, it } from 'vitest';
import { openBudget, shorten } from './snapshot-limits';

describe('openBudget', () => {
  it('bounds each file, all together, and their number', () => {
    const { take, isFull } = openBudget({ maxFileBytes: 1024 * 1024, maxTotalBytes: 1_500_000, maxFiles: 3 });
    expect(take(1024 * 1024 + 1)).toBe('is larger than 1 MB');
    expect(take(1_000_000)).toBeNull();
    expect(take(600_000)).toBe('would make the result larger than 1.4 MB');
    expect(take(500_000)).toBeNull();
    expect(take(0)).toBeNull();
    expect(isFull()).toBe(true);
    expect(take(0)).toBe('comes after 3 other files');
  });
});

describe('shorten', () => {
  it('says how much it does not say', () => {
    expect(shorten(['a', 'b'], 2)).toEqual(['a', 'b']);
    expect(shorten(['a', 'b', 'c', 'd'], 2)).toEqual(['a', 'b', '2 more things were left out for such reasons.']);
  });
});
