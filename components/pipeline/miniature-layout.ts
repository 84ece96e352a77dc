/** Where the nodes of a small picture stand. Pure. */
import type { PipelineShape, ShapeEdge, ShapeNode, ShapeStage } from '@/lib/core/pipeline-shape';

const COLUMN = 44;
const ROW = 26;
const PADDING = 14;
const STAGE_GAP = 26;
const BASE_WIDTH = 34;

export type Point = { x: number; y: number };
export type PlacedNode = ShapeNode & Point;
export type PlacedStage = { name: string; x: number; y: number; width: number; height: number; nodes: PlacedNode[] };
export type Line = { from: Point; to: Point; kind: 'depends' | 'order' | 'stage' };
export type Miniature = { width: number; height: number; base: Point; stages: PlacedStage[]; lines: Line[] };

export function layoutMiniature({ stages }: PipelineShape): Miniature {
  const height = Math.max(...stages.map(({ rows }) => rows), 2) * ROW + 2 * PADDING;
  const middle = height / 2;
  const base = { x: PADDING, y: middle };
  const placed: PlacedStage[] = [];
  let x = BASE_WIDTH;
  for (const stage of stages) {
    const one = placeStage(stage, x, middle);
    placed.push(one);
    x += one.width + STAGE_GAP;
  }
  const lines = placed.flatMap((stage, index) => linesOf(stage, stages[index]?.edges ?? [], placed[index - 1] ?? base));
  return { width: x - STAGE_GAP + 2, height, base, stages: placed, lines };
}

function placeStage(stage: ShapeStage, x: number, middle: number): PlacedStage {
  const width = stage.layers * COLUMN;
  const height = stage.rows * ROW + PADDING;
  const counts = new Map<number, number>();
  for (const { layer } of stage.nodes) counts.set(layer, (counts.get(layer) ?? 0) + 1);
  const nodes = stage.nodes.map((node): PlacedNode => {
    const count = counts.get(node.layer) ?? 1;
    return {
      ...node,
      x: x + node.layer * COLUMN + COLUMN / 2,
      y: middle + (node.row - (count - 1) / 2) * ROW,
    };
  });
  return { name: stage.name, x, y: middle - height / 2, width, height, nodes };
}

/** From the base into the first stage, from box to box after it, and what depends on what inside. */
function linesOf(placed: PlacedStage, edges: readonly ShapeEdge[], before: PlacedStage | Point): Line[] {
  const byId = new Map(placed.nodes.map((node) => [node.id, node]));
  const inner = edges.flatMap(({ from, to, kind }): Line[] => {
    const start = byId.get(from);
    const end = byId.get(to);
    return start && end ? [{ from: start, to: end, kind }] : [];
  });
  const middle = placed.y + placed.height / 2;
  if ('width' in before) {
    return [
      ...inner,
      { from: { x: before.x + before.width, y: middle }, to: { x: placed.x, y: middle }, kind: 'stage' },
    ];
  }
  const first = placed.nodes.filter(({ layer }) => layer === 0);
  return [...inner, ...first.map((to): Line => ({ from: before, to, kind: 'depends' }))];
}
