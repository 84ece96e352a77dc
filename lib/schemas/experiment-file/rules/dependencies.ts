/** What tasks of a graph wait for. */
import { findCycles } from '@/lib/core/cycles';
import type { Finding } from '../problems';
import { adviceOf, finding, type RawStage, type RawVariant } from './raw';

const MAX_CYCLES = 10;

export function checkDependencies(stages: readonly RawStage[]): Finding[] {
  return stages.flatMap((stage) => [
    ...(stage.strategy === 'graph' ? [] : checkUseless(stage)),
    ...checkTargets(stage, stages),
    ...checkCycles(stage),
  ]);
}

function checkUseless({ strategy, variants }: RawStage): Finding[] {
  const says = `has no use with the strategy ${strategy}; write \`strategy: graph\``;
  return variants.flatMap(({ raw, path, dependsOn }) => [
    ...(dependsOn.length > 0 ? [finding([...path, 'dependsOn'], says)] : []),
    ...(raw.when === undefined ? [] : [finding([...path, 'when'], says)]),
  ]);
}

function checkTargets(stage: RawStage, stages: readonly RawStage[]): Finding[] {
  const own = idsOf(stage.variants);
  return stage.variants.flatMap((variant) =>
    variant.dependsOn.flatMap(({ id, path }) => {
      if (id === variant.id) return [finding(path, 'is the variant itself; leave it out')];
      if (own.includes(id)) return [];
      const elsewhere = stages.find((other) => other !== stage && idsOf(other.variants).includes(id));
      if (elsewhere) {
        const name = elsewhere.name ?? 'another stage';
        return [finding(path, `belongs to the stage ${name}; a variant can wait only for those of its own stage`)];
      }
      return [
        finding(
          path,
          `is not a variant of this stage; ${adviceOf(
            id,
            own.filter((known) => known !== variant.id),
          )}`,
        ),
      ];
    }),
  );
}

function checkCycles({ variants }: RawStage): Finding[] {
  const edges = new Map<string, string[]>();
  for (const { id, dependsOn } of variants) {
    if (id !== null)
      edges.set(
        id,
        [...(edges.get(id) ?? []), ...dependsOn.map((entry) => entry.id)].filter((to) => to !== id),
      );
  }
  return findCycles(edges)
    .slice(0, MAX_CYCLES)
    .flatMap((cycle) => {
      const [first, second] = cycle;
      const entry = variants.find(({ id }) => id === first)?.dependsOn.find(({ id }) => id === second);
      return entry ? [finding(entry.path, `closes a circle, ${shown(cycle)}; none of them could start`)] : [];
    });
}

function shown(cycle: string[]): string {
  const ids = cycle.length > 12 ? [...cycle.slice(0, 6), '…', ...cycle.slice(-5)] : cycle;
  return ids.join(' -> ');
}

export function idsOf(variants: readonly RawVariant[]): string[] {
  return variants.flatMap(({ id }) => (id === null ? [] : [id]));
}
