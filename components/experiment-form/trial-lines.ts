/** A trial as lines to show: set-up, gates, metrics. Pure. */
import type { GateView, MetricView, TestCounts, TrialView } from '@/lib/schemas/view';

export type TrialLine = {
  kind: 'set-up' | 'gate' | 'metric';
  name: string;
  tone: 'ok' | 'bad' | 'warn' | 'plain';
  word: string;
  value: number | null;
  unit: string;
  durationMs: number | null;
  error: string | null;
  output: string;
};

/** A gate that fails on the base is often what the task is about, so it is worth a look but not wrong. */
const GATE_WORDS: Record<GateView['status'], { word: string; tone: TrialLine['tone'] }> = {
  passed: { word: 'Holds', tone: 'ok' },
  failed: { word: 'Fails on the base', tone: 'warn' },
  error: { word: 'Can not run', tone: 'bad' },
  timed_out: { word: 'Timed out', tone: 'bad' },
};

/** What a shell answers for a command that is not there or must not be run. */
const NOT_RUNNABLE = new Set([126, 127]);

export function trialLines(trial: TrialView): TrialLine[] {
  return [...setupLines(trial), ...trial.gates.map(gateLine), ...trial.metrics.map(metricLine)];
}

function setupLines({ setup }: TrialView): TrialLine[] {
  if (!setup) return [];
  const isGood = setup.exitCode === 0;
  return [
    {
      kind: 'set-up',
      name: 'Set-up',
      tone: isGood ? 'ok' : 'bad',
      word: isGood ? 'Done' : 'Failed',
      value: null,
      unit: '',
      durationMs: setup.durationMs,
      error: isGood ? null : exitSentence(setup.exitCode),
      output: setup.output,
    },
  ];
}

function gateLine(gate: GateView): TrialLine {
  const isMissing = gate.status === 'failed' && gate.exitCode !== null && NOT_RUNNABLE.has(gate.exitCode);
  const { word, tone } = GATE_WORDS[isMissing ? 'error' : gate.status];
  return {
    kind: 'gate',
    name: gate.name,
    tone,
    word: gate.tests ? `${word}: ${testWords(gate.tests)}` : word,
    value: null,
    unit: '',
    durationMs: gate.durationMs,
    error: gate.status === 'passed' ? null : exitSentence(gate.exitCode),
    output: gate.output,
  };
}

function metricLine(metric: MetricView): TrialLine {
  const isRead = metric.value !== null;
  return {
    kind: 'metric',
    name: metric.name,
    tone: isRead ? 'ok' : 'bad',
    word: isRead ? 'Measured' : 'No number',
    value: metric.value,
    unit: metric.unit,
    durationMs: null,
    error: metric.error,
    output: metric.output,
  };
}

function exitSentence(exitCode: number | null): string {
  if (exitCode === null) return 'The command did not end by itself.';
  return exitCode === 127
    ? 'The command was not found (exit code 127).'
    : `The command ended with exit code ${exitCode}.`;
}

function testWords(tests: TestCounts): string {
  const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : '';
  return `${tests.passed} passed, ${tests.failed} failed${skipped}`;
}
