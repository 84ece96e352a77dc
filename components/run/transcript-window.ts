/** Which entries of a long transcript are drawn. Pure. */

/** Entries drawn at first, and for each step further. */
export const STEP = 300;
/** Entries before the one that was jumped to. */
const BEFORE = 100;

/** `null`: as many as fit before the end; the end, wherever it moves to. */
export type DrawnRange = { from: number | null; to: number | null };

export const AT_END: DrawnRange = { from: null, to: null };

export function boundsOf({ from, to }: DrawnRange, length: number): { from: number; to: number } {
  const end = Math.min(to ?? length, length);
  return { from: Math.min(from ?? Math.max(0, end - STEP), end), to: end };
}

/** The same where the entry is drawn already, else a piece around it. */
export function rangeWith(range: DrawnRange, index: number, length: number): DrawnRange {
  const { from, to } = boundsOf(range, length);
  if (index >= from && index < to) return range;
  const start = Math.max(0, index - BEFORE);
  return { from: start, to: openEnd(start + STEP, length) };
}

export function earlier(range: DrawnRange, length: number): DrawnRange {
  return { from: Math.max(0, boundsOf(range, length).from - STEP), to: range.to };
}

export function later(range: DrawnRange, length: number): DrawnRange {
  const { from, to } = boundsOf(range, length);
  return { from, to: openEnd(to + STEP, length) };
}

/** At the end it goes along with what is new. */
function openEnd(to: number, length: number): number | null {
  return to >= length ? null : to;
}
