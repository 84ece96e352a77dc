import { completeSandbox } from './complete-sandbox';
import type { ExperimentSpec, VariantSpec } from './experiment';
import type { Strategy } from './plan-types';

type Stored = Omit<ExperimentSpec, 'stages'> & Partial<Pick<ExperimentSpec, 'stages'>>;

const STRATEGY: Omit<Strategy, 'type'> = { passOutput: false, stopOnFailure: false, batchSize: 1 };
const PLAN: Pick<ExperimentSpec, 'integrationContracts' | 'generate' | 'aggregate'> = {
  integrationContracts: [],
  generate: null,
  aggregate: null,
};
const VARIANT: Pick<VariantSpec, 'kind' | 'stage' | 'dependsOn' | 'needs' | 'when' | 'reportOnly' | 'retries'> = {
  kind: 'agent',
  stage: 'main',
  dependsOn: [],
  needs: 'passed',
  when: null,
  reportOnly: false,
  retries: { max: 0, backoffMs: 0 },
};

/** A stored specification, also one of a version that knew neither stages nor dependencies. */
export function completeSpec(stored: unknown): ExperimentSpec {
  const spec = stored as Stored;
  const strategy = { ...STRATEGY, ...spec.strategy };
  const { contract, select } = spec;
  return {
    ...PLAN,
    ...spec,
    strategy,
    sandbox: completeSandbox(spec.sandbox),
    variants: spec.variants.map(completeVariant),
    stages: spec.stages ?? [{ name: 'main', from: null, strategy, contract, select, combine: false }],
  };
}

export function completeVariant(stored: unknown): VariantSpec {
  return { ...VARIANT, ...(stored as VariantSpec) };
}
