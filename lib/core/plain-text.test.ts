import { expect, test } from 'vitest';
import { oneLine, plain } from './plain-text';

test('drops what a terminal would obey', () => {
  expect(plain('\u001b[31mred\u001b[0m \u001b]0;title\u0007x\u001b]8;;http://e\u001b\\link\u0008\u009b2J')).toBe(
    'red xlink2J',
  );
  expect(plain('two\r\nlines\tkept')).toBe('two\nlines\tkept');
});

test('fits a text on one line', () => {
  expect(oneLine('a\n  b\tc', 20)).toBe('a b c');
  expect(oneLine('abcdefgh', 5)).toBe('abcd…');
});
