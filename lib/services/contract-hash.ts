import { createHash } from 'node:crypto';
import type { ExperimentSpec } from '@/lib/core/experiment';

/** SHA-256 over all that judges: gates, metrics, each variant's own test, the set-up they run after, and where they run. */
export function contractHash(spec: ExperimentSpec, allowedHosts: readonly string[]): string {
  const { setup, provider, image, runtime, limits, network, setupNetwork, copy } = spec.sandbox;
  const judged = {
    contract: spec.contract,
    stages: spec.stages.map(({ name, contract, select, combine }) => ({ name, contract, select, combine })),
    integrationContracts: spec.integrationContracts,
    setup,
    place: { provider, image, runtime, limits, network, setupNetwork, copy, allowedHosts: allowedHosts.toSorted() },
    tests: Object.fromEntries(spec.variants.map((variant) => [variant.id, variant.test])),
    select: spec.select,
  };
  return createHash('sha256').update(canonicalJson(judged)).digest('hex');
}

/** JSON with sorted keys: the same meaning gives the same bytes. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
