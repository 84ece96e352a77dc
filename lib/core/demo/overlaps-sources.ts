/** The function that the demo is about: as it begins, and after each of the three approaches. */

const HEADER = `/** Pairs of ids of bookings that claim the same room at the same time, each pair once, in order. */
`;

export const BASE_OVERLAPS = `${HEADER}export function findOverlaps(bookings) {
  const pairs = [];
  for (const a of bookings) {
    for (const b of bookings) {
      if (a.room === b.room && a.start < b.start && b.start < a.end) {
        const pair = [a.id, b.id].sort();
        if (!pairs.some((known) => known[0] === pair[0] && known[1] === pair[1])) pairs.push(pair);
      }
    }
  }
  return pairs.sort((x, y) => (x.join() < y.join() ? -1 : 1));
}
`;

export const SWEEP_OVERLAPS = `${HEADER}export function findOverlaps(bookings) {
  const pairs = [];
  const open = new Map();
  for (const b of [...bookings].sort((x, y) => x.start - y.start)) {
    const others = (open.get(b.room) ?? []).filter((a) => a.end > b.start);
    for (const a of others) pairs.push([a.id, b.id].sort());
    open.set(b.room, [...others, b]);
  }
  return pairs.sort((x, y) => (x.join() < y.join() ? -1 : 1));
}
`;

export const MAP_INDEX = `const SLOT_MINUTES = 30;

function slotsOf(booking) {
  const first = Math.floor(booking.start / SLOT_MINUTES);
  const last = Math.floor((booking.end - 1) / SLOT_MINUTES);
  const slots = [];
  for (let slot = first; slot <= last; slot++) slots.push(slot);
  return slots;
}

/**
 * Bookings by room and by slot of the day. Two bookings can overlap only where they share a slot, so that each has to
 * be compared with a few others instead of with all.
 */
export function indexByRoomAndSlot(bookings) {
  const index = new Map();
  for (const booking of bookings) {
    for (const slot of slotsOf(booking)) {
      const key = booking.room + '@' + slot;
      const entry = index.get(key);
      if (entry) entry.push(booking);
      else index.set(key, [booking]);
    }
  }
  return index;
}
`;

export const MAP_OVERLAPS = `import { indexByRoomAndSlot } from './room-index.mjs';

function overlap(a, b) {
  return a.start < b.end && b.start < a.end;
}

function compareText(x, y) {
  if (x === y) return 0;
  return x < y ? -1 : 1;
}

${HEADER}export function findOverlaps(bookings) {
  // Two bookings may share several slots; the map keeps their pair once.
  const pairs = new Map();
  for (const neighbours of indexByRoomAndSlot(bookings).values()) {
    for (let i = 0; i < neighbours.length; i++) {
      for (let j = i + 1; j < neighbours.length; j++) {
        if (!overlap(neighbours[i], neighbours[j])) continue;
        const pair = [neighbours[i].id, neighbours[j].id].sort(compareText);
        pairs.set(pair.join(), pair);
      }
    }
  }
  return [...pairs.keys()].sort(compareText).map((key) => pairs.get(key));
}
`;

export const QUICK_OVERLAPS = `${HEADER}export function findOverlaps(bookings) {
  const sorted = [...bookings].sort((a, b) => (a.room === b.room ? a.start - b.start : a.room < b.room ? -1 : 1));
  const pairs = [];
  for (let i = 1; i < sorted.length; i++) {
    const [a, b] = [sorted[i - 1], sorted[i]];
    if (a.room === b.room && b.start < a.end) pairs.push([a.id, b.id].sort());
  }
  return pairs.sort((x, y) => (x[0] < y[0] ? -1 : 1));
}
`;
