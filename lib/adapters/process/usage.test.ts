import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePsUsage, parseUsage, usageOf } from './usage';
import { parseStat } from './process-table';

describe('parseUsage', () => {
  it('adds own and waited-for time, and reads the resident pages', () => {
    const fields = [
      'S',
      ...Array.from({ length: 10 }, () => '0'),
      '10',
      '20',
      '3',
      '4',
      ...Array.from({ length: 6 }, () => '0'),
      '25',
    ];
    expect(parseUsage(`7 (a) b) ${fields.join(' ')} 0`)).toEqual({ cpuMs: 370, memoryBytes: 25 * 4096 });
  });
  it.each(['', '7 (x) S 1 2'])('gives nothing for %j', (stat) => expect(parseUsage(stat)).toBeNull());
});

it('reads what ps prints', () => {
  expect(parsePsUsage('  0:01.50  2048\n1-01:00:00 10\nnonsense\n')).toEqual([
    { cpuMs: 1500, memoryBytes: 2_097_152 },
    { cpuMs: 90_000_000, memoryBytes: 10_240 },
  ]);
});

it.runIf(process.platform === 'linux')('finds the memory of this very process', async () => {
  const row = parseStat(readFileSync('/proc/self/stat', 'utf8'));
  const usage = await usageOf(row ? [row] : []);
  expect(usage?.pids).toBe(1);
  expect(usage?.memoryBytes).toBeGreaterThan(10_000_000);
});
