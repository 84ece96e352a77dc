import { expect, test } from 'vitest';
import { storable } from '@/lib/db/storable';

test('replaces NUL bytes and halves of surrogate pairs at any depth, and nothing else', () => {
  const at = new Date(0);
  const value = {
    text: 'a\0b',
    list: ['\ud83d', { ['k\0']: '\ude00x' }],
    whole: '😀',
    at,
    n: 1,
    none: null,
    unset: undefined,
  };
  expect(storable(value)).toEqual({
    text: 'a\uFFFDb',
    list: ['\uFFFD', { ['k\uFFFD']: '\uFFFDx' }],
    whole: '😀',
    at,
    n: 1,
    none: null,
    unset: undefined,
  });
});
