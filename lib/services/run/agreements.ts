/** Integration contracts: what an agent is told of them, and what the provider's result is checked by. */
import type { ExperimentSpec, GateSpec, VariantSpec } from '@/lib/core/experiment';
import type { PromptParts } from '@/lib/core/prompt';

const CHECK_TIMEOUT_MS = 10 * 60_000;

export function contractsFor(spec: ExperimentSpec, variant: VariantSpec): PromptParts['contracts'] {
  return spec.integrationContracts.flatMap(
    ({ name, provider, consumers, specification }): PromptParts['contracts'][number][] => {
      if (provider === variant.id) return [{ name, isProvider: true, others: consumers, specification }];
      return consumers.includes(variant.id) ? [{ name, isProvider: false, others: [provider], specification }] : [];
    },
  );
}

/** A broken contract is the provider's failure; its consumers only relied on it. */
export function contractGates(spec: ExperimentSpec, variant: VariantSpec): GateSpec[] {
  return spec.integrationContracts
    .filter((contract) => contract.provider === variant.id)
    .flatMap(({ name, check, produces }) => {
      const gate = { timeoutMs: CHECK_TIMEOUT_MS, report: { format: 'auto' as const } };
      return [
        ...(check === null ? [] : [{ ...gate, name: `contract ${name}`, run: check }]),
        ...(produces === null ? [] : [{ ...gate, name: `contract ${name}: ${produces.path}`, run: '', produces }]),
      ];
    });
}
