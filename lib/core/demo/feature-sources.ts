/** Features that demo agents add to the demo project, each in files of its own. */

export const CLI = `#!/usr/bin/env node
// Reads bookings as JSON from standard input and prints the pairs that overlap, one a line.
import { findOverlaps } from './src/overlaps.mjs';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
for (const pair of findOverlaps(JSON.parse(Buffer.concat(chunks).toString('utf8')))) console.log(pair.join(' '));
`;

export const ROOMS = `import { findOverlaps } from './overlaps.mjs';

/** How many overlaps each room has, the busiest first. */
export function overlapsByRoom(bookings) {
  const roomOf = new Map(bookings.map(({ id, room }) => [id, room]));
  const counts = new Map();
  for (const [first] of findOverlaps(bookings)) {
    const room = roomOf.get(first);
    counts.set(room, (counts.get(room) ?? 0) + 1);
  }
  return [...counts].map(([room, count]) => ({ room, count })).sort((a, b) => b.count - a.count);
}
`;

export const ROOMS_TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overlapsByRoom } from '../src/rooms.mjs';

test('counts the overlaps of each room', () => {
  const booking = (id, room, start, end) => ({ id, room, start, end });
  const bookings = [booking('a', 'A', 0, 30), booking('b', 'A', 20, 50), booking('c', 'B', 0, 9)];
  assert.deepEqual(overlapsByRoom(bookings), [{ room: 'A', count: 1 }]);
});
`;

export const PRINT_ROOMS = `#!/usr/bin/env node
// Reads bookings as JSON from standard input and prints each room with its overlaps, the busiest first.
import { overlapsByRoom } from './src/rooms.mjs';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const bookings = JSON.parse(Buffer.concat(chunks).toString('utf8'));
for (const { room, count } of overlapsByRoom(bookings)) console.log(room + ' ' + count);
`;

export const CHECK = `/** What is wrong with a list of bookings, in sentences; empty where nothing is. */
export function bookingProblems(bookings) {
  const ids = new Set();
  return bookings.flatMap(({ id, room, start, end }) => {
    const problems = [];
    if (ids.has(id)) problems.push('The id ' + id + ' is there twice.');
    ids.add(id);
    if (!room) problems.push('Booking ' + id + ' has no room.');
    if (!(start < end)) problems.push('Booking ' + id + ' ends before it starts.');
    return problems;
  });
}
`;

export const CHECK_TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bookingProblems } from '../src/check-bookings.mjs';

test('finds what is wrong with bookings', () => {
  assert.deepEqual(bookingProblems([{ id: 'a', room: 'A', start: 0, end: 30 }]), []);
  assert.deepEqual(bookingProblems([{ id: 'a', room: '', start: 30, end: 0 }]), [
    'Booking a has no room.',
    'Booking a ends before it starts.',
  ]);
});
`;

const CHANGES = `# Changes

- Bookings that start together are found.
- \`node cli.mjs\` prints the pairs of bookings that it reads.
- \`overlapsByRoom\` says which rooms are the busiest.
- \`bookingProblems\` says what is wrong with bookings.
`;

export const SHORT_NOTES = CHANGES;
export const EXAMPLE_NOTES = `${CHANGES}
For example:

    echo '[{"id":"a","room":"A","start":0,"end":30},{"id":"b","room":"A","start":20,"end":50}]' | node cli.mjs
    a b
`;
export const OPERATOR_NOTES = `${CHANGES}
For those who run it: nothing has to be migrated, nothing is stored, and Node.js 20 is enough. Input that is no JSON ends
\`cli.mjs\` with exit code 1 and a message on standard error.
`;
