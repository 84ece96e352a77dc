import { expect, test } from 'vitest';
import { progressLines } from '@/bin/cli/progress';
import { sampleExperiment, sampleRun } from '@/lib/testing/sample-view';

const queued = sampleRun({ status: 'queued', success: null, diffStats: null, tests: null, durationMs: null });
const open = { verdict: null, winnerRunId: null, status: 'running' as const };

test('begins with the experiment and says nothing of runs that wait', () => {
  expect(progressLines(null, sampleExperiment({ ...open, runs: [queued] }))).toEqual([
    'Experiment experiment-1: Sample, 1 run on main (aaaaaaaaaa).',
  ]);
});

test('says each change of state, of the diff, and the verdict, once', () => {
  const before = sampleExperiment({ ...open, runs: [queued] });
  const running = sampleExperiment({ ...open, runs: [{ ...queued, status: 'running' }] });
  expect(progressLines(before, running)).toEqual(['  A functional: running']);
  const changed = sampleExperiment({
    ...open,
    runs: [{ ...queued, status: 'running', diffStats: { filesChanged: 1, linesAdded: 4, linesRemoved: 0 } }],
  });
  expect(progressLines(running, changed)).toEqual(['  A functional: +4 −0 in 1 file']);
  expect(progressLines(changed, changed)).toEqual([]);
  expect(progressLines(changed, sampleExperiment())).toEqual([
    '  A functional: passed · 5 tests passed, 0 failed · +10 −3 in 2 files · 1.5 s',
    'functional changed the least.',
  ]);
});

test('says once when a run stands still, goes on and is refused an address', () => {
  const running = { ...queued, status: 'running' as const };
  const view = (change: Partial<typeof running>) => sampleExperiment({ ...open, runs: [{ ...running, ...change }] });
  const blocked = [{ host: 'packages.example', port: 443 }];
  expect(progressLines(view({}), view({ paused: true, blocked }))).toEqual([
    '  A functional: paused',
    '  A functional: wanted packages.example:443; the network policy refused it',
  ]);
  expect(progressLines(view({ paused: true, blocked }), view({ blocked }))).toEqual(['  A functional: goes on']);
});

test('says why a run failed and what it asks for', () => {
  const error = { type: 'agent_missing' as const, message: 'claude is\nnot installed.', remedy: 'Install it.' };
  const request = { type: 'permission' as const, id: 'p', title: 'rm -rf x', kind: 'execute' as const };
  const before = sampleExperiment({ ...open, runs: [{ ...queued, status: 'running' }] });
  const asks = { ...queued, status: 'running' as const, permissions: [{ ...request, input: null, options: [] }] };
  expect(progressLines(before, sampleExperiment({ ...open, runs: [asks] }))).toEqual([
    '  A functional: asks for permission: rm -rf x. Answer in the page.',
  ]);
  const failed = sampleExperiment({ ...open, runs: [{ ...queued, status: 'failed', error }] });
  expect(progressLines(before, failed)).toEqual(['  A functional: failed · claude is not installed.']);
});
