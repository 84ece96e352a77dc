import { expect, it } from 'vitest';
import { sampleRun, sampleExperiment } from '@/lib/testing/sample-view';
import { dispatcherResult } from './dispatcher-result';

const FAILURE = { type: 'agent_error' as const, message: 'It gave up.', remedy: 'Try another agent.' };
const TRACES = {
  ofVariant: (variant: string) => `traces/${variant}.json`,
  index: 'traces/dispatch-20260102_030405.json',
};

const task = (taskId: string, variant: string, outputPath: string | null = null) => ({
  taskId,
  variant,
  kind: outputPath === null ? 'debug' : 'coder',
  outputPath,
});

it('names what was made, how long it took and where its trace is', () => {
  const view = sampleExperiment({
    runs: [sampleRun({ key: 'gen-effect', durationMs: 1234.4 })],
    createdAt: '2026-01-02T03:04:05.000Z',
    endedAt: '2026-01-02T03:04:07.500Z',
  });
  expect(dispatcherResult(view, [task('gen effect', 'gen-effect', 'node.py')], TRACES)).toEqual({
    status: 'success',
    results: [
      {
        task_id: 'gen effect',
        status: 'success',
        output: {
          generated_file: 'node.py',
          validation_passed: true,
          summary: 'Done.',
          ref: 'refs/bakeoff/experiment-1/gen-effect/run-gen-effect',
        },
        execution_time_ms: 1234,
        trace_file: 'traces/gen-effect.json',
      },
    ],
    summary: { total_tasks: 1, successful: 1, failed: 0, total_time_ms: 2500 },
    trace_index: 'traces/dispatch-20260102_030405.json',
  });
});

it('fails as a whole where one task failed, and says why of each', () => {
  const runs = [
    sampleRun({ key: 'a' }),
    sampleRun({ key: 'b', position: 1, status: 'failed', success: null, error: FAILURE }),
    sampleRun({ key: 'c', position: 2, status: 'failed', success: false, durationMs: null }),
  ];
  const result = dispatcherResult(
    sampleExperiment({ runs }),
    [task('a', 'a'), task('b', 'b'), task('c', 'c'), task('d', 'd')],
    { ofVariant: () => null, index: null },
  );
  expect(result.status).toBe('failure');
  expect(result.summary).toMatchObject({ total_tasks: 4, successful: 1, failed: 3 });
  expect(result.results.slice(1).map(({ status, error, execution_time_ms: ms }) => [status, error, ms])).toEqual([
    ['error', 'It gave up. Try another agent.', 1500],
    ['error', 'A gate did not pass.', 0],
    ['error', 'It was never started.', 0],
  ]);
});

it('counts the last run of a task that was tried again', () => {
  const runs = [
    sampleRun({ key: 'a', superseded: true, status: 'failed', error: FAILURE }),
    { ...sampleRun({ key: 'a' }), id: 'run-a-2' },
  ];
  expect(dispatcherResult(sampleExperiment({ runs }), [task('a', 'a')], TRACES).status).toBe('success');
});
