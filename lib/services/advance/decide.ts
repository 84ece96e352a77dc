/** The winner of a stage, and the end of an experiment. */
import { completeSpec } from '@/lib/core/complete-spec';
import type { ExperimentSpec } from '@/lib/core/experiment';
import type { StageSpec } from '@/lib/core/plan-types';
import type { DiffStats } from '@/lib/core/repository';
import { select, type Candidate, type SelectionResult } from '@/lib/core/select';
import type { Tx } from '@/lib/db/client';
import { recordDecision } from '@/lib/db/decisions';
import { decideStage, updateExperiment, type ExperimentDetailRow } from '@/lib/db/experiments';
import { labelOf, runsOfStage, type ExperimentRun } from '@/lib/services/advance/plan';
import { combinationOf } from '@/lib/services/advance/combination';
import { queueAfter } from '@/lib/services/after';
import type { Deps } from '@/lib/services/ports';

type Deciding = { row: ExperimentDetailRow; spec: ExperimentSpec; name: string };

export type StageChoice = {
  winnerRunId: string | null;
  verdict: string;
  /** A person has to choose first. */
  waits: boolean;
};

/** Selects the winner of a stage whose runs are over, and writes it down unless a person has to. */
export async function decide(tx: Tx, deps: Pick<Deps, 'clock'>, deciding: Deciding): Promise<StageChoice> {
  const { row, spec, name } = deciding;
  const stage = spec.stages.find((each) => each.name === name);
  if (!stage) throw new Error(`The experiment has no stage ${name}.`);
  const runs = runsOfStage(row, name);
  const person = choiceThatStands(deciding, runs);
  const result = person ? null : resultOf(deciding, stage, runs);
  const waits =
    !person && !stage.combine && stage.select.by === 'person' && runs.some((run) => run.status === 'passed');
  const choice = person ?? { winnerRunId: result?.winnerId ?? null, verdict: result?.verdict ?? '' };
  if (waits) return { ...choice, waits };
  if (result && !wasDecided(row, result)) {
    await recordDecision(tx, {
      experimentId: row.id,
      runId: result.winnerId,
      by: 'rule',
      rule: stage.combine ? 'combination' : stage.select.by,
      reason: result.verdict,
      ranking: result.ranking,
    });
  }
  await decideStage(tx, { experimentId: row.id, name, ...choice, at: deps.clock.now() });
  return { ...choice, waits };
}

/** The same answer once more (after a restart) is no new decision. */
function wasDecided(row: ExperimentDetailRow, result: SelectionResult): boolean {
  const last = row.decisions[0];
  return last?.by === 'rule' && last.runId === result.winnerId && last.reason === result.verdict;
}

function resultOf({ row, spec }: Deciding, stage: StageSpec, runs: ExperimentRun[]): SelectionResult {
  const variants = new Map(spec.variants.map((variant) => [variant.id, variant]));
  const keys = new Map(row.variants.map((variant) => [variant.id, variant.key]));
  const variantOf = (run: ExperimentRun) => variants.get(keys.get(run.variantId) ?? '');
  if (runs.length > 0 && runs.every((run) => run.status === 'skipped')) {
    return { winnerId: null, verdict: runs[0]?.cancelReason ?? 'It was skipped.', ranking: [] };
  }
  const changing = runs.filter((run) => variantOf(run)?.kind === 'agent' && !variantOf(run)?.reportOnly);
  if (stage.combine) {
    const combined = runs.find((run) => variantOf(run)?.kind === 'combine');
    return combinationOf({ combined: combined ?? null, changing, label: (run) => labelOf(row, run) });
  }
  if (changing.length === 0) {
    const passed = runs.filter((run) => run.status === 'passed').length;
    const verdict = `${passed} of ${runs.length} ${runs.length === 1 ? 'report is' : 'reports are'} in. Reports change nothing, so that there is no winner.`;
    return { winnerId: null, verdict, ranking: [] };
  }
  return select({
    select: stage.select,
    candidates: candidatesOf(row, changing),
    base: baseNumbers(row),
    metrics: stage.contract.metrics,
  });
}

/** What a person chose outlives a retry of another run; it falls when that run itself was replaced. */
function choiceThatStands({ row }: Deciding, runs: ExperimentRun[]): { winnerRunId: string; verdict: string } | null {
  const variants = new Set(runs.map((run) => run.variantId));
  const ofStage = new Set(row.runs.filter((run) => variants.has(run.variantId)).map((run) => run.id));
  const last = row.decisions.find((decision) => decision.runId !== null && ofStage.has(decision.runId));
  const run = last?.by === 'person' ? runs.find((each) => each.id === last.runId) : undefined;
  if (!last || !run) return null;
  return { winnerRunId: run.id, verdict: personVerdict(labelOf(row, run), last.reason) };
}

export function personVerdict(label: string, reason: string): string {
  return `${label} was chosen by a person${reason ? `: ${reason}` : '.'}`;
}

/** The experiment's own winner and verdict: those of its last stage. */
export async function finish(
  tx: Tx,
  deps: Pick<Deps, 'clock' | 'queue'>,
  input: { row: ExperimentDetailRow; status: 'done' | 'cancelled' | 'needs_person'; choices: Map<string, StageChoice> },
): Promise<void> {
  const { row, status, choices } = input;
  const last = row.stages.at(-1);
  const known = last && (choices.get(last.name) ?? { winnerRunId: last.winnerRunId, verdict: last.verdict ?? '' });
  const waiting = row.stages.find((stage) => choices.get(stage.name)?.waits);
  const verdict = waiting ? choices.get(waiting.name)?.verdict : known?.verdict;
  const shown = waiting ?? last;
  const prefix = row.stages.length > 1 && shown ? `Stage ${shown.name}: ` : '';
  await updateExperiment(tx, row.id, {
    winnerRunId: known?.winnerRunId ?? null,
    verdict: verdict ? `${prefix}${verdict}` : null,
    status,
    endedAt: status === 'needs_person' ? null : deps.clock.now(),
  });
  if (status !== 'needs_person') await queueAfter(tx, deps, { ...row, aggregate: completeSpec(row.spec).aggregate });
}

function candidatesOf(row: ExperimentDetailRow, runs: ExperimentRun[]): Candidate[] {
  return runs
    .filter((run) => run.status !== 'skipped')
    .map((run) => {
      const stats = run.diffStats as DiffStats | null;
      const metrics = row.metrics.filter((metric) => metric.runId === run.id);
      return {
        id: run.id,
        label: labelOf(row, run),
        success: run.status === 'passed' ? run.success : false,
        durationMs:
          run.agentStartedAt && run.agentEndedAt
            ? run.agentEndedAt.getTime() - run.agentStartedAt.getTime() - run.pausedMs
            : null,
        endedAt: run.gatesEndedAt?.getTime() ?? null,
        testsPassed: run.testsPassed,
        linesChanged: stats ? stats.linesAdded + stats.linesRemoved : null,
        costUsd: run.costUsd,
        metrics: Object.fromEntries(metrics.map((metric) => [metric.name, metric.value])),
      };
    });
}

function baseNumbers(row: ExperimentDetailRow): { testsPassed: number | null; metrics: Record<string, number | null> } {
  const counts = row.gates.filter((gate) => gate.runId === null && gate.tests !== null);
  const passed = counts.map((gate) => (gate.tests as { passed: number }).passed);
  const metrics = row.metrics.filter((metric) => metric.runId === null);
  return {
    testsPassed: passed.length === 0 ? null : passed.reduce((sum, count) => sum + count, 0),
    metrics: Object.fromEntries(metrics.map((metric) => [metric.name, metric.value])),
  };
}
