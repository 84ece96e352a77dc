/** From the picture and its places to what React Flow draws. Pure. */
import { type Edge, MarkerType, Position } from '@xyflow/react';
import { BASE_ID } from '@/lib/core/pipeline';
import type { Pipeline, PipelineEdge, PipelineNode } from '@/lib/core/pipeline-types';
import type { Box, Direction } from './boxes';
import type { PipelineLayout } from './layout';
import type { PlainFlowNode, StageFlowNode } from './stage-node';
import type { TaskFlowNode } from './task-node';

export type FlowNode = TaskFlowNode | StageFlowNode | PlainFlowNode;

const NOWHERE: Box = { x: 0, y: 0, width: 0, height: 0 };
const COLOURS: Record<PipelineEdge['state'], string> = {
  waiting: 'var(--control)',
  live: 'var(--busy)',
  done: 'var(--control)',
  cut: 'var(--bad)',
};

export function flowNodes(pipeline: Pipeline, layout: PipelineLayout, direction: Direction): FlowNode[] {
  const sides =
    direction === 'right'
      ? { sourcePosition: Position.Right, targetPosition: Position.Left }
      : { sourcePosition: Position.Bottom, targetPosition: Position.Top };
  const base: FlowNode = { id: BASE_ID, type: 'base', data: {}, ...placed(layout.base), ...sides };
  const stages = pipeline.stages.flatMap((stage): FlowNode[] => [
    { id: stage.id, type: 'stage', data: { stage }, ...placed(layout.stages.get(stage.id)), ...sides },
    ...stage.nodes.map((node): FlowNode => {
      const place = { id: node.id, parentId: stage.id, ...placed(layout.nodes.get(node.id)), ...sides };
      return node.kind === 'join' ? { ...place, type: 'join', data: {} } : { ...place, type: 'task', data: { node } };
    }),
  ]);
  return [base, ...stages];
}

export function flowEdges({ inner, outer }: Pick<Pipeline, 'inner' | 'outer'>): Edge[] {
  return [...outer, ...inner].map(({ id, from, to, kind, state, reason }) => {
    const isChosen = state === 'done' && (kind === 'winner' || kind === 'merged');
    return {
      id,
      source: from,
      target: to,
      type: 'default',
      ariaLabel: reason,
      className: `edge-${kind} edge-${state}`,
      animated: state === 'live',
      markerEnd: {
        type: MarkerType.ArrowClosed,
        width: 14,
        height: 14,
        color: isChosen ? 'var(--warn)' : COLOURS[state],
      },
    };
  });
}

/** What changes the places: not how a run stands. */
export function shapeOf(pipeline: Pipeline): string {
  const nodes = pipeline.stages.map(({ id, nodes: own }: { id: string; nodes: readonly PipelineNode[] }) => [
    id,
    ...own.map((node) => node.id),
  ]);
  return JSON.stringify([nodes, pipeline.inner.map(({ id }) => id), pipeline.outer.map(({ id }) => id)]);
}

function placed(box: Box = NOWHERE) {
  const { x, y, width, height } = box;
  return { position: { x, y }, width, height };
}
