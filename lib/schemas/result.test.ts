import { describe, expect, test } from 'vitest';
import { experimentResult, isSettled } from '@/lib/schemas/result';
import { sampleExperiment, sampleRun } from '@/lib/testing/sample-view';

describe('the result of an experiment', () => {
  test('has the keys that scripts rely on', () => {
    const result = experimentResult(sampleExperiment());
    expect(Object.keys(result)).toEqual(
      'experimentId status winner verdict aggregate metadata runs error provider'.split(' '),
    );
    expect(result.winner).toEqual({ variant: 'functional', runId: 'run-functional' });
    expect(result.metadata).toEqual({ ticket: 'RL-7' });
    expect(Object.keys(result.runs[0]!).join(' ')).toBe(
      'variant agentId runId sandboxId stage status success exitCode durationMs stdout stderr testsPassed testOutput ' +
        'testDurationMs tests diffStats metrics tokens costUsd summary ref timestamps error peak blocked paused',
    );
    expect(result.runs[0]).toMatchObject({
      testsPassed: true,
      testOutput: 'ok 5',
      diffStats: { filesChanged: 2, linesAdded: 10, linesRemoved: 3, linesChanged: 13 },
      metrics: { time: { base: 90, value: 40, unit: 'ms', better: 'lower' } },
    });
    expect(Object.keys(result.runs[0]!.timestamps)).toEqual(
      'queued agentStarted agentEnded gatesEnded stopped'.split(' '),
    );
  });

  test('leaves unknown what nothing measured', () => {
    const run = sampleRun({ gates: [], tests: null, metrics: [], diffStats: null, success: null });
    const result = experimentResult(sampleExperiment({ runs: [run], winnerRunId: null }));
    expect(result.winner).toBeNull();
    expect(result.runs[0]).toMatchObject({ testsPassed: null, testOutput: null, diffStats: null, metrics: {} });
  });

  test('leaves out runs that a retry replaced', () => {
    const runs = [sampleRun({ id: 'new' }), sampleRun({ id: 'old', superseded: true })];
    expect(experimentResult(sampleExperiment({ runs })).runs.map((run) => run.runId)).toEqual(['new']);
  });
});

test('waits for runs of an experiment that asks a person only while they go on', () => {
  const status = 'needs_person';
  expect(isSettled(sampleExperiment({ status, runs: [sampleRun({ status: 'running' })] }))).toBe(false);
  expect(isSettled(sampleExperiment({ status, runs: [sampleRun()] }))).toBe(true);
  expect(isSettled(sampleExperiment({ status: 'running' }))).toBe(false);
});

test('an experiment is not settled while its own command makes something of the results', () => {
  const ended = sampleExperiment({ status: 'done' });
  const spec = { ...ended.spec, aggregate: { run: 'node sum.mjs', timeoutMs: 1000 } };
  expect(isSettled({ ...ended, spec })).toBe(false);
  expect(isSettled({ ...ended, spec, aggregate: { output: 'Sum.', exitCode: 0 } })).toBe(true);
  expect(isSettled({ ...ended, spec, status: 'cancelled' })).toBe(true);
});
