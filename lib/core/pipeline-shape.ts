/** The shape of an experiment before it runs: what starts from what, in layers. For pictures of templates. Pure. */
import type { ExperimentSpec, VariantSpec } from './experiment';
import type { StageSpec } from './plan-types';
import { variantLetter } from './variant-letter';

export type ShapeNode = {
  id: string;
  /** Of its variant; empty for what the product adds. */
  letter: string;
  kind: 'task' | 'report' | 'combine';
  /** Only run when a condition holds. */
  isConditional: boolean;
  layer: number;
  /** Place in its layer, from 0. */
  row: number;
};

export type ShapeEdge = { from: string; to: string; kind: 'depends' | 'order' };

export type ShapeStage = {
  name: string;
  layers: number;
  /** Nodes of its fullest layer. */
  rows: number;
  nodes: ShapeNode[];
  edges: ShapeEdge[];
  /** How it is entered from a stage before; null: from the base. */
  from: { stage: string; take: 'winner' | 'merged' } | null;
};

export type PipelineShape = { stages: ShapeStage[] };

export function pipelineShape(spec: Pick<ExperimentSpec, 'stages' | 'variants'>): PipelineShape {
  const letters = new Map(spec.variants.map(({ id }, position) => [id, variantLetter(position)]));
  return {
    stages: spec.stages.map((stage) => {
      const own = spec.variants.filter((variant) => variant.stage === stage.name);
      return stageShape(stage, own, letters);
    }),
  };
}

function stageShape(stage: StageSpec, own: readonly VariantSpec[], letters: ReadonlyMap<string, string>): ShapeStage {
  const edges = edgesOf(stage, own);
  const layers = layersOf(own, edges);
  const taken = new Map<number, number>();
  const nodes = own.map((variant): ShapeNode => {
    const layer = layers.get(variant.id) ?? 0;
    const row = taken.get(layer) ?? 0;
    taken.set(layer, row + 1);
    return {
      id: variant.id,
      letter: variant.kind === 'combine' ? '' : (letters.get(variant.id) ?? ''),
      kind: variant.kind === 'combine' ? 'combine' : variant.reportOnly ? 'report' : 'task',
      isConditional: variant.when !== null,
      layer,
      row,
    };
  });
  return {
    name: stage.name,
    layers: Math.max(0, ...layers.values()) + 1,
    rows: Math.max(1, ...taken.values()),
    nodes,
    edges,
    from: stage.from,
  };
}

function edgesOf(stage: StageSpec, own: readonly VariantSpec[]): ShapeEdge[] {
  const ids = new Set(own.map(({ id }) => id));
  const tasks = own.filter(({ kind, dependsOn }) => kind === 'agent' && dependsOn.length === 0);
  const depends = own.flatMap(({ id, dependsOn }) =>
    dependsOn.filter((parent) => ids.has(parent)).map((from): ShapeEdge => ({ from, to: id, kind: 'depends' })),
  );
  return [...orderOf(stage, tasks), ...withoutShortcuts(depends)];
}

/** What the strategy puts in a row. */
function orderOf({ strategy }: StageSpec, tasks: readonly VariantSpec[]): ShapeEdge[] {
  const size = strategy.type === 'batched' ? Math.max(1, strategy.batchSize) : 1;
  if (strategy.type !== 'sequential' && strategy.type !== 'fallback' && strategy.type !== 'batched') return [];
  return tasks.flatMap(({ id }, index) => {
    const batch = Math.floor(index / size);
    const before = tasks.slice((batch - 1) * size, batch * size);
    return batch === 0 ? [] : before.map((from): ShapeEdge => ({ from: from.id, to: id, kind: 'order' }));
  });
}

/** Without the lines that only say again what a longer way says: what is combined depends on everything. */
function withoutShortcuts(edges: readonly ShapeEdge[]): ShapeEdge[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    (next.get(from) ?? []).some((id) => {
      if (id === to) return true;
      if (seen.has(id)) return false;
      seen.add(id);
      return reaches(id, to, seen);
    });
  return edges.filter(({ from, to }) => !(next.get(from) ?? []).some((other) => other !== to && reaches(other, to)));
}

/** The length of the longest way to each; a cycle, which no valid file has, ends after as many rounds as there are nodes. */
function layersOf(own: readonly VariantSpec[], edges: readonly ShapeEdge[]): Map<string, number> {
  const layers = new Map(own.map(({ id }) => [id, 0]));
  for (let round = 0; round < own.length; round += 1) {
    let isChanged = false;
    for (const { from, to } of edges) {
      const wanted = (layers.get(from) ?? 0) + 1;
      if ((layers.get(to) ?? 0) >= wanted) continue;
      layers.set(to, wanted);
      isChanged = true;
    }
    if (!isChanged) break;
  }
  return layers;
}

/** The picture in words, for those who do not see it. */
export function shapeWords({ stages }: PipelineShape): string {
  const words = stages.map(({ nodes, layers, from }) => {
    const count = nodes.filter(({ kind }) => kind !== 'combine').length;
    const tasks = `${count} ${count === 1 ? 'task' : 'tasks'}`;
    const shape = layers === 1 ? (count === 1 ? '' : ' side by side') : ` in ${layers} steps`;
    const start = from === null ? '' : from.take === 'winner' ? ' from the winner' : ' from the merged results';
    const end = nodes.some(({ kind }) => kind === 'combine') ? ', combined at the end' : '';
    return `${tasks}${shape}${start}${end}`;
  });
  return words.join('; then ');
}
