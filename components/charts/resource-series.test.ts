import { describe, expect, it } from 'vitest';
import type { ResourceSample } from '@/lib/core/sandbox';
import type { EventView, ResourcePoint } from '@/lib/schemas/view';
import { limitOf, peakFacts, pointsOf, resourceRows, timeText, usedNow } from './resource-series';

const ZERO: ResourceSample = { cpuMs: 0, memoryBytes: 0, pids: 1, diskBytes: 0, sentBytes: 0, receivedBytes: 0 };

function point(second: number, change: Partial<ResourceSample> = {}): ResourcePoint {
  return { at: new Date(second * 1000).toISOString(), sample: { ...ZERO, ...change } };
}

function events(...points: ResourcePoint[]): EventView[] {
  return points.map(({ at, sample }, index) => ({ seq: index + 1, at, event: { type: 'resources', ...sample } }));
}

describe('resourceRows', () => {
  it('turns totals into rates between two samples, of one processor and of a second', () => {
    const rows = resourceRows([point(10), point(12, { cpuMs: 3000, sentBytes: 1000, receivedBytes: 5000 })]);
    expect(rows).toMatchObject([
      { ms: 0, cpu: null, network: null },
      { ms: 2000, cpu: 150, network: 3000 },
    ]);
  });

  it('shows no negative use where processes took their totals with them', () => {
    expect(resourceRows([point(0, { cpuMs: 900 }), point(1, { cpuMs: 100 })])[1]?.cpu).toBe(0);
  });

  it('has no rate for two samples of one moment', () => {
    expect(resourceRows([point(1), point(1, { cpuMs: 10 })])[1]?.cpu).toBeNull();
  });

  it('keeps every peak when there are more samples than room', () => {
    const many = Array.from({ length: 1000 }, (_, second) => point(second, { memoryBytes: second === 501 ? 99 : 1 }));
    const rows = resourceRows(many, 100);
    expect(rows.length).toBeLessThanOrEqual(100);
    expect(Math.max(...rows.map((row) => row.memory ?? 0))).toBe(99);
  });

  it('is empty without samples', () => {
    expect(resourceRows([])).toEqual([]);
  });
});

describe('usedNow', () => {
  it('takes the last two samples, whatever came between and after them', () => {
    const [first, second] = events(point(0), point(1, { cpuMs: 500, memoryBytes: 7 }));
    const said: EventView = { seq: 9, at: '', event: { type: 'turn_end', reason: '' } };
    expect(usedNow([first, said, second, said].filter((each) => each !== undefined))).toMatchObject({
      cpu: 50,
      memory: 7,
    });
    expect(usedNow([said])).toBeNull();
  });
});

it('tells the seconds of a short run apart', () => {
  expect([timeText(1250, 4000), timeText(75_000, 80_000)]).toEqual(['1.3 s', '1:15']);
});

it('reads samples out of events', () => {
  expect(pointsOf(events(point(3, { pids: 4 })))).toEqual([point(3, { pids: 4 })]);
});

it('says peaks in words and limits in the unit of their chart', () => {
  expect(peakFacts({ ...ZERO, cpuMs: 61_000, memoryBytes: 2_000_000 }).slice(0, 2)).toEqual([
    ['CPU time', '1:01 min'],
    ['Peak memory', '2.0 MB'],
  ]);
  const limits = { cpus: 1.5, memoryBytes: 10, pids: null, diskBytes: 3 };
  expect((['cpu', 'memory', 'pids', 'disk', 'network'] as const).map((key) => limitOf(key, limits))).toEqual([
    150,
    10,
    null,
    3,
    null,
  ]);
});
