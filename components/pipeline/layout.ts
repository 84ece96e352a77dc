/** Where everything of the picture stands: dagre inside each stage, then dagre over the stages. Pure. */
import { graphlib, layout as layoutByDagre } from '@dagrejs/dagre';
import { BASE_ID } from '@/lib/core/pipeline';
import type { Pipeline, PipelineNode } from '@/lib/core/pipeline-types';
import { type Arranged, type Box, bounded, type Direction, type Link, type Piece, type Size } from './boxes';
import { layoutInColumns } from './layout-columns';

export type PipelineLayout = Size & {
  base: Box;
  /** By id of the stage. */
  stages: ReadonlyMap<string, Box>;
  /** By id of the node, inside of its stage. */
  nodes: ReadonlyMap<string, Box>;
};

export const TASK_SIZE: Size = { width: 216, height: 60 };
const JOIN_SIZE: Size = { width: 14, height: 14 };
const BASE_SIZE: Size = { width: 76, height: 34 };
const STAGE_HEAD = 42;
const STAGE_PADDING = 14;
const GAP = 14;
/** Beyond that dagre takes seconds. */
const MOST_PIECES = 150;
const MOST_LINKS = 400;

export function layoutPipeline(pipeline: Pipeline, direction: Direction): PipelineLayout {
  const nodes = new Map<string, Box>();
  const stageOf = new Map<string, string>();
  const pieces = pipeline.stages.map((stage): Piece => {
    const inner = arrange({ pieces: stage.nodes.map(pieceOf), links: pipeline.inner, direction, gap: 44 });
    for (const [id, box] of inner.boxes) {
      stageOf.set(id, stage.id);
      nodes.set(id, { ...box, x: box.x + STAGE_PADDING, y: box.y + STAGE_HEAD });
    }
    const width = Math.max(inner.width, TASK_SIZE.width) + 2 * STAGE_PADDING;
    return { id: stage.id, width, height: inner.height + STAGE_HEAD + STAGE_PADDING };
  });
  const links = pipeline.outer.map(({ from, to }) => ({ from: stageOf.get(from) ?? from, to }));
  const outer = arrange({ pieces: [{ id: BASE_ID, ...BASE_SIZE }, ...pieces], links, direction, gap: 56 });
  const base = outer.boxes.get(BASE_ID) ?? { x: 0, y: 0, ...BASE_SIZE };
  return { width: outer.width, height: outer.height, base, stages: outer.boxes, nodes };
}

function pieceOf({ id, kind }: PipelineNode): Piece {
  return { id, ...(kind === 'join' ? JOIN_SIZE : TASK_SIZE) };
}

type ArrangeInput = { pieces: readonly Piece[]; links: readonly Link[]; direction: Direction; gap: number };

function arrange({ pieces, links, direction, gap }: ArrangeInput): Arranged {
  const ids = new Set(pieces.map(({ id }) => id));
  const own = links.filter(({ from, to }) => ids.has(from) && ids.has(to));
  if (own.length === 0) return inGrid(pieces, direction);
  if (pieces.length > MOST_PIECES || own.length > MOST_LINKS) {
    return layoutInColumns({ pieces, links: own, direction, gap: { rank: gap, piece: GAP } });
  }
  return byDagre({ pieces, links: own, direction, gap });
}

function byDagre({ pieces, links, direction, gap }: ArrangeInput): Arranged {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: direction === 'right' ? 'LR' : 'TB', nodesep: GAP, ranksep: gap });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of pieces) graph.setNode(id, { width, height });
  for (const { from, to } of links) graph.setEdge(from, to);
  layoutByDagre(graph);
  const boxes = new Map(
    pieces.map(({ id, width, height }) => {
      const { x = 0, y = 0 } = graph.node(id);
      return [id, { x: x - width / 2, y: y - height / 2, width, height }];
    }),
  );
  return bounded(boxes);
}

/** Alternatives without an order: a column of few, a block of many. */
function inGrid(pieces: readonly Piece[], direction: Direction): Arranged {
  const columns =
    direction === 'down' || pieces.length <= 5 ? 1 : Math.min(10, Math.ceil(Math.sqrt(pieces.length / 1.6)));
  const boxes = new Map(
    pieces.map(({ id, width, height }, index) => {
      const x = (index % columns) * (TASK_SIZE.width + GAP);
      const y = Math.floor(index / columns) * (TASK_SIZE.height + GAP);
      return [id, { x, y, width, height }];
    }),
  );
  return bounded(boxes);
}
