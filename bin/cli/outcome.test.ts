import { expect, test } from 'vitest';
import { refused } from '@/bin/cli/outcome';

test('names files of agents without anything that a terminal would obey', () => {
  const refusal = {
    type: 'conflict',
    message: 'It\u001b[2J collides.',
    files: ['a\u001b]0;title\u0007.txt', 'b\nc'],
    remedy: 'Look.',
  };
  expect(refused(refusal).complaint).toBe('It collides.\n  a.txt\n  b c\nLook.');
});
