/** The comparison of an experiment as data: base first, then the runs. Pure. */
import { z } from 'zod';
import { EXPERIMENT_STATUSES, RUN_STATUSES } from '@/lib/core/run-status';
import { buildScoreboard, type ScoreRow } from '@/lib/core/scoreboard';
import { currentRuns } from '@/lib/schemas/result';
import type { ExperimentView, RunView, StageView } from '@/lib/schemas/view';

const cellSchema = z.object({
  text: z.string(),
  value: z.number().nullable(),
  state: z.enum(['good', 'bad', 'plain', 'unknown', 'none']).describe('Unknown is never good.'),
  delta: z.object({ text: z.string(), direction: z.enum(['better', 'worse', 'same']) }).nullable(),
  best: z.boolean().describe('No other run that passed is better.'),
  tied: z.boolean(),
  note: z.string().nullable(),
});

export const rowSchema = z.object({
  key: z.string(),
  group: z.enum(['gate', 'tests', 'metric', 'effort']),
  label: z.string(),
  better: z.enum(['lower', 'higher']).nullable(),
  base: cellSchema,
  cells: z.array(cellSchema).describe('One for each run, in their order.'),
  differs: z.boolean(),
}) satisfies z.ZodType<ScoreRow>;

export const winnerSchema = z.object({ variant: z.string(), runId: z.string() }).nullable();

export const comparedRunSchema = z.object({
  runId: z.string(),
  variant: z.string(),
  letter: z.string(),
  repeat: z.number(),
  agentId: z.string(),
  status: z.enum(RUN_STATUSES),
  success: z.boolean().nullable(),
});

const stageSchema = z.object({
  name: z.string().describe('`main` where the file has no stages.'),
  winner: winnerSchema,
  verdict: z.string().nullable().describe('The sentence that explains the choice.'),
  runs: z.array(comparedRunSchema),
  rows: z.array(rowSchema),
});

export const comparisonSchema = z
  .object({
    experimentId: z.string(),
    status: z.enum(EXPERIMENT_STATUSES),
    winner: winnerSchema,
    verdict: z.string().nullable().describe('The sentence that explains the choice.'),
    stages: z.array(stageSchema).describe('Runs are compared with those of their own stage, under its own contract.'),
  })
  .meta({ id: 'Comparison' });
export type Comparison = z.infer<typeof comparisonSchema>;

export type StageComparison = { stage: StageView; runs: RunView[]; rows: ScoreRow[] };

export function compareStages(view: ExperimentView): StageComparison[] {
  const current = currentRuns(view);
  return view.stages.map((stage) => {
    const runs = comparable(current.filter(({ variant }) => variant.stage === stage.name));
    const { contract } = view.spec.stages.find(({ name }) => name === stage.name) ?? view.spec;
    // What the base of the experiment measured, where the stage starts from it.
    const { gates, metrics } = stage.from === null ? view.base : { gates: [], metrics: [] };
    const rows = buildScoreboard({
      base: { gates, metrics, tests: null },
      runs,
      gates: contract.gates.map((gate) => gate.name),
      metrics: contract.metrics.map((metric) => metric.name),
    });
    return { stage, runs, rows };
  });
}

/** Beside runs that change something, a report would be the best for having changed nothing. */
function comparable(runs: RunView[]): RunView[] {
  const changing = runs.filter(({ variant }) => !variant.reportOnly);
  return changing.length > 0 ? changing : runs;
}

export function comparisonObject(view: ExperimentView): Comparison {
  return {
    experimentId: view.id,
    status: view.status,
    winner: winnerOf(view, view.winnerRunId),
    verdict: view.verdict,
    stages: compareStages(view).map(({ stage, runs, rows }) => ({
      name: stage.name,
      winner: winnerOf(view, stage.winnerRunId),
      verdict: stage.verdict,
      runs: runs.map(comparedRun),
      rows,
    })),
  };
}

export function comparedRun(run: RunView): z.infer<typeof comparedRunSchema> {
  return {
    runId: run.id,
    variant: run.variant.key,
    letter: run.variant.letter,
    repeat: run.repeat,
    agentId: run.variant.agent,
    status: run.status,
    success: run.success,
  };
}

export function winnerOf(view: ExperimentView, runId: string | null): Comparison['winner'] {
  const winner = runId === null ? undefined : view.runs.find((run) => run.id === runId);
  return winner ? { variant: winner.variant.key, runId: winner.id } : null;
}
