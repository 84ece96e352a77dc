import { expect, it } from 'vitest';
import { usedFacts } from './used-facts';

const peak = { cpuMs: 2500, memoryBytes: 3_000_000, pids: 7, diskBytes: 1, sentBytes: 0, receivedBytes: 0 };

it('says what is used now while it runs, and what was used once it is over', () => {
  const sample = { type: 'resources' as const, ...peak };
  const events = [0, 1].map((second) => ({
    seq: second + 1,
    at: new Date(second * 1000).toISOString(),
    event: sample,
  }));
  expect(usedFacts({ status: 'running', peak }, events)).toEqual([
    ['CPU', '0 %'],
    ['Memory', '3.0 MB'],
    ['Processes', '7'],
  ]);
  expect(usedFacts({ status: 'passed', peak }, events)).toEqual([
    ['CPU time', '2.5 s'],
    ['Peak memory', '3.0 MB'],
    ['Most processes', '7'],
  ]);
});

it('takes nothing known for unknown', () => {
  expect(usedFacts({ status: 'running', peak: null }, []).map(([, value]) => value)).toEqual(['–', '–', '–']);
  expect(usedFacts({ status: 'failed', peak: null }, []).map(([, value]) => value)).toEqual(['–', '–', '–']);
});
