/** What the picture is made from: an experiment as it stands, or one that is still being written. Pure. */
import type { ExperimentSpec } from '@/lib/core/experiment';
import type { PipelineInput, PipelineVariant } from '@/lib/core/pipeline-types';
import { variantLetter } from '@/lib/core/variant-letter';
import type { ExperimentView } from '@/lib/schemas/view';

type ViewInput = Pick<ExperimentView, 'spec' | 'stages' | 'variants' | 'runs' | 'winnerRunId'>;

export function inputOfView(view: ViewInput): PipelineInput {
  const repeats = new Map(view.spec.variants.map((variant) => [variant.id, variant.repeats]));
  const batches = new Map(view.spec.stages.map(({ name, strategy }) => [name, strategy.batchSize]));
  const variants = view.variants.map((variant) => ({ ...variant, repeats: repeats.get(variant.key) ?? 1 }));
  const last = view.stages.at(-1);
  const stages = view.stages.map((stage) => ({
    ...stage,
    batchSize: batches.get(stage.name) ?? 1,
    // The last stage's winner is the experiment's, however it was chosen.
    winnerRunId: stage === last ? (view.winnerRunId ?? stage.winnerRunId) : stage.winnerRunId,
  }));
  return { stages, variants, runs: view.runs.filter(({ superseded }) => !superseded) };
}

export function inputOfSpec(spec: Pick<ExperimentSpec, 'stages' | 'variants'>): PipelineInput {
  return {
    stages: spec.stages.map(({ name, from, strategy }) => ({
      name,
      from,
      strategy: strategy.type,
      batchSize: strategy.batchSize,
      status: null,
      winnerRunId: null,
    })),
    variants: spec.variants.map(({ id, ...variant }, position): PipelineVariant => ({
      ...variant,
      key: id,
      letter: variantLetter(position),
    })),
    runs: [],
  };
}
