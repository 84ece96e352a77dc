import { describe, expect, it } from 'vitest';
import { AT_END, boundsOf, earlier, later, rangeWith, STEP } from './transcript-window';

describe('the drawn part of a transcript', () => {
  it('is its end at first, and goes along with what is new', () => {
    expect(boundsOf(AT_END, 1000)).toEqual({ from: 1000 - STEP, to: 1000 });
    expect(boundsOf(AT_END, 1010)).toEqual({ from: 1010 - STEP, to: 1010 });
    expect(boundsOf(AT_END, 5)).toEqual({ from: 0, to: 5 });
  });

  it('stays where the entry is drawn already', () => {
    expect(rangeWith(AT_END, 990, 1000)).toBe(AT_END);
  });

  it('moves to an entry that is not drawn, with some of what comes before', () => {
    expect(boundsOf(rangeWith(AT_END, 400, 1000), 1000)).toEqual({ from: 300, to: 600 });
    expect(boundsOf(rangeWith(AT_END, 10, 1000), 1000)).toEqual({ from: 0, to: 300 });
  });

  it('grows at both ends and opens at the end', () => {
    const middle = rangeWith(AT_END, 400, 1000);
    expect(boundsOf(earlier(middle, 1000), 1000)).toEqual({ from: 0, to: 600 });
    const grown = later(later(middle, 1000), 1000);
    expect(grown.to).toBeNull();
    expect(boundsOf(grown, 1200)).toEqual({ from: 300, to: 1200 });
  });

  it('holds when the entries become fewer', () => {
    expect(boundsOf({ from: 300, to: 600 }, 20)).toEqual({ from: 20, to: 20 });
  });
});
