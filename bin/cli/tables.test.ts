import { expect, test } from 'vitest';
import { sampleExperiment, sampleRun } from '@/lib/testing/sample-view';
import { comparisonText, experimentText, table } from '@/bin/cli/tables';

test('aligns columns and leaves no blanks at the end of a line', () => {
  expect(table(['ID', 'NAME'], [['long-id', 'x'], ['a']])).toBe('ID       NAME\nlong-id  x\na');
});

test('shows an experiment with its winner, its errors and its verdict', () => {
  const failed = sampleRun({
    key: 'oop',
    position: 1,
    status: 'failed',
    success: false,
    error: { type: 'setup_failed', message: 'The \u001b[31mset-up failed.', remedy: 'Repair it.' },
  });
  const text = experimentText(sampleExperiment({ runs: [sampleRun(), failed] }));
  expect(text).toContain('★  A  functional');
  expect(text).toContain('B oop: The set-up failed\n  The set-up failed.\n');
  expect(text).toContain('\n    bakeoff retry run-oop');
  expect(text).toContain('functional changed the least.');
  expect(text).not.toContain('\u001b');
});

test('names the repeats of a variant apart', () => {
  const second = { ...sampleRun(), id: 'run-2', repeat: 1 };
  const view = sampleExperiment({ runs: [sampleRun(), second] });
  expect(experimentText(view)).toMatch(/A {2}functional +run-functional .*\n +A {2}functional #2 +run-2 /);
  expect(comparisonText(view)).toMatch(/A functional +A functional #2/);
});

test('says how to merge the winner, and how to take a merge back', () => {
  const winnerRunId = sampleRun().id;
  expect(experimentText(sampleExperiment({ winnerRunId, merges: [] }))).toContain(`\`bakeoff merge ${winnerRunId}\``);
  const merge = {
    id: 'merge-1',
    runId: winnerRunId,
    target: 'main',
    method: 'squash' as const,
    status: 'merged' as const,
    commitSha: 'c'.repeat(40),
    previousSha: 'd'.repeat(40),
    pushedTo: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    undoneAt: null,
  };
  const text = experimentText(sampleExperiment({ winnerRunId, merges: [merge] }));
  expect(text).toContain('Merged into main; `bakeoff undo merge-1` takes it back.');
  expect(text).not.toContain('bakeoff merge ');
});

test('compares base and runs row by row', () => {
  const other = sampleRun({ key: 'oop', position: 1, metrics: [{ ...sampleRun().metrics[0]!, value: 120 }] });
  const text = comparisonText(sampleExperiment({ runs: [sampleRun(), other] }));
  expect(text).toMatch(/BASE +A functional +B oop/);
  expect(text).toMatch(/time +90 ms +40 ms \(−56 %\) \* +120 ms \(\+33 %\)/);
});

test('shows what locked runs in, what they used, waited for and were refused', () => {
  const peak = { cpuMs: 2500, memoryBytes: 3_000_000, pids: 7, diskBytes: 1, sentBytes: 0, receivedBytes: 0 };
  const runs = [
    sampleRun({ peak, blocked: [{ host: 'packages.example', port: 443 }] }),
    sampleRun({ key: 'oop', position: 1, status: 'queued', queuePosition: 2, waitsFor: 'Waits for memory.' }),
    sampleRun({ key: 'tdd', position: 2, status: 'running', paused: true }),
  ];
  const sample = sampleExperiment({ runs });
  const view = {
    ...sample,
    spec: { ...sample.spec, sandbox: { ...sample.spec.sandbox, provider: 'docker' as const } },
  };
  const text = experimentText(view);
  expect(text).toMatch(/CPU TIME +PEAK MEMORY\n.* 2\.5 s +3\.0 MB\n/);
  expect(text).toContain('locked in with docker');
  expect(text).toContain('A functional: wanted packages.example:443; the network policy refused it');
  expect(text).toContain('B oop: number 2 in line. Waits for memory.');
  expect(text).toContain('running, paused');
  expect(experimentText(sampleExperiment())).not.toContain('PEAK');
});

test('calls runs without isolation that', () => {
  const sample = sampleExperiment();
  const spec = { ...sample.spec, sandbox: { ...sample.spec.sandbox, provider: 'process' as const } };
  expect(experimentText({ ...sample, spec })).toContain('NOT ISOLATED: agents run as you');
});
