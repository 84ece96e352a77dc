import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '@/bin/cli/exit-code';
import { sampleExperiment, sampleRun } from '@/lib/testing/sample-view';

const system = { type: 'system' as const, message: 'The disk is full.', remedy: 'Make room.' };
const crashed = { type: 'agent_crashed' as const, message: 'It crashed.', remedy: 'Look at its output.' };

describe('the exit code', () => {
  test.each([
    ['something passed', [sampleRun(), sampleRun({ status: 'failed', success: false })], 0],
    ['nothing passed', [sampleRun({ status: 'failed', success: false })], 1],
    ['no gate judged and all ended well', [sampleRun({ success: null })], 0],
    [
      'no gate judged and one crashed',
      [sampleRun({ success: null }), sampleRun({ status: 'failed', success: null, error: crashed })],
      1,
    ],
    ['the machine failed every run', [sampleRun({ status: 'failed', success: null, error: system })], 3],
    ['there is no run', [], 1],
  ])('when %s', (...[, runs, expected]) => {
    expect(exitCodeOf(sampleExperiment({ runs }))).toBe(expected);
  });

  test('tells a failed system from an experiment in which nothing passed', () => {
    expect(exitCodeOf(sampleExperiment({ status: 'failed', error: system, runs: [] }))).toBe(3);
  });
});
