import fc from 'fast-check';
import { expect, it } from 'vitest';
import { coalesce } from '@/lib/core/coalesce';

const message = (text: string, id: string | null = 'm1') => ({ at: 1, event: { type: 'message', id, text } });

it('joins neighbouring pieces of one message and keeps the first time', () => {
  const lines = [message('Hel'), { ...message('lo'), at: 2 }];
  expect(coalesce(lines)).toEqual([message('Hello')]);
});

it('keeps messages, streams and kinds apart', () => {
  const lines = [
    message('a'),
    message('b', 'm2'),
    { at: 1, event: { type: 'thought', id: 'm2', text: 'c' } },
    { at: 1, event: { type: 'output', stream: 'stdout', text: 'd' } },
    { at: 1, event: { type: 'output', stream: 'stderr', text: 'e' } },
  ];
  expect(coalesce(lines)).toHaveLength(5);
});

it('never lets one event grow without end', () => {
  const lines = Array.from({ length: 40 }, () => message('x'.repeat(1000)));
  const joined = coalesce(lines);
  expect(joined.length).toBeGreaterThan(1);
  expect(Math.max(...joined.map((line) => line.event.text.length))).toBeLessThanOrEqual(16_000);
});

it('loses no text and changes no order', () => {
  const piece = fc.record({ text: fc.string(), id: fc.constantFrom('a', 'b', null) });
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const lines = pieces.map(({ text, id }) => message(text, id));
      const text = (all: ReturnType<typeof message>[]): string => all.map((line) => line.event.text).join('');
      expect(text(coalesce(lines))).toBe(text(lines));
    }),
  );
});
