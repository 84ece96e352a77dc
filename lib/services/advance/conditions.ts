import type { ExperimentSpec } from '@/lib/core/experiment';
import { evaluate } from '@/lib/core/expression';
import type { Failure } from '@/lib/core/failure';
import type { DiffStats } from '@/lib/core/repository';
import type { ScheduleInput } from '@/lib/core/schedule/types';
import type { ExperimentDetailRow } from '@/lib/db/experiments';
import { currentRuns, type ExperimentRun } from '@/lib/services/advance/plan';

/** Answers `when:` over what the runs before it came to. */
export function conditionsOf(row: ExperimentDetailRow, spec: ExperimentSpec): ScheduleInput['condition'] {
  const tasks = new Map<string, Record<string, unknown>>();
  const keys = new Map(row.variants.map((variant) => [variant.id, variant.key]));
  for (const run of currentRuns(row)) tasks.set(keys.get(run.variantId) ?? '', factsOf(row, run));
  return (key) => {
    const variant = spec.variants.find(({ id }) => id === key);
    if (!variant?.when) return { ok: true, value: true };
    const before = variant.dependsOn.flatMap((id) => {
      const facts = tasks.get(id);
      return facts ? [[id, facts] as const] : [];
    });
    const answer = evaluate(variant.when, { tasks: Object.fromEntries(before) });
    if (!answer.ok) return { ok: false, error: `Its condition can not be answered: ${answer.error}` };
    if (typeof answer.value === 'boolean') return { ok: true, value: answer.value };
    return { ok: false, error: `Its condition is neither true nor false, but ${JSON.stringify(answer.value)}.` };
  };
}

/** What a condition may ask of a run, as docs/strategies.md lists it. A value that nobody knows is missing. */
function factsOf(row: ExperimentDetailRow, run: ExperimentRun): Record<string, unknown> {
  const stats = run.diffStats as DiffStats | null;
  const metrics = row.metrics.filter((metric) => metric.runId === run.id && metric.value !== null);
  return {
    status: run.status,
    success: run.status === 'passed',
    output: run.summary ?? '',
    error: (run.error as Failure | null)?.message ?? '',
    ...(run.exitCode === null ? {} : { exitCode: run.exitCode }),
    ...(stats ? { filesChanged: stats.filesChanged, linesChanged: stats.linesAdded + stats.linesRemoved } : {}),
    ...(run.testsPassed === null ? {} : { testsPassed: run.testsPassed, testsFailed: run.testsFailed ?? 0 }),
    metrics: Object.fromEntries(metrics.map((metric) => [metric.name, metric.value])),
  };
}
