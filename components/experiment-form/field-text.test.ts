import { describe, expect, it } from 'vitest';
import { jsonCodec, keptTextCodec, linesCodec, numberCodec, textCodec } from './field-text';

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

describe('jsonCodec', () => {
  it('makes a value of whole JSON, and keeps what is only half typed', () => {
    expect(jsonCodec.toValue('{ "type": "object" }')).toEqual({ type: 'object' });
    expect(jsonCodec.toValue('{ "type":')).toBe('{ "type":');
    expect(jsonCodec.toValue('  ')).toBeUndefined();
    expect(jsonCodec.toText({ type: 'object' })).toBe('{\n  "type": "object"\n}');
    expect(jsonCodec.toText('{ "type":')).toBe('{ "type":');
  });
});
