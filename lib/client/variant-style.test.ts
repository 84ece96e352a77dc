import { describe, expect, it } from 'vitest';
import { BASE_LETTER, shapePath, styleOfLetter, styleOfPosition } from './variant-style';

const POSITIONS = Array.from({ length: 10 }, (_, position) => position);

describe('variant style', () => {
  it('gives each of ten variants its own letter, colour and shape', () => {
    const styles = POSITIONS.map(styleOfPosition);
    expect(new Set(styles.map((style) => style.letter)).size).toBe(10);
    expect(new Set(styles.map((style) => style.color)).size).toBe(10);
    expect(new Set(styles.map((style) => shapePath(style.shape))).size).toBe(10);
  });

  it('finds by letter what it gave by position', () => {
    for (const position of POSITIONS) {
      const style = styleOfPosition(position);
      expect(styleOfLetter(style.letter)).toEqual(style);
    }
  });

  it('goes on with letters where colours and shapes come again', () => {
    expect(styleOfPosition(27)).toEqual({ ...styleOfPosition(7), letter: 'AB' });
    expect(styleOfLetter('AB')).toEqual(styleOfPosition(27));
    expect(styleOfPosition(10).letter).toBe('K');
  });

  it('keeps the base apart from every variant', () => {
    const base = styleOfLetter(BASE_LETTER);
    expect(base.letter).toBe('0');
    expect(POSITIONS.map((position) => styleOfPosition(position).color)).not.toContain(base.color);
    expect(POSITIONS.map((position) => styleOfPosition(position).shape)).not.toContain(base.shape);
  });
});
