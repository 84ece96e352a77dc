import { expect, test } from 'vitest';
import type { EventView } from '@/lib/schemas/view';
import { sampleRun } from '@/lib/testing/sample-view';
import { readRunLog } from './run-log';

const events: EventView['event'][] = [
  { type: 'message', id: 'm', text: 'Looking at ' },
  { type: 'message', id: 'm', text: 'the clock.' },
  { type: 'output', stream: 'stdout', text: 'tick\n' },
  { type: 'step', step: 'gate', name: 'tests', text: 'not ok\n' },
];
const at = '2026-01-01T00:00:00.000Z';
const views: EventView[] = events.map((event, index) => ({ seq: index + 1, at, event }));

const failed = sampleRun({ gates: [{ ...sampleRun().gates[0]!, status: 'failed' }] });

function read(asked: Partial<Parameters<typeof readRunLog>[1]>) {
  const runs = { events: async ({ after }: { after: number }) => views.filter(({ seq }) => seq > after) };
  const bakeoff = { runs } as unknown as Parameters<typeof readRunLog>[0];
  return readRunLog(bakeoff, { run: failed, only: null, search: '', maxChars: 1000, ...asked });
}

test('a log is whole unless it is narrowed', async () => {
  const { text } = await read({});
  for (const part of ['Looking at the clock.', 'tick', 'not ok']) expect(text).toContain(part);
  expect(await read({ only: 'messages' })).toEqual({
    text: '\n--- message\nLooking at the clock.\n',
    truncated: false,
  });
  expect((await read({ only: 'errors' })).text).toBe('\n--- gate\ntests\nnot ok\n');
  expect((await read({ search: 'AT THE' })).text).toBe('\n--- message\nLooking at the clock.\n');
  expect((await read({ only: 'tools' })).text).toBe('');
});

test('of a long one the end is kept, and it says so', async () => {
  for (const search of ['', 'clock']) {
    const { text, truncated } = await read({ search, maxChars: 5 });
    expect({ text, truncated }).toMatchObject({
      truncated: true,
      text: expect.stringMatching(/^\[The beginning .*\]\n/),
    });
    expect(text.slice(text.indexOf(']\n') + 2)).toHaveLength(5);
  }
});
