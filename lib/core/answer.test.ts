import { expect, test } from 'vitest';
import { answerOf, type AnswerPiece } from './answer';

const say = (text: string, id: string | null = null): AnswerPiece => ({ type: 'message', id, text });
const print = (text: string, stream: 'stdout' | 'stderr' = 'stdout'): AnswerPiece => ({ type: 'output', stream, text });

test('joins the pieces of a message, and keeps messages apart that something came between', () => {
  const pieces = [
    say('I re'),
    say('ad.'),
    { type: 'cut' } as const,
    say('Here '),
    print('noise', 'stderr'),
    say('it is.'),
  ];
  expect(answerOf(pieces)).toBe('I read.\n\nHere it is.');
});

test('joins what carries the same id, whatever comes between', () => {
  expect(answerOf([say('one ', 'a'), { type: 'cut' }, say('two', 'a'), say('three', 'b')])).toBe('one two\n\nthree');
});

test('is what a plain agent printed, without its errors', () => {
  expect(answerOf([print('a\n'), print('oops', 'stderr'), print('b')])).toBe('a\nb');
  expect(answerOf([])).toBe('');
});
