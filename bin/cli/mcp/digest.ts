/** What an agent is told of an experiment and of a run: short, and without texts of other agents. Pure. */
import { z } from 'zod';
import { experimentSchema, runSchema } from '@/lib/schemas/api/experiment-object';
import { currentRuns, experimentResult, isSettled } from '@/lib/schemas/result';
import type { ExperimentView } from '@/lib/schemas/view';

const runDigestSchema = runSchema.pick({
  runId: true,
  variant: true,
  stage: true,
  agentId: true,
  status: true,
  success: true,
  durationMs: true,
  tests: true,
  diffStats: true,
  costUsd: true,
  error: true,
});

export const experimentDigestSchema = experimentSchema
  .pick({ experimentId: true, name: true, status: true, settled: true, winner: true, verdict: true, baseSha: true })
  .extend({
    runs: z.array(runDigestSchema.extend({ waitsFor: z.string().nullable() })),
    merges: z.array(z.object({ mergeId: z.string(), runId: z.string(), target: z.string(), status: z.string() })),
    page: z.string().nullable().describe('Where the person looks at it and merges.'),
  });
export type ExperimentDigest = z.infer<typeof experimentDigestSchema>;

export function experimentDigest(view: ExperimentView, page: string | null): ExperimentDigest {
  const { experimentId, status, winner, verdict, runs } = experimentResult(view);
  const waits = new Map(currentRuns(view).map((run) => [run.id, run.waitsFor]));
  return {
    experimentId,
    name: view.name,
    status,
    settled: isSettled(view),
    winner,
    verdict,
    baseSha: view.baseSha,
    runs: runs.map((run) => ({ ...runDigestSchema.parse(run), waitsFor: waits.get(run.runId) ?? null })),
    merges: view.merges.map(({ id, runId, target, status: state }) => ({ mergeId: id, runId, target, status: state })),
    page,
  };
}
