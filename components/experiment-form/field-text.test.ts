import { describe, expect, it } from 'vitest';
import { keptTextCodec, linesCodec, numberCodec, textCodec } from './field-text';

describe('numberCodec', () => {
  it.each([
    ['3', 3],
    [' 4 ', 4],
    ['2.', 2],
    ['0.50', 0.5],
    ['-1', -1],
    ['', undefined],
    ['many', 'many'],
    ['1e3', '1e3'],
  ])('reads %j', (text, value) => {
    expect(numberCodec.toValue(text)).toBe(value);
  });
});

describe('linesCodec', () => {
  it('makes a list of the lines that hold something, and reads it back', () => {
    expect(linesCodec.toValue('.env\n\n  \ncache')).toEqual(['.env', 'cache']);
    expect(linesCodec.toText(['.env', 'cache'])).toBe('.env\ncache');
    expect(linesCodec.toValue('\n')).toBeUndefined();
  });
});

describe('textCodec', () => {
  it('means absence by an empty box, except where the key says something', () => {
    expect([textCodec.toValue(''), keptTextCodec.toValue('')]).toEqual([undefined, '']);
  });

  it('shows values of other kinds instead of hiding them', () => {
    expect([textCodec.toText(4.1), textCodec.toText({ a: 1 }), textCodec.toText(undefined)]).toEqual([
      '4.1',
      '{"a":1}',
      '',
    ]);
  });
});
