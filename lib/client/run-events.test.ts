import { describe, expect, it } from 'vitest';
import type { EventView } from '@/lib/schemas/view';
import { contiguousEnd, hasGap, mergeEvents } from './run-events';

function events(...seqs: number[]): EventView[] {
  return seqs.map((seq) => ({ seq, at: '2026-11-21T00:00:00.000Z', event: { type: 'turn_end', reason: String(seq) } }));
}

const seqs = (list: EventView[]) => list.map((event) => event.seq);

describe('mergeEvents', () => {
  it('appends what follows', () => {
    expect(seqs(mergeEvents(events(1, 2), events(3, 4)))).toEqual([1, 2, 3, 4]);
  });

  it('drops repeats and puts late ones in their place', () => {
    expect(seqs(mergeEvents(events(1, 2, 5), events(2, 3, 4, 5)))).toEqual([1, 2, 3, 4, 5]);
  });

  it('orders what came out of order', () => {
    expect(seqs(mergeEvents([], events(3, 1, 2)))).toEqual([1, 2, 3]);
  });

  it('keeps everything when nothing comes', () => {
    expect(seqs(mergeEvents(events(1, 2), []))).toEqual([1, 2]);
  });
});

describe('contiguousEnd', () => {
  it.each([
    [[], 0],
    [[1, 2, 3], 3],
    [[0, 1, 2], 2],
    [[1, 2, 5, 6], 2],
    [[4, 5], 0],
  ])('of %j is %d', (list, end) => {
    expect(contiguousEnd(events(...list))).toBe(end);
  });
});

describe('hasGap', () => {
  it('sees missing events, not overlapping ones', () => {
    expect(hasGap(events(1, 2), events(4))).toBe(true);
    expect(hasGap(events(1, 2), events(2, 3))).toBe(false);
    expect(hasGap([], events(1))).toBe(false);
    expect(hasGap([], events(7))).toBe(true);
    expect(hasGap(events(1), [])).toBe(false);
  });
});
