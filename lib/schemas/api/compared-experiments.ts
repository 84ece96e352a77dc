/** Two experiments side by side as data: base of the first, then the runs of both. Pure. */
import { z } from 'zod';
import { compareExperiments } from '@/lib/core/compare-experiments';
import { err, ok, type Result } from '@/lib/core/result';
import { EXPERIMENT_STATUSES } from '@/lib/core/run-status';
import { comparedRun, comparedRunSchema, rowSchema, winnerOf, winnerSchema } from '@/lib/schemas/api/comparison';
import { comparedOf } from '@/lib/schemas/compared-experiment';
import type { ExperimentView } from '@/lib/schemas/view';

const sideSchema = z.object({
  experimentId: z.string(),
  name: z.string(),
  status: z.enum(EXPERIMENT_STATUSES),
  baseSha: z.string(),
  winner: winnerSchema,
  verdict: z.string().nullable(),
  passed: z.number().describe('How many of its runs.'),
  costUsd: z.number().nullable().describe('Of the runs that told it; null: none did.'),
  isCostPartial: z.boolean().describe('Some runs did not tell what they cost.'),
  durationMs: z.number().nullable(),
  runs: z.array(comparedRunSchema),
});

export const comparedExperimentsSchema = z
  .object({
    contractHash: z.string(),
    isSameBase: z.boolean().describe('False: `delta` is told for the first experiment only.'),
    experiments: z.array(sideSchema).describe('Both, in the order in which they were named.'),
    rows: z.array(rowSchema).describe('Base of the first, then a cell for each run of the first and of the second.'),
  })
  .meta({ id: 'ComparedExperiments' });
export type ComparedExperiments = z.infer<typeof comparedExperimentsSchema>;

type Refusal = { type: 'other_contract' | 'same_experiment'; message: string; remedy: string };

export function comparedExperiments(
  first: ExperimentView,
  second: ExperimentView,
): Result<ComparedExperiments, Refusal> {
  if (first.id === second.id) {
    const message = 'That is one experiment, named twice.';
    return err({ type: 'same_experiment', message, remedy: 'Name another one that the same contract judged.' });
  }
  const sides = [comparedOf(first), comparedOf(second)] as const;
  const result = compareExperiments(...sides);
  if (!result.ok) return err({ type: 'other_contract', message: result.why, remedy: result.remedy });
  const { rows, sums, isSameBase } = result.comparison;
  const experiments = [first, second].map((view, index) => {
    const { passed, costUsd, isCostPartial, durationMs } = sums[index === 0 ? 0 : 1];
    return {
      experimentId: view.id,
      name: view.name,
      status: view.status,
      baseSha: view.baseSha,
      winner: winnerOf(view, view.winnerRunId),
      verdict: view.verdict,
      passed,
      costUsd,
      isCostPartial,
      durationMs,
      runs: sides[index === 0 ? 0 : 1].runs.map(comparedRun),
    };
  });
  return ok({ contractHash: first.contractHash, isSameBase, experiments, rows });
}
