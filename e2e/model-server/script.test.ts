import { expect, test } from 'vitest';
import { directive, findScript } from '@/e2e/model-server/script';

test('finds the script that directive wrote, inside other text', () => {
  const script = { turns: [{ text: 'Hi', write: ['a b.txt', 'x {1}\n'] as [string, string] }, { run: 'echo "}"' }] };
  expect(findScript(`Fix the bug.\n${directive(script)}\nBe quick.`)).toEqual(script);
});

test('takes the last of several scripts', () => {
  const text = `${directive({ turns: [{ text: 'first' }] })} ${directive({ turns: [{ text: 'second' }] })}`;
  expect(findScript(text)?.turns[0]?.text).toBe('second');
});

test('finds no script in plain text', () => {
  expect(findScript('Rename @@mock to mock.')).toBeNull();
});

test('answers with the reason when a script is no JSON', () => {
  expect(findScript('@@mock {"turns": [} @@')?.turns[0]?.text).toContain("can't be read");
});

test('answers with the name of an unknown key', () => {
  expect(findScript('@@mock {"turns":[{"writes":["a","b"]}]} @@')?.turns[0]?.text).toContain('writes');
});
