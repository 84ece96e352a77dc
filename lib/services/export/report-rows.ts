/** What the summary and the report both tell of an experiment, as rows of text. Pure. */
import { formatCost, formatDuration } from '@/lib/core/display';
import { assertNever } from '@/lib/core/assert-never';
import { buildScoreboard, type ScoreRow } from '@/lib/core/scoreboard';
import { sumTests } from '@/lib/core/sum-tests';
import type { RunView } from '@/lib/schemas/view';
import type { ExportFacts } from '@/lib/services/export/export-facts';

export function scoreRows({ view, runs }: ExportFacts): ScoreRow[] {
  return buildScoreboard({
    base: { gates: view.base.gates, metrics: view.base.metrics, tests: sumTests(view.base.gates) },
    runs,
    gates: view.spec.contract.gates.map((gate) => gate.name),
    metrics: view.spec.contract.metrics.map((metric) => metric.name),
  });
}

export function runName(run: RunView): string {
  return `${run.variant.key}${run.repeat > 0 ? ` #${run.repeat + 1}` : ''}`;
}

export function statusWord(run: Pick<RunView, 'status' | 'success'>): string {
  switch (run.status) {
    case 'passed':
      return run.success === null ? 'ended, not judged' : 'passed';
    case 'timed_out':
      return 'timed out';
    case 'queued':
    case 'preparing':
    case 'running':
    case 'judging':
    case 'failed':
    case 'cancelled':
    case 'lost':
    case 'skipped':
      return run.status;
    default:
      return assertNever(run.status);
  }
}

/** Name and value of what is known of an experiment as a whole. */
export function headFacts({ view, runs, at }: ExportFacts): [string, string][] {
  const costs = runs.flatMap((run) => (run.costUsd === null ? [] : [run.costUsd]));
  const total = costs.length > 0 ? formatCost(costs.reduce((sum, cost) => sum + cost, 0)) : 'not reported';
  const unknown =
    costs.length > 0 && costs.length < runs.length ? `, ${runs.length - costs.length} of them unknown` : '';
  const took =
    view.startedAt && view.endedAt ? formatDuration(Date.parse(view.endedAt) - Date.parse(view.startedAt)) : null;
  return [
    ['Project', view.project.name],
    ['Base', `${view.baseRef ? `${view.baseRef} at ` : ''}${view.baseSha.slice(0, 12)}`],
    ['Strategy', view.spec.strategy.type],
    ['Runs', String(runs.length)],
    ['Sandbox', view.spec.sandbox.provider],
    ['Started', minutes(view.startedAt ?? view.createdAt)],
    ...(took ? ([['Took', took]] satisfies [string, string][]) : []),
    ['Cost', `${total}${unknown}`],
    ['Contract', view.contractHash.slice(0, 12)],
    ['Exported', minutes(at.toISOString())],
  ];
}

/** `2026-01-02 03:04 UTC` */
export function minutes(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

export function verdictLine({ view }: ExportFacts): string {
  if (view.verdict) return view.verdict;
  return view.endedAt === null ? 'The experiment is not over yet.' : 'No run was selected.';
}
