/** Files around the function that the demo is about. */

export const README = `# Overlapping bookings

\`findOverlaps\` in \`src/overlaps.mjs\` lists the pairs of bookings that claim the same room at the same time.

    node --test       # the tests
    node bench.mjs    # how long it takes, as JSON

\`api/server.mjs\` answers the same over HTTP: \`POST /overlaps\`.

    node api/check.mjs    # whether it does what its readers rely on
    node api/load.mjs     # how long answers take under load, as JSON

A booking holds its room from \`start\` up to, but not including, \`end\` (minutes of the day).
`;

export const BENCH = `import { findOverlaps } from './src/overlaps.mjs';

// The same bookings every time: a small generator with a fixed seed.
let seed = 42;
const random = (below) => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed % below;
};
const bookings = Array.from({ length: 2400 }, (_, i) => {
  const start = random(20000);
  return { id: 'b' + String(i).padStart(5, '0'), room: 'room-' + random(12), start, end: start + 5 + random(60) };
});

const rounds = [];
let pairs = 0;
for (let i = 0; i < 5; i++) {
  const began = process.hrtime.bigint();
  pairs = findOverlaps(bookings).length;
  rounds.push(Number(process.hrtime.bigint() - began) / 1e6);
}
rounds.sort((a, b) => a - b);
console.log(JSON.stringify({ ms: Math.round(rounds[2] * 100) / 100, pairs }));
`;

export const OVERLAPS_TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findOverlaps } from '../src/overlaps.mjs';

const booking = (id, start, end, room = 'A') => ({ id, room, start, end });

test('finds two bookings that overlap', () => {
  assert.deepEqual(findOverlaps([booking('a', 0, 30), booking('b', 20, 50)]), [['a', 'b']]);
});

test('leaves bookings of different rooms alone', () => {
  assert.deepEqual(findOverlaps([booking('a', 0, 30, 'A'), booking('b', 20, 50, 'B')]), []);
});

test('lets one booking begin when another ends', () => {
  assert.deepEqual(findOverlaps([booking('a', 0, 30), booking('b', 30, 60)]), []);
});

test('finds a booking inside another', () => {
  assert.deepEqual(findOverlaps([booking('a', 0, 100), booking('b', 20, 30)]), [['a', 'b']]);
});

test('finds bookings that start together', () => {
  assert.deepEqual(findOverlaps([booking('a', 10, 20), booking('b', 10, 40)]), [['a', 'b']]);
});

test('finds bookings that are the same', () => {
  assert.deepEqual(findOverlaps([booking('b', 10, 20), booking('a', 10, 20)]), [['a', 'b']]);
});

test('finds everything that a long booking overlaps', () => {
  const bookings = [booking('a', 0, 100), booking('b', 10, 20), booking('c', 30, 40), booking('d', 50, 60)];
  assert.deepEqual(findOverlaps(bookings), [['a', 'b'], ['a', 'c'], ['a', 'd']]);
});

test('names each pair once, in order', () => {
  const bookings = [booking('c', 5, 25), booking('b', 0, 10), booking('a', 20, 50)];
  assert.deepEqual(findOverlaps(bookings), [['a', 'c'], ['b', 'c']]);
});

test('leaves its input as it was', () => {
  const bookings = [booking('b', 20, 50), booking('a', 0, 30)];
  findOverlaps(bookings);
  assert.deepEqual(bookings.map(({ id }) => id), ['b', 'a']);
});
`;
