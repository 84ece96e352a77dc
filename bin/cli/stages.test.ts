import { describe, expect, it } from 'vitest';
import { progressLines } from '@/bin/cli/progress';
import { stillText } from '@/bin/cli/stages';
import { comparisonText, experimentText } from '@/bin/cli/tables';
import type { ExperimentView, RunView, StageView } from '@/lib/schemas/view';
import { sampleExperiment, sampleRun } from '@/lib/testing/sample-view';

const NOW = new Date('2026-01-02T03:04:05.000Z');

function stageRun(key: string, position: number, stage: string): RunView {
  const run = sampleRun({ key, position });
  return { ...run, variant: { ...run.variant, stage } };
}

function twoStages(change: Partial<StageView> = {}): ExperimentView {
  const runs = [stageRun('quick', 0, 'main'), stageRun('slow', 1, 'polish')];
  const view = sampleExperiment({ runs, verdict: null, winnerRunId: null });
  const [main] = view.stages as [StageView];
  const polish: StageView = {
    ...main,
    name: 'polish',
    position: 1,
    from: { stage: 'main', take: 'winner' },
    winnerRunId: null,
  };
  return { ...view, stages: [{ ...main, verdict: 'A (quick) wins: least changes.', ...change }, polish] };
}

describe('an experiment with stages', () => {
  it('says of each stage what it starts from, how it stands and why', () => {
    const text = experimentText(twoStages());
    expect(text).toMatch(/main +base +parallel +decided +A \(quick\) wins: least changes\./);
    expect(text).toMatch(/polish +main\.winner +parallel +decided/);
    expect(text).toMatch(/★ {2}A {2}quick +main +run-quick/);
    expect(text).toMatch(/\n {3}B {2}slow +polish +run-slow/);
  });

  it('says what a person has to do and what hangs on it', () => {
    const waiting = twoStages({ status: 'needs_person', winnerRunId: null, verdict: null });
    expect(experimentText(waiting)).toMatch(/main .*needs you +Pick its winner in the page; polish waits for it\./);
    expect(progressLines(twoStages({ status: 'open', verdict: null }), waiting)).toEqual([
      '  stage main: needs you. Pick its winner in the page; polish waits for it.',
    ]);
    expect(progressLines(waiting, waiting)).toEqual([]);
  });

  it('compares each stage by itself, with the base only where it starts from it', () => {
    const text = comparisonText(twoStages());
    const [main = '', polish = ''] = text.split('\n\n');
    expect(main).toMatch(/^Stage main\nA \(quick\) wins: least changes\.\n/);
    expect(main).toMatch(/BASE +A quick\n/);
    expect(polish).toMatch(/^Stage polish\n/);
    expect(polish).toMatch(/BASE +B slow\n/);
    expect(polish).not.toContain('quick');
  });
});

it('compares reports with each other, and not with runs that change something', () => {
  const report = sampleRun({ key: 'why', position: 1 });
  const told = { ...report, variant: { ...report.variant, reportOnly: true } };
  expect(comparisonText(sampleExperiment({ runs: [sampleRun(), told] }))).not.toContain('why');
  expect(comparisonText(sampleExperiment({ runs: [told] }))).toContain('B why');
});

it('says nothing of stages where there is only one', () => {
  expect(experimentText(sampleExperiment())).not.toContain('STAGE');
  expect(comparisonText(sampleExperiment())).not.toContain('Stage ');
});

it('says because of whom a run was skipped or stopped', () => {
  const skipped = sampleRun({ status: 'skipped', stopReason: 'A (api) did not pass, and this depends on it.' });
  expect(stillText(skipped, NOW)).toBe('skipped. A (api) did not pass, and this depends on it.');
  expect(stillText(sampleRun({ status: 'cancelled', stopReason: 'B (x) passed first.' }), NOW)).toBe(
    'cancelled. B (x) passed first.',
  );
  expect(stillText(sampleRun(), NOW)).toBeNull();
  expect(
    progressLines(sampleExperiment({ runs: [sampleRun({ status: 'queued' })] }), sampleExperiment({ runs: [skipped] })),
  ).toEqual([expect.stringContaining('A (api) did not pass, and this depends on it.')]);
});

it('says how long a run waits before its next try, until that is over', () => {
  const waitsFor = 'Waits before it is tried again (try 2 of 3).';
  const retry = sampleRun({ status: 'queued', waitsFor, notBefore: '2026-01-02T03:04:15.000Z' });
  expect(stillText(retry, NOW)).toBe(`${waitsFor} Starts in 10 s.`);
  expect(stillText(retry, new Date('2026-01-02T03:05:00.000Z'))).toBe(waitsFor);
});
