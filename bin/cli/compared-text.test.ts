import { expect, test } from 'vitest';
import { comparedText } from '@/bin/cli/compared-text';
import { comparedExperiments, comparedExperimentsSchema } from '@/lib/schemas/api/compared-experiments';
import { sampleExperiment, sampleRun } from '@/lib/testing/sample-view';

const first = sampleExperiment({ runs: [sampleRun({ costUsd: 0.5 }), sampleRun({ key: 'oop', position: 1 })] });
const other = sampleRun({ key: 'tdd', id: 'run-tdd', metrics: [{ ...sampleRun().metrics[0]!, value: 20 }] });
const second = sampleExperiment({ id: 'experiment-2', name: 'again \u001b[31mred', runs: [other] });

function compared(a = first, b = second) {
  const result = comparedExperiments(a, b);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

test('two experiments of one contract are one scoreboard, in which the best of both is marked', () => {
  const value = compared();
  // Parsing drops what the schema does not name: equal means that nothing is undocumented.
  expect(comparedExperimentsSchema.parse(value)).toEqual(value);
  expect(value.experiments.map(({ passed, runs, isCostPartial }) => [passed, runs.length, isCostPartial])).toEqual([
    [2, 2, true],
    [1, 1, false],
  ]);
  const text = comparedText(value);
  expect(text).toMatch(/BASE +1A functional +1B oop +2A tdd/);
  expect(text).toMatch(/time +90 ms +40 ms \(−56 %\) +40 ms \(−56 %\) +20 ms \(−78 %\) \*/);
  expect(text).toMatch(/^1 {2}.*2 of 2 passed.*at least \$0\.50/);
  expect(text).toContain('\n2  again red (experiment-2)');
});

test('says where the base is that of the first alone', () => {
  const value = compared(first, { ...second, baseSha: 'e'.repeat(40) });
  expect(value.isSameBase).toBe(false);
  expect(comparedText(value)).toContain('different commits');
});

test('another contract, or the same experiment, is refused with what to do', () => {
  expect(comparedExperiments(first, { ...second, contractHash: 'f'.repeat(64) })).toMatchObject({
    ok: false,
    error: {
      type: 'other_contract',
      message: expect.stringMatching(/\.$/),
      remedy: expect.stringMatching(/^Run .*\.$/),
    },
  });
  expect(comparedExperiments(first, first)).toMatchObject({ ok: false, error: { type: 'same_experiment' } });
});
