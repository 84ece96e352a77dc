import { describe, expect, it } from 'vitest';
import { cleanText } from './clean-text';

const ESC = '\u001b';

describe('cleanText', () => {
  it('keeps text and colours', () => {
    const text = `${ESC}[1;31mred${ESC}[0m\tand\r\nplain é 🙂`;
    expect(cleanText(text)).toBe(`${ESC}[1;31mred${ESC}[0m\tand\nplain é 🙂`);
  });
  it.each([
    ['a title', `a${ESC}]0;owned\u0007b`],
    ['a title that ends otherwise', `a${ESC}]0;owned${ESC}\\b`],
    ['the target of a link', `${ESC}]8;;javascript:alert(1)\u0007ab${ESC}]8;;\u0007`],
    ['a cleared screen', `a${ESC}[2Jb`],
    ['a moved cursor', `a${ESC}[10;20Hb`],
    ['a private mode', `a${ESC}[?25lb`],
    ['the eight-bit form', 'a\u009b2Jb'],
    ['a string for a device', `a${ESC}P1$tq${ESC}\\b`],
    ['an escape of one letter', `a${ESC}cb`],
    ['a character set', `a${ESC}(Bb`],
    ['control characters', 'a\u0000\u0007\u0008\u007fb'],
    ['another order of the letters', 'a\u202e\u2066\u2069b'],
    ['an escape at the end', `ab${ESC}`],
    ['a sequence that was cut', `ab${ESC}[3`],
  ])('drops %s', (_, text) => {
    expect(cleanText(text)).toBe('ab');
  });
  it('loses one line at most to a title that never ends', () => {
    expect(cleanText(`a${ESC}]0;owned\nb`)).toBe('a\nb');
  });
});
