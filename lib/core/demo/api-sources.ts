/** The HTTP interface of the demo project, its check and its load test; and what approaches make of the interface. */

export const API_CHECK = `// Whether the interface still does what its readers rely on.
import assert from 'node:assert/strict';
import { createApi } from './server.mjs';

const bookings = [
  { id: 'a', room: 'A', start: 0, end: 30 },
  { id: 'b', room: 'A', start: 20, end: 50 },
  { id: 'c', room: 'B', start: 20, end: 50 },
];

const server = createApi().listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const url = 'http://127.0.0.1:' + server.address().port;
const post = (path, body) => fetch(url + path, { method: 'POST', body });
try {
  const answer = await post('/overlaps', JSON.stringify(bookings));
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type') ?? '', /^application\\/json/);
  assert.deepEqual(await answer.json(), { pairs: [['a', 'b']], count: 1 });
  assert.equal((await post('/overlaps', 'no json')).status, 400);
  assert.equal((await post('/elsewhere', '[]')).status, 404);
  console.log('The interface holds.');
} finally {
  server.close();
}
`;

export const API_LOAD = `// How long answers take under load, as JSON: percentiles in milliseconds, and answers a second.
import { createApi } from './server.mjs';

const REQUESTS = 240;
const AT_ONCE = 4;

let seed = 7;
const random = (below) => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed % below;
};
// Clients ask for few different days, again and again.
const days = Array.from({ length: 6 }, () =>
  JSON.stringify(
    Array.from({ length: 500 }, (_, i) => {
      const start = random(9000);
      return { id: 'b' + String(i).padStart(4, '0'), room: 'room-' + random(6), start, end: start + 5 + random(60) };
    }),
  ),
);

const server = createApi().listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const url = 'http://127.0.0.1:' + server.address().port + '/overlaps';
const times = [];
let next = 0;
const client = async () => {
  while (next < REQUESTS) {
    const body = days[next++ % days.length];
    const began = performance.now();
    const answer = await fetch(url, { method: 'POST', body });
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error('status ' + answer.status);
    times.push(performance.now() - began);
  }
};
const began = performance.now();
await Promise.all(Array.from({ length: AT_ONCE }, client));
const seconds = (performance.now() - began) / 1000;
server.close();
times.sort((a, b) => a - b);
const at = (part) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * part))] * 100) / 100;
console.log(JSON.stringify({ p50: at(0.5), p95: at(0.95), perSecond: Math.round(times.length / seconds) }));
`;

const HEAD = `import { createServer } from 'node:http';
import { findOverlaps } from '../src/overlaps.mjs';
`;

const READ_BODY = `async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
`;

const SEND = `function send(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
`;

const DOC = `/** POST /overlaps with bookings as JSON answers with the pairs that overlap, and how many there are. */
`;

export const BASE_API = `${HEAD}
${DOC}export function createApi() {
  return createServer(async (request, response) => {
    if (request.method !== 'POST' || request.url !== '/overlaps') return send(response, 404, { error: 'not found' });
    let bookings;
    try {
      bookings = JSON.parse(await readBody(request));
    } catch {
      return send(response, 400, { error: 'not JSON' });
    }
    const pairs = findOverlaps(bookings);
    send(response, 200, { pairs, count: findOverlaps(bookings).length });
  });
}

${READ_BODY}
${SEND}`;

export const CACHE_API = `import { createHash } from 'node:crypto';
${HEAD}
/** Answers that are kept, the oldest going first. */
const KEPT = 100;

${DOC}export function createApi() {
  const answers = new Map();
  return createServer(async (request, response) => {
    if (request.method !== 'POST' || request.url !== '/overlaps') return send(response, 404, { error: 'not found' });
    const body = await readBody(request);
    const key = createHash('sha256').update(body).digest('base64');
    const known = answers.get(key);
    if (known) return send(response, 200, known);
    let bookings;
    try {
      bookings = JSON.parse(body);
    } catch {
      return send(response, 400, { error: 'not JSON' });
    }
    const pairs = findOverlaps(bookings);
    const answer = { pairs, count: pairs.length };
    if (answers.size >= KEPT) answers.delete(answers.keys().next().value);
    answers.set(key, answer);
    send(response, 200, answer);
  });
}

${READ_BODY}
${SEND}`;

export const ROOMS_API = `${HEAD}
${DOC}export function createApi() {
  return createServer(async (request, response) => {
    if (request.method !== 'POST' || request.url !== '/overlaps') return send(response, 404, { error: 'not found' });
    let bookings;
    try {
      bookings = JSON.parse(await readBody(request));
    } catch {
      return send(response, 400, { error: 'not JSON' });
    }
    const pairs = inRooms(bookings).flatMap(findOverlaps).sort(byText);
    send(response, 200, { pairs, count: pairs.length });
  });
}

/** Bookings of different rooms never overlap, so that each room is looked at alone. */
function inRooms(bookings) {
  const rooms = new Map();
  for (const booking of bookings) {
    const room = rooms.get(booking.room);
    if (room) room.push(booking);
    else rooms.set(booking.room, [booking]);
  }
  return [...rooms.values()];
}

function byText(one, other) {
  return one.join() < other.join() ? -1 : 1;
}

${READ_BODY}
${SEND}`;

export const LEAN_API = `${HEAD}
/** POST /overlaps with bookings as JSON answers with how many pairs overlap. */
export function createApi() {
  return createServer(async (request, response) => {
    if (request.method !== 'POST' || request.url !== '/overlaps') return send(response, 404, { error: 'not found' });
    const bookings = JSON.parse(await readBody(request));
    send(response, 200, { count: findOverlaps(bookings).length });
  });
}

${READ_BODY}
${SEND}`;
