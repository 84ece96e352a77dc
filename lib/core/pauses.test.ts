import { expect, it } from 'vitest';
import { pausesIn } from './pauses';

const lines = (...events: [number, string][]) => events.map(([at, type]) => ({ at, event: { type } }));

it.each([
  ['nothing', lines([1, 'message']), null],
  ['a beginning', lines([5, 'paused']), { closedAt: null, insideMs: 0, openAt: 5 }],
  ['an end', lines([9, 'resumed']), { closedAt: 9, insideMs: 0, openAt: null }],
  ['a whole one', lines([5, 'paused'], [6, 'message'], [9, 'resumed']), { closedAt: null, insideMs: 4, openAt: null }],
  [
    'an end, a whole one and a beginning',
    lines([2, 'resumed'], [5, 'paused'], [9, 'resumed'], [20, 'paused']),
    { closedAt: 2, insideMs: 4, openAt: 20 },
  ],
])('reads %s', (_name, batch, pauses) => expect(pausesIn(batch)).toEqual(pauses));
