'use client';

import { Panel, ReactFlow, ReactFlowProvider, useReactFlow, type Viewport } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { Maximize, Minus, Plus } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Pipeline } from '@/lib/core/pipeline-types';
import { useNarrow } from '@/components/diff/use-narrow';
import { IconButton } from '@/components/ui/icon-button';
import type { Size } from './boxes';
import { flowEdges, flowNodes, shapeOf } from './flow-elements';
import { layoutPipeline, type PipelineLayout } from './layout';
import './pipeline.css';
import { PipelineContext } from './pipeline-context';
import { BaseNode, JoinNode, StageNode } from './stage-node';
import { TaskNode } from './task-node';

export type PipelineFlowProps = {
  pipeline: Pipeline;
  label: string;
  picked: readonly string[];
  onPick: (keys: readonly string[], isAdded: boolean) => void;
  pickWords: string;
  maxHeight: number;
};

const NODE_TYPES = { task: TaskNode, stage: StageNode, base: BaseNode, join: JoinNode };
const MARGIN = 16;
/** Room for the buttons below a picture that does not fit as it is. */
const CONTROLS = 36;
/** Beyond that only what can be seen is drawn; the table has the rest for those who go by keyboard. */
const MOST_DRAWN = 250;

/** The picture itself. Loaded only where it is shown: the library behind it is large. */
export function PipelineFlow(props: PipelineFlowProps) {
  const { pipeline, picked, onPick, pickWords } = props;
  const control = useMemo(() => ({ picked: new Set(picked), onPick, pickWords }), [picked, onPick, pickWords]);
  const isNarrow = useNarrow();
  const direction = isNarrow ? 'down' : 'right';
  const shape = shapeOf(pipeline);
  // How the runs stand changes every second while they work; where they stand does not.
  // oxlint-disable-next-line react/exhaustive-deps -- the shape is what of the pipeline the layout depends on
  const layout = useMemo(() => layoutPipeline(pipeline, direction), [shape, direction]);
  const nodes = useMemo(() => flowNodes(pipeline, layout, direction), [pipeline, layout, direction]);
  const edges = useMemo(() => flowEdges(pipeline), [pipeline]);
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const scale = width === null ? 1 : Math.min(1, (width - 2 * MARGIN) / layout.width);
  // A phone has no width to go by, and scrolls down anyway.
  const maxHeight = props.maxHeight * (isNarrow ? 1.6 : 1);
  const isWhole = scale === 1 && layout.height + 2 * MARGIN <= maxHeight;
  const wanted = layout.height * scale + 2 * MARGIN + (isWhole ? 0 : CONTROLS);
  const height = Math.min(maxHeight, Math.max(120, wanted));
  const room = width === null ? null : { width, height: isWhole ? height : height - CONTROLS };
  return (
    <PipelineContext value={control}>
      <div ref={frame} className="pipeline w-full overflow-hidden rounded-lg border" style={{ height }}>
        {/* Where the lines end is measured once: another direction is another picture. */}
        <ReactFlowProvider key={direction}>
          <ReactFlow
            aria-label={props.label}
            nodes={nodes}
            edges={edges}
            nodeTypes={NODE_TYPES}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            disableKeyboardA11y
            zoomOnScroll={false}
            zoomOnDoubleClick={false}
            preventScrolling={false}
            panOnDrag={!isWhole}
            minZoom={0.05}
            maxZoom={1.5}
            onlyRenderVisibleElements={nodes.length > MOST_DRAWN}
            proOptions={{ hideAttribution: true }}
          >
            <Fit layout={layout} room={room} />
            {isWhole ? null : <Zoom />}
          </ReactFlow>
        </ReactFlowProvider>
      </div>
    </PipelineContext>
  );
}

/** The whole picture, and no larger than life; again when its shape or its room changes. */
function Fit({ layout, room }: { layout: PipelineLayout; room: Size | null }) {
  const { setViewport } = useReactFlow();
  const [width, height] = [room?.width ?? 0, room?.height ?? 0];
  useEffect(() => {
    if (width <= 2 * MARGIN) return;
    void setViewport(viewportOf(layout, { width, height }));
  }, [setViewport, layout, width, height]);
  return null;
}

function viewportOf(layout: PipelineLayout, { width, height }: Size): Viewport {
  const zoom = Math.min(1, (width - 2 * MARGIN) / layout.width, (height - 2 * MARGIN) / layout.height);
  return { x: Math.max(MARGIN, (width - layout.width * zoom) / 2), y: (height - layout.height * zoom) / 2, zoom };
}

function Zoom() {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  return (
    <Panel position="bottom-right" className="flex rounded-md border bg-canvas">
      <IconButton size="sm" label="Zoom in" onClick={() => void zoomIn()}>
        <Plus aria-hidden />
      </IconButton>
      <IconButton size="sm" label="Zoom out" onClick={() => void zoomOut()}>
        <Minus aria-hidden />
      </IconButton>
      <IconButton size="sm" label="Show all of it" onClick={() => void fitView({ padding: 0.04, maxZoom: 1 })}>
        <Maximize aria-hidden />
      </IconButton>
    </Panel>
  );
}

function useWidth(element: React.RefObject<HTMLElement | null>): number | null {
  const [width, setWidth] = useState<number | null>(null);
  useEffect(() => {
    if (!element.current) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(entry ? Math.round(entry.contentRect.width) : null));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
