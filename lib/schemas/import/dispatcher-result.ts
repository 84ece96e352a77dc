/** The result of an experiment as the parallel dispatcher prints it. Pure. */
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { currentRuns } from '@/lib/schemas/result';
import type { ImportedTask } from './types';

type TaskResult = {
  task_id: string;
  status: 'success' | 'error';
  output?: Record<string, unknown>;
  error?: string;
  execution_time_ms: number;
  trace_file: string | null;
};

export type DispatcherResult = {
  status: 'success' | 'failure';
  results: TaskResult[];
  summary: { total_tasks: number; successful: number; failed: number; total_time_ms: number };
  trace_index: string | null;
};

export type TraceFiles = {
  /** Null: there is none. */
  ofVariant: (variant: string) => string | null;
  index: string | null;
};

export function dispatcherResult(
  view: ExperimentView,
  tasks: readonly ImportedTask[],
  traces: TraceFiles,
): DispatcherResult {
  const runs = new Map(currentRuns(view).map((run) => [run.variant.key, run]));
  const results = tasks.map((task) => taskResult(task, runs.get(task.variant), traces));
  const successful = results.filter(({ status }) => status === 'success').length;
  const end = view.endedAt === null ? null : Date.parse(view.endedAt);
  return {
    status: successful === results.length ? 'success' : 'failure',
    results,
    summary: {
      total_tasks: results.length,
      successful,
      failed: results.length - successful,
      total_time_ms: end === null ? 0 : Math.max(0, end - Date.parse(view.createdAt)),
    },
    trace_index: traces.index,
  };
}

function taskResult(task: ImportedTask, run: RunView | undefined, traces: TraceFiles): TaskResult {
  const shared = { execution_time_ms: Math.round(run?.durationMs ?? 0), trace_file: traces.ofVariant(task.variant) };
  if (run?.status === 'passed')
    return { task_id: task.taskId, status: 'success', output: outputOf(task, run), ...shared };
  return { task_id: task.taskId, status: 'error', error: errorOf(run), ...shared };
}

function outputOf(task: ImportedTask, run: RunView): Record<string, unknown> {
  return {
    ...(task.outputPath === null ? {} : { generated_file: task.outputPath, validation_passed: run.success }),
    summary: run.summary ?? '',
    ref: run.ref,
  };
}

function errorOf(run: RunView | undefined): string {
  if (!run) return 'It was never started.';
  if (run.error) return `${run.error.message} ${run.error.remedy}`.trim();
  return run.status === 'failed' ? 'A gate did not pass.' : `It ended as ${run.status}.`;
}
