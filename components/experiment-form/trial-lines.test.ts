import { describe, expect, it } from 'vitest';
import type { GateView, MetricView, TrialView } from '@/lib/schemas/view';
import { trialLines } from './trial-lines';

const gate: GateView = { name: 'tests', status: 'passed', exitCode: 0, durationMs: 5, output: '', tests: null };
const metric: MetricView = {
  name: 'p95',
  value: 4,
  unit: 'ms',
  better: 'lower',
  evidence: 'measured',
  error: null,
  output: '',
};
const trial: TrialView = { id: 't', status: 'done', error: null, setup: null, gates: [], metrics: [] };

describe('trialLines', () => {
  it('calls a gate that fails on the base worth a look, not wrong', () => {
    const [line] = trialLines({
      ...trial,
      gates: [{ ...gate, status: 'failed', exitCode: 1, tests: { passed: 3, failed: 1, skipped: 2 } }],
    });
    expect(line).toMatchObject({
      tone: 'warn',
      word: 'Fails on the base: 3 passed, 1 failed, 2 skipped',
      error: 'The command ended with exit code 1.',
    });
  });

  it('calls a command that is not there wrong', () => {
    const [line] = trialLines({ ...trial, gates: [{ ...gate, status: 'failed', exitCode: 127 }] });
    expect(line).toMatchObject({
      tone: 'bad',
      word: 'Can not run',
      error: 'The command was not found (exit code 127).',
    });
  });

  it('never shows an unknown number as good', () => {
    const [line] = trialLines({
      ...trial,
      metrics: [{ ...metric, value: null, evidence: 'unknown', error: 'No JSON.' }],
    });
    expect(line).toMatchObject({ tone: 'bad', word: 'No number', error: 'No JSON.' });
  });

  it('begins with the set-up, then gates, then metrics', () => {
    const lines = trialLines({
      ...trial,
      setup: { exitCode: 1, output: 'npm ERR', durationMs: 10 },
      gates: [gate],
      metrics: [metric],
    });
    expect(lines.map((line) => [line.kind, line.tone])).toEqual([
      ['set-up', 'bad'],
      ['gate', 'ok'],
      ['metric', 'ok'],
    ]);
  });
});
