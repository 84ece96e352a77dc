import { expect, it } from 'vitest';
import { markInvisible } from '@/lib/core/mark-invisible';

it.each([
  ['if (admin\u202E)', 'if (admin[U+202E])'],
  ['a\u200Bb\uFEFF', 'a[U+200B]b[U+FEFF]'],
  ['name\u001B[31m', 'name[U+001B][31m'],
  ['ring\u0007', 'ring[U+0007]'],
])('shows what would hide in %j', (text, shown) => {
  expect(markInvisible(text)).toBe(shown);
});

it('leaves ordinary text of any script as it is', () => {
  const text = 'const größe = "שלום";\t// 日本語 👩🏽‍💻\r\n';
  expect(markInvisible(text)).toBe(text);
});
