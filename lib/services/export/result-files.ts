/** The JSON files of an export. Pure. */
import type { MetricView, RunView } from '@/lib/schemas/view';
import { experimentResult, runResult } from '@/lib/schemas/result';
import type { ExportFacts } from '@/lib/services/export/export-facts';

const MS = 1000;

/** A run in the names that scripts for Obox know; null is unknown. */
export function variantResult(run: RunView, base: MetricView[]) {
  const result = runResult(run, base);
  const { diffStats } = result;
  return {
    agent_id: run.variant.key,
    sandbox_id: run.id,
    success: run.success,
    exit_code: run.exitCode,
    stdout: run.stdoutTail ?? null,
    stderr: run.stderrTail ?? null,
    duration: run.durationMs === null ? null : run.durationMs / MS,
    tests_passed: result.testsPassed,
    test_output: result.testOutput,
    test_duration: run.testDurationMs === null ? null : run.testDurationMs / MS,
    diff_stats: diffStats && {
      files_changed: diffStats.filesChanged,
      lines_added: diffStats.linesAdded,
      lines_removed: diffStats.linesRemoved,
      lines_changed: diffStats.linesChanged,
    },
    metrics: Object.fromEntries(
      Object.entries(result.metrics).map(([name, { base: before, value, unit, better }]) => [
        name,
        { before, after: value, unit, better },
      ]),
    ),
    summary: run.summary,
    agent: run.variant.agent,
    model: run.variant.model,
    approach: run.variant.approach,
    status: run.status,
    error: run.error,
  };
}

/** `a.json`, and `a@2.json` for its second repeat. */
export function variantFile(run: RunView): string {
  return `${run.variant.key}${run.repeat > 0 ? `@${run.repeat + 1}` : ''}.json`;
}

/** The object of `run --json`, with what it was asked and how it was decided. */
export function experimentFile({ view, at }: ExportFacts) {
  return {
    ...experimentResult(view),
    name: view.name,
    task: view.task,
    project: view.project.name,
    baseRef: view.baseRef,
    baseSha: view.baseSha,
    contractHash: view.contractHash,
    createdAt: view.createdAt,
    startedAt: view.startedAt,
    endedAt: view.endedAt,
    exportedAt: at.toISOString(),
    base: view.base,
    stages: view.stages,
    spec: view.spec,
    decisions: view.decisions,
    merges: view.merges,
  };
}
