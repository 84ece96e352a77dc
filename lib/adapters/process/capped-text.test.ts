import { describe, expect, it } from 'vitest';
import { CappedText, capText } from './capped-text';

describe('CappedText', () => {
  it('keeps everything below the cap', () => {
    const text = new CappedText(100);
    for (let i = 0; i < 10; i++) text.append('0123456789');
    expect(String(text)).toBe('0123456789'.repeat(10));
  });
  it('keeps head and tail and says how much is missing', () => {
    const text = new CappedText(40);
    for (let i = 0; i < 100; i++) text.append(`${i},`);
    const shown = String(text);
    expect(shown.startsWith('0,1,2,3,4,')).toBe(true);
    expect(shown.endsWith('98,99,')).toBe(true);
    const all = Array.from({ length: 100 }, (_, i) => `${i},`).join('').length;
    expect(shown).toContain(`[… ${all - 40} characters left out …]`);
  });
  it('can be read while it grows', () => {
    const text = new CappedText(8);
    text.append('abcdefgh');
    expect(String(text)).toBe('abcdefgh');
    text.append('ij');
    expect(String(text)).toContain('2 characters left out');
  });
});

describe('capText', () => {
  it('leaves a short text alone', () => {
    expect(capText('short', 5)).toBe('short');
  });
  it('cuts the middle of a long one', () => {
    expect(capText('a'.repeat(50) + 'end', 20)).toMatch(/^a{5}\n\[… 33 characters left out …\]\na{12}end$/);
  });
});
